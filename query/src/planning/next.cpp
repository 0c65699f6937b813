#include "query/next.h"

#include <algorithm>
#include <unordered_map>

#include "coverage/committee.h"
#include "coverage/score.h"
#include "json_out.h"
#include "paths/fan_out.h"
#include "paths/hops.h"
#include "planning/spread.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

constexpr int kIntroductionHops = 6;
constexpr std::size_t kMaxWork = 200'000;
constexpr std::size_t kListeners = 5;

class Planner {
 public:
  Planner(const Facts& facts, double spread) : f_(facts), spread_(spread) {
    for (std::size_t i = 0; i < f_.contacts.size(); ++i) {
      const ContactFact& c = f_.contacts[i];
      if (!c.counts() || f_.has_live_tie(c)) continue;
      if (!c.placeholder) {
        number_[c.vertex] = candidates.size();
        candidates.push_back(i);
      }
      if (c.key_player) targets_.push_back(i);
    }
    problem.reach.resize(candidates.size());
    for (const std::size_t target : targets_) add_target(target);
  }

  SpreadProblem problem;
  std::vector<std::size_t> candidates;  // into Facts::contacts, by id

  // Targets that the candidate influences, those he reaches best first.
  std::vector<Vertex> listeners(std::size_t candidate) const {
    std::vector<SpreadProblem::Reach> reach;
    for (const SpreadProblem::Reach& r : problem.reach[candidate]) {
      if (targets_[r.target] != candidates[candidate]) reach.push_back(r);
    }
    std::stable_sort(reach.begin(), reach.end(),
                     [](const auto& a, const auto& b) { return a.share > b.share; });
    std::vector<Vertex> people;
    for (std::size_t i = 0; i < std::min(reach.size(), kListeners); ++i)
      people.push_back(f_.contacts[targets_[reach[i].target]].vertex);
    return people;
  }

 private:
  void add_target(std::size_t target) {
    const ContactFact& c = f_.contacts[target];
    const ScorePolicy& score = f_.policy().score;
    double worth = c.weight * std::max(0.0, score.live_tie - (c.ties.empty() ? 0 : score.any_tie));
    const std::size_t number = problem.worth.size();
    if (const auto own = number_.find(c.vertex); own != number_.end())
      problem.reach[own->second].push_back({number, 1});
    for (const InfluencePath& path : influence_on(f_, c.vertex, kInfluenceHops)) {
      const Vertex person = path.edges.front().source;
      const double share = spread_ * path.strength;
      if (share <= 0) continue;
      if (const auto it = number_.find(person); it != number_.end()) {
        problem.reach[it->second].push_back({number, share});
      } else if (const ContactFact* known = f_.find_contact(person); known && f_.has_live_tie(*known)) {
        worth *= 1 - share;  // somebody whom we know speaks to him already
      }
    }
    problem.worth.push_back(worth);
  }

  const Facts& f_;
  const double spread_;
  std::vector<std::size_t> targets_;
  std::unordered_map<Vertex, std::size_t> number_;  // of candidates
};

// Points of the score that a key player's weight of 1 stands for.
double points_per_weight(const Facts& facts) {
  double all = 0;
  for (const ContactFact& c : facts.contacts) all += c.counts() && c.key_player ? c.weight : 0;
  return all > 0 ? score_of(facts, {}).people.of / all : 0;
}

void add_ways(const Facts& facts, const std::vector<Vertex>& people, NextReport& report) {
  if (facts.team.empty() || people.empty()) return;
  const PathGraph graph(facts.model(), facts.policy().strength);
  FanOut ways(graph, facts.team, kIntroductionHops, kMaxWork);
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (const FoundPath* path = ways.search(people[i])) report.meetings[i].path = describe(graph, *path);
  }
  report.ways_complete = ways.complete();
}

}  // namespace

Result<NextReport> next_meetings(const Snapshot& snapshot, std::string_view account,
                                 const NextOptions& options) {
  if (options.meetings < 1 || options.meetings > 50)
    return Status::invalid_argument("meetings must be 1 to 50");
  if (!(options.spread >= 0 && options.spread <= 1))
    return Status::invalid_argument("spread must be a number from 0 to 1");
  const Policy& policy = options.coverage.policy ? *options.coverage.policy : Policy::built_in();
  const Model model(snapshot, options.coverage.date);
  const Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  const Facts facts(model, policy, *vertex);
  const Planner planner(facts, options.spread);
  NextReport report;
  report.account = model.name(*vertex);
  report.date = options.coverage.date;
  report.lang = options.coverage.lang;
  report.candidates = planner.candidates.size();
  const double points = points_per_weight(facts);
  std::vector<Vertex> people;
  for (const Chosen& chosen : choose_greedily(planner.problem, static_cast<std::size_t>(options.meetings))) {
    const ContactFact& c = facts.contacts[planner.candidates[chosen.candidate]];
    NextMeeting& meeting = report.meetings.emplace_back();
    meeting.contact = model.name(c.vertex);
    meeting.title = std::string(snapshot.properties(c.vertex).text(model.symbols().title).value_or(""));
    meeting.key_player = c.key_player;
    meeting.gain = chosen.gain * points;
    for (const Vertex v : planner.listeners(chosen.candidate)) meeting.listeners.push_back(model.name(v));
    report.gain += meeting.gain;
    people.push_back(c.vertex);
  }
  if (options.coverage.introductions) add_ways(facts, people, report);
  return report;
}

std::string to_text(const NextReport& report) {
  const Lang lang = report.lang;
  std::string out = say(lang, "next.title",
                        Args().with("account", report.account.name).with("date", report.date.to_string())) +
                    "\n" + wrapped(say(lang, "next.method"), "", "");
  if (report.meetings.empty()) return out + "\n" + say(lang, "next.none") + "\n";
  for (std::size_t i = 0; i < report.meetings.size(); ++i) {
    const NextMeeting& m = report.meetings[i];
    const std::string name = with_title(lang, m.contact.name, m.title);
    out += "\n" + wrapped(say(lang, m.key_player ? "next.head" : "next.head.listener",
                              Args().with("name", name).with("gain", short_number(m.gain, 1))),
                          std::to_string(i + 1) + ". ", "   ");
    if (!m.listeners.empty())
      out +=
          wrapped(say(lang, "next.listeners", Args().with("names", enumerate(lang, names_of(m.listeners)))),
                  "   ", "   ");
    out += wrapped(m.path ? introduction_sentence(*m.path, lang)
                          : say(lang, report.ways_complete ? "introduction.none" : "introduction.bounded"),
                   "   ", "   ");
  }
  return out + "\n" + say(lang, "next.total", Args().with("gain", short_number(report.gain, 1))) + "\n";
}

std::string to_json(const NextReport& report) {
  Json meetings = Json::array();
  for (const NextMeeting& m : report.meetings) {
    meetings.push_back({{"contact", json_of(m.contact)},
                        {"title", m.title},
                        {"key_player", m.key_player},
                        {"gain", m.gain},
                        {"listeners", json_of(m.listeners)},
                        {"path", m.path ? json_of(*m.path) : Json()}});
  }
  return dump({{"account", json_of(report.account)},
               {"date", report.date.to_string()},
               {"candidates", report.candidates},
               {"gain", report.gain},
               {"complete", report.ways_complete},
               {"meetings", meetings}});
}

std::string to_csv(const NextReport& report) {
  std::string out = "number,id,name,gain,listeners,way_in\r\n";
  for (std::size_t i = 0; i < report.meetings.size(); ++i) {
    const NextMeeting& m = report.meetings[i];
    out += std::to_string(i + 1) + "," + csv_field(m.contact.id) + "," + csv_field(m.contact.name) + "," +
           short_number(m.gain, 2) + "," + csv_field(refs_of(m.listeners)) + "," +
           (m.path ? short_number(m.path->probability, 4) : "") + "\r\n";
  }
  return out;
}

}  // namespace relmap::query
