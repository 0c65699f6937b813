#include "program_serve.h"

namespace relmap::server {
namespace {

void add_access_options(CLI::App& command, ServeCommand& serve) {
  auto& jwt = serve.auth.jwt;
  command.add_option("--tokens", serve.auth.tokens,
                     "file of tokens (relmap token): from then on everybody must show one");
  command.add_option("--jwt-keys", jwt.keys,
                     "file of an identity provider's keys (JWK Set): its JWTs are taken too");
  command.add_option("--jwt-issuer", jwt.issuer, "what their `iss` must be");
  command.add_option("--jwt-audience", jwt.audience, "what their `aud` must hold");
  command.add_option("--jwt-role-claim", jwt.role_claim, "claim (or /JSON/pointer) that holds the role")
      ->capture_default_str();
  command
      .add_option("--jwt-accounts-claim", jwt.accounts_claim,
                  "claim that holds the ids of accounts, or * for all")
      ->capture_default_str();
  command.add_option("--jwt-name-claim", jwt.name_claim, "claim that says whose it is")
      ->capture_default_str();
  command.add_option("--audit", serve.audit, "file that every read and write of data is written down in");
  auto* certificate =
      command.add_option("--tls-certificate", serve.tls_certificate, "PEM file: certificate with its chain");
  auto* key = command.add_option("--tls-key", serve.tls_key, "PEM file: its private key");
  certificate->needs(key);
  key->needs(certificate);
  command.add_flag("--plain-http", serve.plain_http,
                   "listen beyond loopback without TLS: something in front of it does that");
}

}  // namespace

void add_serve_options(CLI::App& command, ServeCommand& serve) {
  command.add_option("--db", serve.db, kDbHelp)->required();
  command
      .add_option("--listen", serve.listen,
                  "HOST:PORT; port 0: any that is free. Beyond loopback only with authentication and TLS")
      ->capture_default_str();
  command.add_option("--date", serve.date,
                     "date of judgement where a request names none (default: today, UTC)");
  command.add_option("--policy", serve.policy,
                     "coverage policy, merged over the built-in one (docs/policy.md)");
  auto& drawing = serve.drawing;
  command.add_option("--render-workers", drawing.workers, "processes that draw pictures")
      ->capture_default_str();
  command.add_option("--render-time", drawing.time_limit_ms, "milliseconds that a picture may take")
      ->capture_default_str();
  command.add_option("--render-memory", drawing.memory_limit_mib, "MiB that a worker may use; 0: no limit")
      ->capture_default_str();
  command.add_option("--render-recycle", drawing.recycle_after, "pictures after which a worker is replaced")
      ->capture_default_str();
  command.add_option("--render-queue", drawing.max_waiting, "pictures that may wait for a worker")
      ->capture_default_str();
  command.add_flag("--log-requests", serve.log_requests,
                   "log each request, as JSON; else only those that failed or took a second");
  command.add_option("--backups", serve.backups, "folder that POST /api/v1/backup adds backups to");
  add_access_options(command, serve);
}

void add_token_command(CLI::App& app, TokenCommand& token,
                       const std::function<void(std::function<int()>)>& choose) {
  auto* command = app.add_subcommand("token", "Tokens with which people and programs use a server");
  command->footer(
      "Example:\n  relmap token create --tokens tokens.json --name Grafana --all-accounts\n"
      "  relmap token create --tokens tokens.json --name 'Eva Berg' --role editor --account oceanic-bank\n"
      "  relmap token revoke --tokens tokens.json k3v9aQ2x");
  command->require_subcommand(1);
  const auto add_action = [&](const char* name, const char* what, int (*act)(const TokenCommand&)) {
    auto* action = command->add_subcommand(name, what);
    action->add_option("--tokens", token.file, "file of tokens, that `relmap serve --tokens` reads")
        ->required();
    action->callback([act, choose, &token] { choose([act, &token] { return act(token); }); });
    return action;
  };
  auto* create = add_action("create", "Make a token and print it, this once", run_token_create);
  create->add_option("--name", token.name, "whose it is, or what for")->required();
  create->add_option("--role", token.role, "viewer, editor or admin; each may what those before may")
      ->capture_default_str();
  create->add_option("--account", token.accounts, "id of an account that it is for; may be repeated")
      ->allow_extra_args(false);
  create->add_flag("--all-accounts", token.all_accounts, "it is for all accounts");
  create->add_option("--days", token.days, "how long it lasts")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  add_action("list", "Print the tokens, without their secrets", run_token_list);
  add_action("revoke", "End a token at once", run_token_revoke)
      ->add_option("ID", token.id, "its first eight characters behind relmap_")
      ->required();
}

}  // namespace relmap::server
