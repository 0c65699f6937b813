// /accounts: the list, one account, its coverage-gap report and its relationship map.
#include <iterator>
#include <nlohmann/json.hpp>

#include "as_of.h"
#include "context.h"
#include "frames.h"
#include "map_parts.h"
#include "map_views.h"
#include "pages.h"
#include "pictures.h"
#include "query/account_view.h"
#include "query/accounts.h"
#include "query/coverage.h"
#include "report_options.h"

namespace relmap::server {
namespace {

// Each element of `list` with the named members alone. kInvalidArgument names one that none of them has.
Result<std::string> with_fields(const std::string& text, const char* list, std::string_view fields) {
  auto document = nlohmann::ordered_json::parse(text);
  auto& rows = document[list];
  for (auto& row : rows) {
    nlohmann::ordered_json kept = nlohmann::ordered_json::object();
    for (std::string_view rest = fields; !rest.empty();) {
      const auto end = std::min(rest.find(','), rest.size());
      const std::string name(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (!row.contains(name))
        return Status::invalid_argument("fields: there is no '" + cut_text(name) + "'");
      kept[name] = row[name];
    }
    row = std::move(kept);
  }
  return document.dump(1) + "\n";
}

}  // namespace

Response get_accounts(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    query::AccountListOptions options;
    options.date = read.date;
    options.policy = &context.policy;
    options.tier = query::parse_tier(call.params.text("tier"));
    options.order = *query::parse_account_order(call.params.text("sort"), options.descending);
    options.after = call.params.text("cursor");
    options.limit = static_cast<std::size_t>(call.params.integer("limit"));
    const auto list = query::list_accounts(*read.snapshot, options);
    if (!list) return list.status();
    if (read.format == "csv") return query::to_csv(*list);
    const auto fields = call.params.text("fields");
    return fields.empty() ? query::to_json(*list) : with_fields(query::to_json(*list), "accounts", fields);
  });
}

Response get_account(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    const auto page = query::account_page(*read.snapshot, call.path[0], coverage_options(context, read));
    if (!page) return page.status();
    return query::to_json(*page);
  });
}

Response get_coverage(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    auto report = query::coverage(*read.snapshot, call.path[0], coverage_options(context, read));
    if (!report) return report.status();
    report->incomplete = read.incomplete;
    if (read.format == "csv") return query::to_csv(*report);
    if (read.format == "text") return query::to_text(*report);
    if (read.format == "html") return report_page(*report, page_links(call, read));
    return query::to_json(*report);
  });
}

Response get_map(Context& context, const Call& call) {
  return answer_read_or_draw(context, call, [&](const Read& read) -> Result<BodyOrPicture> {
    MapRequest request;
    request.view = call.params.text("view");
    request.focus = call.params.text("focus");
    request.depth = call.params.integer("depth");
    request.gap = call.params.text("gap");
    request.opportunity = call.params.text("opportunity");
    request.from = call.params.text("from");
    request.to = call.params.text("to");
    request.expand = call.params.all("expand");
    request.fold = call.params.all("fold");
    request.theme = *viz::parse_theme(call.params.text("theme"));
    MapSource source{*read.snapshot, nullptr, coverage_options(context, read)};
    Moment since;
    if (call.params.has("since")) {
      auto moment = moment_at(seen(context, call), std::string(call.params.text("since")));
      if (!moment) return moment.status().with_context("since");
      since = *std::move(moment);
      source.since = since.snapshot.get();
    }
    Picture picture;
    picture.scale = call.params.number("scale");
    picture.setup = {*viz::parse_paper(call.params.text("paper")),
                     call.params.text("orientation") == "landscape"};
    if (read.format == "pdf" && picture.setup.paper != viz::Paper::fit) {
      auto pages = map_pages(source, call.path[0], request);
      if (!pages) return pages.status();
      picture.pages = *std::move(pages);
    } else {
      auto spec = map_picture(source, call.path[0], request);
      if (!spec) return spec.status();
      picture.pages.push_back(*std::move(spec));
    }
    if (read.format == "nodegraph") return BodyOrPicture(node_graph_of(picture.pages.front()));
    if (read.incomplete || since.incomplete) {
      for (viz::MapSpec& page : picture.pages) mark_incomplete(page);
    }
    return BodyOrPicture(std::move(picture));
  });
}

}  // namespace relmap::server
