// /login and /logout: a browser shows a token once, and has a session from then on.
#include "context.h"
#include "html.h"
#include "problem.h"
#include "target.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::Lang;

constexpr std::size_t kMaxFormBytes = 32u << 10;

Lang lang_of(const Call& call) { return call.params.text("lang") == "zh" ? Lang::kZh : Lang::kEn; }

// A path of this server, whatever was asked for: no page of ours sends anybody elsewhere.
std::string local_path(std::string_view to) {
  const bool local = to.starts_with('/') && !to.starts_with("//") &&
                     to.find('\\') == std::string_view::npos && parse_target(to).ok();
  return local ? std::string(to) : "/";
}

Response page(int status, Lang lang, std::string_view body) {
  Response response;
  response.status = status;
  response.content_type = media_type("html");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::make_shared<const std::string>(html_page(lang, say(lang, "Log in", "登录"), body));
  return response;
}

std::string action(std::string_view path, const Call& call) {
  return std::string(path) + "?lang=" + std::string(query::lang_name(lang_of(call))) +
         "&amp;to=" + percent_encode(local_path(call.params.text("to")));
}

std::string login_form(const Call& call, std::string_view error) {
  const Lang lang = lang_of(call);
  std::string body = "<h1>" + std::string(say(lang, "Log in", "登录")) + "</h1>\n";
  if (!error.empty()) body += "<p role=\"alert\"><strong>" + escape_html(error) + "</strong></p>\n";
  body += "<form class=\"login\" method=\"post\" action=\"" + action("/login", call) +
          "\">\n<label for=\"token\">";
  body += say(lang, "Your token", "您的访问令牌");
  body +=
      "</label>\n<input id=\"token\" name=\"token\" type=\"password\" required autofocus "
      "autocomplete=\"current-password\" spellcheck=\"false\">\n<button>";
  body += say(lang, "Log in", "登录");
  body += "</button>\n</form>\n<p>";
  body += say(lang, "Whoever looks after relmap at your company gives you one.",
              "请向贵公司的 relmap 管理员索取。");
  return body + "</p>\n";
}

std::string logged_in(const Call& call, const Caller& caller) {
  const Lang lang = lang_of(call);
  std::string body = "<h1>" + escape_html(caller.name) + "</h1>\n<p>";
  body += std::string(role_name(caller.role)) + ", ";
  body += caller.sees_all() ? std::string(say(lang, "all accounts", "全部客户"))
                            : std::to_string(caller.scope->accounts.size()) +
                                  std::string(say(lang, " account(s)", " 个客户"));
  body += "</p>\n<form class=\"login\" method=\"post\" action=\"" + action("/logout", call) + "\"><button>";
  body += say(lang, "Log out", "退出登录");
  return body + "</button></form>\n";
}

Response go_to(std::string location) {
  Response response;
  response.status = 303;
  response.headers.emplace_back("Location", std::move(location));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

// The form's field `token`: application/x-www-form-urlencoded is what a query looks like.
std::string token_in(const Request& request) {
  if (request.body.size() > kMaxFormBytes) return "";
  const auto form = parse_target("/?" + request.body);
  if (!form) return "";
  for (const auto& [name, value] : form->query) {
    if (name == "token") return value;
  }
  return "";
}

Response no_login(const Call& call) {
  return problem(call.request, 404, "no_login", "this server asks nobody to log in");
}

}  // namespace

Response get_login(Context& context, const Call& call) {
  if (!context.authenticator) return no_login(call);
  const auto identity = context.authenticator->identify(call.request);
  return page(200, lang_of(call), identity.caller ? logged_in(call, *identity.caller) : login_form(call, ""));
}

Response post_login(Context& context, const Call& call) {
  if (!context.authenticator) return no_login(call);
  const auto login = context.authenticator->log_in(token_in(call.request));
  if (!login) return page(401, lang_of(call), login_form(call, login.status().message()));
  auto response = go_to(local_path(call.params.text("to")));
  response.headers.emplace_back("Set-Cookie", set_session_cookie(login->secret, context.options.tls));
  return response;
}

Response post_logout(Context& context, const Call& call) {
  if (!context.authenticator) return no_login(call);
  context.authenticator->log_out(call.request);
  auto response = go_to("/login");
  response.headers.emplace_back("Set-Cookie", set_session_cookie("", context.options.tls));
  return response;
}

}  // namespace relmap::server
