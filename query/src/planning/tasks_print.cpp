// Tasks as text, JSON and CSV.
#include "planning/records.h"
#include "planning/tasks_out.h"
#include "query/tasks.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {

std::string spoken_record_word(std::string_view word, Lang lang) { return spoken_word(word, lang); }

Json json_of(const TaskRow& t) {
  Json progress = nullptr;
  if (t.progress)
    progress = {{"step", t.progress->step}, {"steps", t.progress->steps}, {"text", t.progress->text}};
  return {{"task", json_of(t.task)},        {"kind", or_null(t.kind)},       {"status", or_null(t.status)},
          {"due_on", or_null(t.due_on)},    {"overdue", t.overdue},          {"owner", or_null(t.owner)},
          {"owner_left", t.owner_left},     {"account", or_null(t.account)}, {"about", json_of(t.about)},
          {"progress", std::move(progress)}};
}

std::string to_text(const TaskList& list) {
  const Lang lang = list.lang;
  std::string out = say(lang, "tasks.title", Args().with("date", list.date.to_string())) + "\n";
  for (const TaskRow& t : list.tasks) {
    std::string head = t.task.name;
    const auto append = [&](const std::string& part) { head += part.empty() ? "" : " · " + part; };
    if (!t.kind.empty()) append(spoken_word(t.kind, lang));
    if (!t.status.empty()) append(spoken_word(t.status, lang));
    if (t.due_on)
      append(
          say(lang, t.overdue ? "tasks.overdue" : "tasks.due", Args().with("date", t.due_on->to_string())));
    if (t.owner)
      append(say(lang, t.owner_left ? "pipeline.owner-left" : "pipeline.owner",
                 Args().with("name", t.owner->name)));
    if (t.account) append(t.account->name);
    out += "\n" + wrapped(head, "", "    ");
    if (!t.about.empty())
      out += wrapped(say(lang, "tasks.about", Args().with("names", enumerate(lang, names_of(t.about)))),
                     "    ", "    ");
    if (t.progress)
      out += wrapped(say(lang, "tasks.progress",
                         Args()
                             .with("step", t.progress->step)
                             .with("steps", t.progress->steps)
                             .with("text", t.progress->text)),
                     "    ", "    ");
  }
  if (list.tasks.empty()) out += "\n" + say(lang, "tasks.none") + "\n";
  if (list.next) out += "\n" + say(lang, "tasks.more", Args().with("cursor", *list.next)) + "\n";
  return out;
}

std::string to_json(const TaskList& list) {
  Json rows = Json::array();
  for (const TaskRow& t : list.tasks) rows.push_back(json_of(t));
  return dump({{"tasks", std::move(rows)}, {"next", list.next ? Json(*list.next) : Json(nullptr)}});
}

std::string to_csv(const TaskList& list) {
  std::string out = "id,name,kind,status,due_on,overdue,owner,account,about,step,steps,progress\r\n";
  for (const TaskRow& t : list.tasks) {
    out += csv_field(t.task.id) + "," + csv_field(t.task.name) + "," + csv_field(t.kind) + "," +
           csv_field(t.status) + "," + or_empty(t.due_on) + "," + (t.overdue ? "true" : "false") + "," +
           csv_field(or_empty(t.owner)) + "," + csv_field(t.account ? t.account->id : std::string()) + "," +
           csv_field(refs_of(t.about)) + "," + (t.progress ? std::to_string(t.progress->step) : "") + "," +
           (t.progress ? std::to_string(t.progress->steps) : "") + "," +
           csv_field(t.progress ? t.progress->text : std::string()) + "\r\n";
  }
  return out;
}

}  // namespace relmap::query
