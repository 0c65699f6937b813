#include "service.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <thread>

#include "as_of.h"
#include "base/utf8.h"
#include "context.h"
#include "drawing.h"
#include "etag.h"
#include "frames.h"
#include "negotiate.h"
#include "origin.h"
#include "problem.h"
#include "target.h"

namespace relmap::server {
namespace {

// Requests that wait hold a connection's thread, so those for pictures, which take long, must not be many.
constexpr int kMaxWaiting = 1'000, kMaxWaitingToDraw = 32;
constexpr std::chrono::seconds kFailureKept{60};
// Of somebody who has not shown who he is, where that is asked: room for a token.
constexpr std::size_t kMaxUnknownBody = 32u << 10;

int cores() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

// On every response; `personal`: it depends on who asks. Pages load scripts, styles, pictures and data from
// here alone, run nothing that stands within them, and stand in no frame.
void add_common_headers(Response& response, bool personal) {
  auto& headers = response.headers;
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  // Not "no-referrer", with which a browser would send a form of ours with "Origin: null".
  headers.emplace_back("Referrer-Policy", "same-origin");
  if (!response.header("Cache-Control"))
    headers.emplace_back("Cache-Control", personal ? "private, no-cache" : "no-cache");
  const bool svg = response.content_type.starts_with("image/svg");
  const bool page = response.content_type.starts_with("text/html");
  if ((svg || page) && !response.header("Content-Security-Policy")) {
    headers.emplace_back(
        "Content-Security-Policy",
        svg ? "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
            : "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
              "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  }
}

Response answer_options(const RouteMatch& match) {
  Response response;
  response.status = 204;
  response.headers.emplace_back("Allow", match.allowed + ", OPTIONS");
  return response;
}

bool writes(const Request& request) { return request.method != "GET" && request.method != "HEAD"; }

// A store that has stopped taking writes (a full disk, an I/O error) is no fault of the request: 503.
Response explain_failed_write(Context& context, const Request& request, Response response) {
  const auto state = context.graph.write_status();
  if (state.status.ok()) return response;
  return problem(request, 503, "writes_stopped",
                 "the store has taken no writes since " + state.since.to_string() +
                     "; reading goes on; /readyz says why");
}

// In the language that he asked for, and back to where he was going.
std::string login_path(const Call& call) {
  const std::string lang = call.params.text("lang") == "zh" ? "lang=zh&" : "";
  return "/login?" + lang + "to=" + percent_encode(call.request.target);
}

// To a person who opened a page: where to log in. To a program: how.
Response ask_to_log_in(const Call& call, const std::string& why) {
  const bool page = call.request.method == "GET" && format_of(call) == "html";
  if (page) {
    Response response;
    response.status = 303;
    response.headers.emplace_back("Location", login_path(call));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }
  auto response = problem(call.request, 401, "unauthorized",
                          why.empty() ? "send a token: Authorization: Bearer TOKEN" : why);
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"relmap\"");
  return response;
}

const Caller& local_caller() {
  static const Caller caller{"api", Role::kAdmin, nullptr};
  return caller;
}

// Who has not shown who he is: should he ever get past refuse(), he sees nothing.
const Caller& nobody() {
  static const Caller caller{"", Role::kViewer, std::make_shared<Scope>(std::vector<std::string>())};
  return caller;
}

// Why the caller of a request may not have what he asks for; nullopt where he may.
std::optional<Response> refuse(const Context& context, const Call& call,
                               const Authenticator::Identity& identity) {
  const Access access = call.route.access;
  if (!context.authenticator || (access == Access::kAnyone && !writes(call.request))) return std::nullopt;
  // A session's cookie comes along with what other sites' pages send; so does the form that begins one.
  if ((identity.by_cookie || access == Access::kAnyone) && writes(call.request) &&
      origin_of(call.request) != Origin::kOurPage)
    return problem(call.request, 403, "forbidden", "only this server's own pages may write with a session");
  if (access == Access::kAnyone) return std::nullopt;
  if (!identity.caller) return ask_to_log_in(call, identity.why);
  const auto refused = refusal(access, *identity.caller);
  if (!refused.empty()) return problem(call.request, 403, "permission_denied", refused);
  return std::nullopt;
}

Response no_route(const Request& request, const RouteMatch& match) {
  if (match.allowed.empty())
    return problem(request, 404, "no_such_route", "there is nothing at this address");
  if (request.method == "OPTIONS") return answer_options(match);
  auto response = problem(request, 405, "method_not_allowed", "this address takes " + match.allowed);
  response.headers.emplace_back("Allow", match.allowed);
  return response;
}

Response run(Context& context, const Call& call) {
  if (!writes(call.route) || call.route.access == Access::kAnyone) return call.route.handler(context, call);
  return context.idempotency.answer(call.caller.name, call.request, [&] {
    auto response = call.route.handler(context, call);
    return response.status == 500 ? explain_failed_write(context, call.request, std::move(response))
                                  : response;
  });
}

Authenticator::Identity identity_of(const Context& context, const Request& request) {
  if (context.authenticator) return context.authenticator->identify(request);
  Authenticator::Identity identity;
  identity.caller = local_caller();
  return identity;
}

}  // namespace

struct Service::Answered {
  Response response;
  const Route* route = nullptr;  // nullptr: there is none at that address
  std::string who;               // Caller::name, "" where nobody was known
};

// Fills `answered` as it goes, so that it is known how far a request came that threw.
void Service::answer(const Request& request, Answered& answered) {
  Context& context = *context_;
  if (request.body.size() > kMaxUnknownBody && request.body.size() > body_limit(request)) {
    answered.response = problem(request, 413, "body_too_large",
                                "the body is larger than " + std::to_string(body_limit(request)) + " bytes");
    return;
  }
  const auto target = parse_target(request.target);
  if (!target) {
    answered.response = problem(request, target.status());
    return;
  }
  auto match = find_route(request.method, target->segments);
  if (!match.route) {
    answered.response = no_route(request, match);
    return;
  }
  answered.route = match.route;
  const auto identity = identity_of(context, request);
  auto params = ParamValues::check(match.route->params, *target);
  const Status wrong_params = params ? Status() : params.status();
  const Call call{request, *match.route, std::move(match.path), params ? *std::move(params) : ParamValues(),
                  identity.caller ? *identity.caller : nobody()};
  answered.who = call.caller.name;
  if (auto refused = refuse(context, call, identity))
    answered.response = *std::move(refused);
  else if (!wrong_params.ok())
    answered.response = problem(request, wrong_params);
  else
    answered.response = run(context, call);
}

// What cannot be written down is not told. A write has been done by then; the history has its author.
void Service::audit(const Request& request, std::string_view id, Answered& answered) const {
  const auto* route = answered.route;
  if (!context_->audit || !route || (route->access == Access::kAnyone && !writes(*route))) return;
  const auto added = context_->audit->add({DateTime::now(), answered.who, request.peer, id, request.method,
                                           request.target, route->pattern, answered.response.status});
  if (added.ok()) return;
  spdlog::error("{}", added.message());
  answered.response =
      problem(request, 503, "unavailable",
              writes(*route) ? "the audit log cannot be written; the change may have been made"
                             : "the audit log cannot be written");
}

namespace {

// All that decides the answer to a read, as one text.
std::string read_key(const Context& context, const Call& call, const Read& read) {
  std::string key = RELMAP_VERSION " " + std::to_string(read.snapshot->version()) + '@' +
                    std::to_string(read.snapshot->time().micros);
  if (!read.as_of.empty()) key += " erasures " + read.as_of;
  key += ' ' + read.date.to_string();
  key.append(" ").append(query::lang_name(read.lang)).append(" ").append(read.format);
  key.append(" ").append(context.policy_hash);
  if (const auto& scope = call.caller.scope) key.append(" for ").append(scope->fingerprint);
  key.append(" ").append(call.route.pattern);
  for (const auto& variable : call.path) key += '/' + percent_encode(variable);
  return key + '?' + call.params.canonical();
}

// `rows` are the CSV in another shape: no handler needs to know of them.
template <class Made>
Result<Made> make_as(const Read& read, const std::function<Result<Made>(const Read&)>& make) {
  if (read.format != "rows") return make(read);
  Read table = read;
  table.format = "csv";
  auto made = make(table);
  if (!made) return made;
  if constexpr (std::is_same_v<Made, std::string>)
    return rows_of(*made);
  else
    return Made(rows_of(std::get<std::string>(*made)));
}

// The body from the cache, or made (and kept).
Result<CachedBody> read_body(Context& context, const Call& call, const std::string& key, const Read& read,
                             const MakeBodyOrPicture& make) {
  if (auto cached = context.cache.get(key)) return *std::move(cached);
  if (auto failed = context.failures.get(key)) return *std::move(failed);
  Result<BodyOrPicture> made = BodyOrPicture();
  {
    const Gate::Pass pass(context.analyses, context.options.patience, turn_of(context, call));
    if (!pass.entered())
      return Status::unavailable("the server is busy with other analyses; try again in a moment");
    if (auto cached = context.cache.get(key))
      return *std::move(cached);  // somebody else made it while we waited
    made = make_as<BodyOrPicture>(read, make);
  }
  if (!made) return made.status();
  Result<std::string> body = std::string();
  if (const auto* picture = std::get_if<Picture>(&*made)) {
    body = draw(context, call, key, *picture, read.format);
  } else if (const auto* document = std::get_if<Document>(&*made)) {
    body = draw(context, call, key, *document, read.format);
  } else {
    body = std::get<std::string>(*std::move(made));
  }
  if (!body) return body.status();
  CachedBody kept{std::string(media_type(read.format)),
                  std::make_shared<const std::string>(*std::move(body))};
  context.cache.put(key, kept, read.cache_epoch);
  return kept;
}

// Which version is read, and the day of judgement: as asked for, else that of the version, else the server's.
// Where the server's is set, it is today: no version is judged by a later one.
Status pick_moment(Context& context, const Call& call, Read& read) {
  read.cache_epoch = context.cache.epoch();
  const auto date = call.params.date("date");
  const std::string as_of(call.params.text("as_of"));
  if (!call.params.has("as_of")) {
    read.snapshot = seen(context, call).snapshot();
    read.date = date.value_or(context.options.date.value_or(Date::today()));
    return {};
  }
  // Going back costs what has changed since: an analysis like others.
  const Gate::Pass pass(context.analyses, context.options.patience, turn_of(context, call));
  if (!pass.entered())
    return Status::unavailable("the server is busy with other analyses; try again in a moment");
  auto moment = moment_at(seen(context, call), as_of);
  if (!moment) return moment.status().with_context("as_of");
  read.snapshot = std::move(moment->snapshot);
  read.as_of = std::to_string(moment->erasures);
  read.incomplete = moment->incomplete;
  read.date = date.value_or(std::min(moment->date, context.options.date.value_or(moment->date)));
  return {};
}

}  // namespace

Service::Service(graphstore::Graph& graph, viz::RenderPool* renderer, ServiceOptions options)
    : context_(new Context{graph, renderer, options.policy.value_or(query::Policy::built_in()),
                           fingerprint(options.policy.value_or(query::Policy::built_in()).json()), options,
                           ResponseCache(options.cache_bytes),
                           Gate(options.max_analyses > 0 ? options.max_analyses : cores(), kMaxWaiting),
                           Gate(std::max(1, options.max_drawings), kMaxWaitingToDraw),
                           Failures(kFailureKept)}) {}

Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::open(graphstore::Graph& graph, viz::RenderPool* renderer,
                                               const ServiceOptions& options) {
  auto service = std::make_unique<Service>(graph, renderer, options);
  if (options.auth.wanted()) {
    auto authenticator = Authenticator::open(options.auth);
    if (!authenticator) return authenticator.status();
    service->context_->authenticator = *std::move(authenticator);
  }
  if (!options.audit.empty()) {
    auto audit = AuditLog::open(options.audit);
    if (!audit) return audit.status();
    service->context_->audit = *std::move(audit);
  }
  return service;
}

namespace {

// Whether the request may carry a large body: of an upload, or of any write.
struct BodyRight {
  bool upload = false, known = false;
};

// Nobody unknown can send much, and only who may upload can send as much as that.
BodyRight body_right(const Context& context, const Request& request) {
  const auto target = parse_target(request.target);
  const auto* route = target ? find_route(request.method, target->segments).route : nullptr;
  if (!route) return {false, context.authenticator == nullptr};
  const bool uploads = !route->uploads.empty();
  if (!context.authenticator) return {uploads, route->access != Access::kAnyone};
  if (route->access == Access::kAnyone) return {};
  const auto identity = context.authenticator->identify(request);
  const bool known = identity.caller && refusal(route->access, *identity.caller).empty();
  return {uploads && known, known};
}

}  // namespace

std::size_t Service::body_limit(const Request& request) const {
  const auto right = body_right(*context_, request);
  if (right.upload) return context_->options.max_upload_bytes;
  return right.known ? context_->options.max_body_bytes
                     : std::min(kMaxUnknownBody, context_->options.max_body_bytes);
}

std::size_t Service::largest_body() const {
  return std::max(context_->options.max_body_bytes, context_->options.max_upload_bytes);
}

Result<std::shared_ptr<Gate::Pass>> Service::place_for_body(const Request& request) {
  if (!body_right(*context_, request).upload) return std::shared_ptr<Gate::Pass>();
  auto pass = std::make_shared<Gate::Pass>(context_->uploads, std::chrono::milliseconds(0));
  if (!pass->entered()) return Status::unavailable("other uploads are being received; try again in a moment");
  return pass;
}

Response Service::handle(const Request& request) noexcept {
  Answered answered;
  const std::string id = request_id(request);
  const auto start = std::chrono::steady_clock::now();
  try {
    answer(request, answered);
  } catch (const std::bad_alloc&) {
    answered.response =
        problem(request, 503, "unavailable", "the server is short of memory; try again in a moment");
  } catch (const std::exception& error) {
    spdlog::error("{} failed: {}", request.method, error.what());
    answered.response = problem(request, Status::internal("an exception reached the service"));
  }
  try {
    audit(request, id, answered);
  } catch (const std::exception& error) {
    spdlog::error("an audit line could not be made: {}", error.what());
    answered.response = problem(request, 503, "unavailable", "the audit log cannot be written");
  }
  Response& response = answered.response;
  add_common_headers(response, context_->authenticator != nullptr);
  response.headers.emplace_back("X-Request-Id", id);
  record(request, id, answered.route ? answered.route->pattern : "none", response,
         std::chrono::steady_clock::now() - start);
  return std::move(response);
}

void Service::record(const Request& request, std::string_view id, std::string_view route,
                     const Response& response, std::chrono::duration<double> took) noexcept {
  try {
    context_->metrics.request(request.method, route, response.status, took.count());
    log_request(context_->options.log, id, request.method, route, response, took.count());
  } catch (const std::exception& error) {
    spdlog::error("a request could not be recorded: {}", error.what());
  }
}

Response answer_read(Context& context, const Call& call, const MakeBody& make) {
  return answer_read_or_draw(context, call, [&](const Read& read) -> Result<BodyOrPicture> {
    auto body = make(read);
    if (!body) return body.status();
    return BodyOrPicture(*std::move(body));
  });
}

namespace {

// What the request asks to be read, and in which form; else the problem to answer with.
std::optional<Response> prepare_read(Context& context, const Call& call, Read& read) {
  read.format = format_of(call);
  if (read.format.empty()) return not_acceptable(call);
  if (auto picked = pick_moment(context, call, read); !picked.ok()) return problem(call.request, picked);
  read.lang = call.params.text("lang") == "zh" ? query::Lang::kZh : query::Lang::kEn;
  return std::nullopt;
}

}  // namespace

std::string_view format_of(const Call& call) {
  const auto named = call.params.text("format");
  if (!named.empty()) return named;
  const auto* accept = call.request.header("Accept");
  return negotiate(call.route.formats, accept ? *accept : "");
}

Response not_acceptable(const Call& call) {
  return problem(call.request, 406, "not_acceptable",
                 "this address answers as one of: " + std::string(call.route.formats));
}

Response answer_uncached(Context& context, const Call& call, const MakeBody& make) {
  Read read;
  if (auto refused = prepare_read(context, call, read)) return *std::move(refused);
  const Gate::Pass pass(context.analyses, context.options.patience, turn_of(context, call));
  if (!pass.entered()) {
    return problem(call.request,
                   Status::unavailable("the server is busy with other analyses; try again in a moment"));
  }
  auto body = make_as<std::string>(read, make);
  if (!body) return problem(call.request, body.status());
  Response response;
  response.content_type = media_type(read.format);
  response.body = std::make_shared<const std::string>(*std::move(body));
  return response;
}

Response answer_read_or_draw(Context& context, const Call& call, const MakeBodyOrPicture& make) {
  Read read;
  if (auto refused = prepare_read(context, call, read)) return *std::move(refused);
  const auto key = read_key(context, call, read);
  Response response;
  response.headers.emplace_back("ETag", '"' + fingerprint(key) + '"');
  if (read.incomplete) response.headers.emplace_back("Relmap-Incomplete", "erased");
  if (call.route.formats.find(' ') != std::string_view::npos) response.headers.emplace_back("Vary", "Accept");
  const auto* known = call.request.header("If-None-Match");
  // "*" asks whether there is any answer at all, which only making it can tell.
  if (known && *known != "*" && names_tag(*known, *response.header("ETag"), true)) {
    response.status = 304;
    return response;
  }
  auto body = read_body(context, call, key, read, make);
  if (!body) return problem(call.request, body.status());
  response.content_type = body->content_type;
  response.body = body->body;
  return response;
}

viz::Lang drawing_lang(query::Lang lang) { return lang == query::Lang::kZh ? viz::Lang::zh : viz::Lang::en; }

}  // namespace relmap::server
