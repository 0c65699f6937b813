#include "planning/task_progress.h"

#include <algorithm>

#include "planning/records.h"
#include "texts.h"

namespace relmap::query {

using graphstore::Direction;

namespace {
constexpr int kAcquaintanceSteps = 3, kSaleSteps = 3;
}

const TaskProgressReader::Known& TaskProgressReader::known(Vertex account) {
  Known& known = known_[account];
  if (!known.facts) {
    known.facts = std::make_unique<Facts>(m_, policy_, account);
    known.cells = cells_of(*known.facts, known.facts->purchase_years());
  }
  return known;
}

// nullopt where the task was made after the date of judgement: nothing can have come of it yet.
std::optional<Date> TaskProgressReader::made_on(Vertex task) const {
  const Date made =
      m_.snapshot().properties(task).date(m_.symbols().created_on).value_or(m_.snapshot().written_on(task));
  return made <= m_.date() ? std::optional<Date>(made) : std::nullopt;
}

std::optional<TaskProgress> TaskProgressReader::acquaintance_with(const ContactFact& contact,
                                                                  const Facts& facts) const {
  Args args;
  args.with("name", m_.display_name(contact.vertex));
  // The best of the ties: live, else at the level, else the strongest.
  const TieFact* best = nullptr;
  const auto rank = [](const TieFact& t) { return t.live ? 3 : t.credible ? 2 : 1; };
  for (const std::size_t i : contact.ties) {
    if (!best || rank(facts.ties[i]) > rank(*best)) best = &facts.ties[i];
  }
  if (!best) {
    const bool placeholder = contact.placeholder;
    return TaskProgress{0, kAcquaintanceSteps,
                        say(lang_, placeholder ? "task.unidentified" : "task.unknown", args)};
  }
  args.with("member", m_.display_name(best->member)).with("level", spoken(best->level, lang_));
  if (best->days) args.with("days", *best->days).with("cadence", best->cadence_days);
  const int step = rank(*best);
  const std::string key = step == 3    ? "task.live"
                          : step == 1  ? "task.known"
                          : best->days ? "task.stale"
                                       : "task.undated";
  return TaskProgress{step, kAcquaintanceSteps, say(lang_, key, args)};
}

std::optional<TaskProgress> TaskProgressReader::acquaintance(const std::vector<Vertex>& contacts,
                                                             const Facts& facts) const {
  std::optional<TaskProgress> least;
  for (const Vertex v : contacts) {
    const ContactFact* contact = facts.find_contact(v);
    if (!contact || contact->left) continue;
    auto progress = acquaintance_with(*contact, facts);
    if (progress && (!least || progress->step < least->step)) least = std::move(progress);
  }
  return least;
}

std::optional<TaskProgress> TaskProgressReader::follow_up(const std::vector<Vertex>& contacts,
                                                          std::optional<Date> made,
                                                          const Facts& facts) const {
  if (!made) return std::nullopt;
  std::vector<std::string> met, waiting;
  std::optional<Date> last;
  for (const Vertex v : contacts) {
    const ContactFact* contact = facts.find_contact(v);
    if (!contact || contact->left) continue;
    std::optional<Date> latest;
    for (const std::size_t i : contact->ties) {
      const auto day = m_.last_contact(facts.ties[i].edge.properties);
      if (day && *day > *made && (!latest || *day > *latest)) latest = day;
    }
    (latest ? met : waiting).emplace_back(m_.display_name(v));
    if (latest && (!last || *latest > *last)) last = latest;
  }
  if (met.empty() && waiting.empty()) return std::nullopt;
  TaskProgress progress;
  progress.step = static_cast<int>(met.size());
  progress.steps = static_cast<int>(met.size() + waiting.size());
  Args args;
  args.with("made", made->to_string()).with("names", enumerate(lang_, waiting.empty() ? met : waiting));
  if (last) args.with("date", last->to_string());
  progress.text = say(lang_, waiting.empty() ? "task.met" : "task.not-met", args);
  return progress;
}

TaskProgress TaskProgressReader::sale_to(Vertex unit, std::optional<Date> made, const Known& known) const {
  std::optional<Vertex> open, won;
  for (const Vertex o : linked(m_, unit, Direction::kIn, m_.symbols().targets, m_.symbols().opportunity)) {
    const Stage stage = m_.stage(o);
    const auto closed = m_.snapshot().properties(o).date(m_.symbols().close_date);
    if (is_open(stage) && !open) open = o;
    if (stage == Stage::kWon && made && closed && *closed >= *made && *closed <= m_.date() && !won) won = o;
  }
  std::vector<std::string> eligible;
  for (const Cell& cell : known.cells) {
    if (cell.unit == unit && cell.judged == CellJudgement::kEligible && !cell.sold())
      eligible.emplace_back(m_.display_name(cell.line));
  }
  Args args;
  args.with("unit", m_.display_name(unit)).with("names", enumerate(lang_, eligible));
  if (won || open) args.with("opportunity", m_.display_name(won ? *won : *open));
  if (won) return {3, kSaleSteps, say(lang_, "task.sale.won", args)};
  if (open) return {2, kSaleSteps, say(lang_, "task.sale.open", args)};
  if (!eligible.empty()) return {1, kSaleSteps, say(lang_, "task.sale.eligible", args)};
  return {0, kSaleSteps, say(lang_, "task.sale.none", args)};
}

TaskProgress TaskProgressReader::sale(Vertex opportunity) const {
  const Stage stage = m_.stage(opportunity);
  Args args;
  args.with("opportunity", m_.display_name(opportunity)).with("stage", spoken(stage, lang_));
  if (stage == Stage::kWon) return {3, kSaleSteps, say(lang_, "task.sale.won", args)};
  if (stage == Stage::kLost) return {0, kSaleSteps, say(lang_, "task.sale.lost", args)};
  return {2, kSaleSteps, say(lang_, "task.sale.stage", args)};
}

std::optional<TaskProgress> TaskProgressReader::of(Vertex task, Vertex account) {
  const Symbols& s = m_.symbols();
  const std::string kind = text_of(m_, task, s.kind);
  const auto contacts = linked(m_, task, Direction::kOut, s.about, s.contact);
  if (kind == "introduction" || kind == "meeting") {
    if (contacts.empty()) return std::nullopt;
    return acquaintance(contacts, *known(account).facts);
  }
  if (kind == "follow_up") {
    if (contacts.empty()) return std::nullopt;
    return follow_up(contacts, made_on(task), *known(account).facts);
  }
  if (kind != "cross_sell") return std::nullopt;
  std::optional<TaskProgress> furthest;
  const auto offer = [&](TaskProgress progress) {
    if (!furthest || progress.step > furthest->step) furthest = std::move(progress);
  };
  for (const Vertex o : linked(m_, task, Direction::kOut, s.about, s.opportunity)) offer(sale(o));
  for (const Vertex unit : linked(m_, task, Direction::kOut, s.about, s.org_unit))
    offer(sale_to(unit, made_on(task), known(account)));
  return furthest;
}

}  // namespace relmap::query
