// /login and /logout: a browser shows a token once, and has a session from then on.
#include <algorithm>

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

// A path of this server, whatever was asked for: no page of ours sends anybody elsewhere. Browsers drop tabs
// and line ends from an address, and what follows a line end would be another header.
std::string local_path(std::string_view to) {
  const bool plain = std::all_of(to.begin(), to.end(), [](unsigned char c) { return c > 0x20 && c != 0x7F; });
  const bool local = plain && to.starts_with('/') && !to.starts_with("//") &&
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

std::string accounts_of(const Scope& scope) {
  constexpr std::size_t kShown = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(kShown, scope.accounts.size()); ++i)
    list += (i ? ", " : "") + escape_html(scope.accounts[i]);
  return scope.accounts.size() > kShown ? list + ", …" : list;
}

std::string logged_in(const Call& call, const Caller& caller) {
  const Lang lang = lang_of(call);
  std::string body = "<h1>" + escape_html(caller.name) + "</h1>\n<p>";
  body += std::string(role_name(caller.role)) + ", ";
  body += caller.sees_all() ? std::string(say(lang, "all accounts", "全部客户")) : accounts_of(*caller.scope);
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

// Whether the browser came over TLS, to this server or to what stands in front of it. Who says so falsely
// only keeps his own cookie from plain HTTP.
bool is_secure(const Context& context, const Request& request) {
  const auto* forwarded = request.header("X-Forwarded-Proto");
  return context.options.tls || (forwarded && *forwarded == "https");
}

// In the language of the page; of a JWT also what is wrong with it, for whoever sees to that.
std::string why_not(const Call& call, const Status& status) {
  std::string why(say(lang_of(call), "This token is not valid (any more).", "该令牌无效，或已失效。"));
  if (status.message().find("JWT") != std::string::npos) why += " " + status.message();
  return why;
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
  if (!login) return page(401, lang_of(call), login_form(call, why_not(call, login.status())));
  auto response = go_to(local_path(call.params.text("to")));
  response.headers.emplace_back("Set-Cookie",
                                set_session_cookie(login->secret, is_secure(context, call.request)));
  return response;
}

Response post_logout(Context& context, const Call& call) {
  if (!context.authenticator) return no_login(call);
  context.authenticator->log_out(call.request);
  auto response = go_to("/login");
  response.headers.emplace_back("Set-Cookie", set_session_cookie("", is_secure(context, call.request)));
  return response;
}

}  // namespace relmap::server
