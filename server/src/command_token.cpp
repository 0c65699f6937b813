// relmap token: create, list, revoke.
#include <cstdio>

#include "commands.h"
#include "exit_codes.h"
#include "token_file.h"

namespace relmap::server {
namespace {

std::string accounts_of(const Token& token) {
  if (!token.scope) return "all accounts";
  std::string all;
  for (const auto& id : token.scope->accounts) all += (all.empty() ? "" : " ") + id;
  return all;
}

std::string state_of(const Token& token, DateTime now) {
  if (token.revoked) return "revoked " + token.revoked->date().to_string();
  return (now < token.expires ? "until " : "expired ") + token.expires.date().to_string();
}

}  // namespace

int run_token_create(const TokenCommand& command) {
  const auto role = parse_role(command.role);
  if (!role) return fail(Status::invalid_argument("--role is viewer, editor or admin"));
  if (command.all_accounts == !command.accounts.empty())
    return fail(Status::invalid_argument("say which accounts: --account ID, or --all-accounts"));
  NewToken wanted{command.name, *role, command.accounts, command.days};
  if (command.all_accounts) wanted.accounts.reset();
  const auto made = create_token(command.file, wanted);
  if (!made) return fail(made.status());
  std::fprintf(stderr, "token %s, %s of %s, %s; it is shown this once:\n", made->token.id.c_str(),
               std::string(role_name(*role)).c_str(), accounts_of(made->token).c_str(),
               state_of(made->token, DateTime::now()).c_str());
  return print_or_fail(made->text + "\n");
}

int run_token_list(const TokenCommand& command) {
  const auto tokens = read_tokens(command.file);
  if (!tokens) return fail(tokens.status());
  const auto now = DateTime::now();
  std::string out;
  for (const Token& token : *tokens) {
    out += token.id + "  " + std::string(role_name(token.role)) + "  " + state_of(token, now) + "  " +
           token.name + "  (" + accounts_of(token) + ")\n";
  }
  return print_or_fail(out.empty() ? "no tokens\n" : out);
}

int run_token_revoke(const TokenCommand& command) {
  const auto revoked = revoke_token(command.file, command.id);
  if (!revoked.ok()) return fail(revoked);
  return print_or_fail("token " + command.id + " is revoked; servers refuse it within a second\n");
}

}  // namespace relmap::server
