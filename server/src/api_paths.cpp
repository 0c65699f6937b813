// /paths: who can introduce us?
#include "context.h"
#include "pictures.h"
#include "query/paths.h"

namespace relmap::server {

Response get_paths(Context& context, const Call& call) {
  return answer_read_or_draw(context, call, [&](const Read& read) -> Result<BodyOrPicture> {
    query::PathOptions options;
    options.date = read.date;
    options.policy = &context.policy;
    options.k = call.params.integer("k");
    options.max_hops = call.params.integer("max_hops");
    options.avoid = call.params.all("avoid");
    options.lang = read.lang;
    const auto result =
        query::introduction_paths(*read.snapshot, call.params.text("from"), call.params.text("to"), options);
    if (!result) return result.status();
    if (read.format == "json") return BodyOrPicture(query::to_json(*result));
    if (read.format == "csv") return BodyOrPicture(query::to_csv(*result));
    auto spec = paths_picture(*read.snapshot, *result, read.lang);
    if (read.incomplete) mark_incomplete(spec);
    return BodyOrPicture(Picture{{std::move(spec)}, call.params.number("scale")});
  });
}

}  // namespace relmap::server
