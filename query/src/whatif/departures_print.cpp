// Departures as text, JSON and CSV.
#include "coverage/gap_out.h"
#include "query/departures.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

constexpr std::size_t kGapsShown = 6;  // of a departure, in the text

std::string departure_text(const Departure& d, Lang lang) {
  std::string out = "\n" +
                    say(lang, "departures.head",
                        Args()
                            .with("people", enumerate(lang, names_of(d.people), 20))
                            .with("red", d.red)
                            .with("amber", d.amber)
                            .with("from", short_number(d.score_before, 0))
                            .with("to", short_number(d.score_after, 0))) +
                    "\n";
  if (!d.key_players_lost.empty()) {
    out += wrapped(say(lang, "departures.key-players",
                       Args().with("names", enumerate(lang, names_of(d.key_players_lost), 8))),
                   "  ", "  ");
  }
  if (!d.opportunities_at_risk.empty()) {
    out += wrapped(say(lang, "departures.opportunities",
                       Args().with("names", enumerate(lang, names_of(d.opportunities_at_risk), 8))),
                   "  ", "  ");
  }
  std::size_t shown = 0;
  for (const Gap& gap : d.opened) {
    if (shown == kGapsShown) break;
    ++shown;
    out += wrapped(gap.subject.name + say(lang, "diff.colon") + gap.because,
                   "  - [" + std::string(severity_spoken(gap.severity, lang)) + "] ", "    ");
  }
  if (d.opened.size() > shown) {
    out += "  " + say(lang, "departures.more", Args().with("n", d.opened.size() - shown)) + "\n";
  }
  return out;
}

Json json_of(const std::vector<Departure>& departures) {
  Json all = Json::array();
  for (const Departure& d : departures) {
    all.push_back({{"people", query::json_of(d.people)},
                   {"red", d.red},
                   {"amber", d.amber},
                   {"score_before", d.score_before},
                   {"score_after", d.score_after},
                   {"key_players_lost", query::json_of(d.key_players_lost)},
                   {"opportunities_at_risk", query::json_of(d.opportunities_at_risk)},
                   {"opened", query::json_of(d.opened)}});
  }
  return all;
}

}  // namespace

std::string to_text(const Departures& found) {
  const Lang lang = found.lang;
  std::string out = say(lang, "departures.title",
                        Args().with("account", found.account.name).with("date", found.date.to_string())) +
                    "\n";
  out += wrapped(say(lang, "departures.method"), "", "");
  for (const Departure& d : found.worst) out += departure_text(d, lang);
  if (found.worst.empty()) out += "\n" + say(lang, "departures.none") + "\n";
  if (!found.worst_pairs.empty()) {
    out += "\n" + say(lang, "departures.pairs") + "\n";
    for (const Departure& d : found.worst_pairs) out += departure_text(d, lang);
  }
  if (!found.complete) {
    out += "\n" + wrapped(say(lang, "departures.bounded",
                              Args()
                                  .with("singles", found.singles_judged)
                                  .with("of_singles", found.singles)
                                  .with("pairs", found.pairs_judged)
                                  .with("of_pairs", found.pairs)),
                          "", "");
  }
  return out;
}

std::string to_json(const Departures& found) {
  return dump({{"account", query::json_of(found.account)},
               {"date", found.date.to_string()},
               {"complete", found.complete},
               {"judged",
                {{"singles", found.singles_judged},
                 {"of_singles", found.singles},
                 {"pairs", found.pairs_judged},
                 {"of_pairs", found.pairs}}},
               {"worst", json_of(found.worst)},
               {"worst_pairs", json_of(found.worst_pairs)}});
}

std::string to_csv(const Departures& found) {
  std::string out = "people,red,amber,score_before,score_after,key_players_lost,opportunities_at_risk\r\n";
  for (const std::vector<Departure>* list : {&found.worst, &found.worst_pairs}) {
    for (const Departure& d : *list) {
      out += csv_field(refs_of(d.people)) + "," + std::to_string(d.red) + "," + std::to_string(d.amber) +
             "," + short_number(d.score_before, 2) + "," + short_number(d.score_after, 2) + "," +
             csv_field(refs_of(d.key_players_lost)) + "," + csv_field(refs_of(d.opportunities_at_risk)) +
             "\r\n";
    }
  }
  return out;
}

}  // namespace relmap::query
