// Imports over HTTP: a body becomes a job (jobs.h), which is asked after until it has ended.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "context.h"
#include "jobs.h"
#include "problem.h"
#include "upload.h"

namespace relmap::server {
namespace {

using Json = nlohmann::ordered_json;

Json moment(const std::optional<DateTime>& time) { return time ? Json(time->to_string()) : Json(); }

Json issues(const std::vector<graphstore::ImportIssue>& list) {
  Json out = Json::array();
  for (const auto& issue : list) {
    out.push_back({{"file", issue.file},
                   {"line", issue.line},
                   {"column", issue.column},
                   {"column_name", issue.column_name},
                   {"value", issue.value},
                   {"reason", issue.reason}});
  }
  return out;
}

Json json_of(const graphstore::ImportReport& report, bool whole) {
  Json out{{"files", report.files},     {"rows", report.rows},           {"created", report.created},
           {"updated", report.updated}, {"unchanged", report.unchanged}, {"rejected", report.rejected},
           {"warned", report.warned},   {"written", report.written},     {"version", report.version}};
  if (!whole) return out;
  out["rejects"] = issues(report.rejects);
  out["warnings"] = issues(report.warnings);
  return out;
}

// `whole`: with the rejects and warnings one by one.
Json json_of(const JobView& job, bool whole) {
  Json out{{"id", job.id},
           {"state", job_state_name(job.state)},
           {"dry_run", job.dry_run},
           {"strict", job.strict},
           {"created", job.created.to_string()},
           {"started", moment(job.started)},
           {"ended", moment(job.ended)},
           {"progress", {{"done", job.done}, {"total", job.total}}}};
  out["report"] = job.report ? json_of(*job.report, whole) : Json();
  out["rejects_kept"] = !job.rejects.empty();
  out["error"] = job.error.ok()
                     ? Json()
                     : Json{{"code", status_code_name(job.error.code())}, {"detail", job.error.message()}};
  return out;
}

Response answer(int status, const Json& json) {
  Response response;
  response.status = status;
  response.content_type = media_type("json");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body =
      std::make_shared<const std::string>(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  return response;
}

Response no_such_import(const Call& call) {
  return problem(call.request, 404, "not_found", "there is no such import; the last 100 are kept");
}

// A file that is handed out, and the place among the few of its kind that it holds while it is in memory.
struct Handed {
  explicit Handed(Gate& gate) : pass(gate, std::chrono::milliseconds(0)) {}
  Gate::Pass pass;
  std::string bytes;
};

bool read_file(const std::string& path, std::string& to) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return false;
  to.resize(size);
  std::ifstream in(path, std::ios::binary);
  in.read(to.data(), static_cast<std::streamsize>(size));
  return in.good();
}

}  // namespace

Response post_import(Context& context, const Call& call) {
  const auto* type = call.request.header("Content-Type");
  const auto kind = upload_kind(type ? *type : "");
  if (!kind) return problem(call.request, 415, "unsupported_media_type", kind.status().message());
  const auto mapping = call.params.text("mapping");
  ImportTask task;
  task.upload = {*kind, !mapping.empty(), std::string(call.params.text("label")),
                 std::string(call.params.text("type"))};
  task.author = call.caller.name;
  task.strict = call.params.flag("strict");
  task.dry_run = call.params.flag("dry_run");
  if (Status s = check_upload(task.upload); !s.ok()) return problem(call.request, s);
  if (call.request.body.empty())
    return problem(call.request, Status::invalid_argument("the body is empty: it is what is to be imported"));
  if (!mapping.empty()) {
    auto opened = open_mapping(std::string(mapping));
    if (!opened) return problem(call.request, opened.status());
    task.mapping = *std::move(opened);
  }
  const auto job = context.imports.submit(call.request.body, std::move(task));
  if (!job) return problem(call.request, job.status());
  auto response = answer(202, json_of(*job, true));
  response.headers.emplace_back("Location", "/api/v1/imports/" + job->id);
  return response;
}

Response get_imports(Context& context, const Call&) {
  Json list = Json::array();
  for (const auto& job : context.imports.list()) list.push_back(json_of(job, false));
  return answer(200, {{"imports", std::move(list)}, {"next", nullptr}});
}

Response get_import(Context& context, const Call& call) {
  const auto job = context.imports.find(call.path[0]);
  return job ? answer(200, json_of(*job, true)) : no_such_import(call);
}

Response get_import_rejects(Context& context, const Call& call) {
  const auto job = context.imports.find(call.path[0]);
  if (!job) return no_such_import(call);
  if (job->rejects.empty())
    return problem(call.request, 404, "no_rejects", "no rejected rows are kept of this import");
  const auto handed = std::make_shared<Handed>(context.downloads);
  if (!handed->pass.entered())
    return problem(call.request, Status::unavailable("others are being handed out; try again in a moment"));
  if (!read_file(job->rejects, handed->bytes)) return no_such_import(call);
  Response response;
  response.content_type = media_type(job->rejects_format);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"rejects." + job->rejects_format + "\"");
  response.body = std::shared_ptr<const std::string>(handed, &handed->bytes);
  return response;
}

Response delete_import(Context& context, const Call& call) {
  if (const auto s = context.imports.forget(call.path[0]); !s.ok()) return problem(call.request, s);
  Response response;
  response.status = 204;
  return response;
}

}  // namespace relmap::server
