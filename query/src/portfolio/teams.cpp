#include "query/teams.h"

#include <algorithm>
#include <array>
#include <utility>

#include "planning/records.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

Seat seat_of(const Model& m, const TeamSeat& seat) {
  Seat out;
  out.member = m.name(seat.member);
  out.title = text_of(m, seat.member, m.symbols().title);
  out.role = seat.role;
  if (const auto line = m.find("BusinessLine", seat.business_line); line && !seat.business_line.empty())
    out.business_line = m.name(*line);
  out.since = seat.edge.properties.date(m.symbols().since);
  out.left = m.has_left(seat.member);
  return out;
}

AccountTeam team_of(const Model& m, const TierPolicy& policy, Vertex account) {
  AccountTeam team;
  team.account = m.name(account);
  team.tier = m.tier(account);
  std::vector<Seat> seats;
  for (const TeamSeat& seat : m.team(account)) seats.push_back(seat_of(m, seat));
  std::stable_sort(seats.begin(), seats.end(), [](const Seat& a, const Seat& b) {
    return std::pair(a.role, a.member.id) < std::pair(b.role, b.member.id);
  });
  const auto asks_for = [](const std::vector<TeamRole>& roles, TeamRole role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  for (const RequiredRole& required : policy.required_roles) {
    TemplateRole role{required.any_of, required.severity, {}, true};
    for (const Seat& seat : seats) {
      if (!asks_for(required.any_of, seat.role)) continue;
      role.holders.push_back(seat);
      role.vacant = role.vacant && seat.left;
    }
    team.roles.push_back(std::move(role));
  }
  for (Seat& seat : seats) {
    const bool asked = std::any_of(policy.required_roles.begin(), policy.required_roles.end(),
                                   [&](const RequiredRole& r) { return asks_for(r.any_of, seat.role); });
    if (!asked) team.others.push_back(std::move(seat));
  }
  return team;
}

Json json_of(const Seat& s) {
  return {{"member", json_of(s.member)},
          {"title", or_null(s.title)},
          {"role", or_null(std::string(word(s.role)))},
          {"business_line", or_null(s.business_line)},
          {"since", or_null(s.since)},
          {"left", s.left}};
}

Json json_of(const std::vector<Seat>& seats) {
  Json all = Json::array();
  for (const Seat& seat : seats) all.push_back(json_of(seat));
  return all;
}

Json words_of(const std::vector<TeamRole>& roles) {
  Json words = Json::array();
  for (const TeamRole role : roles) words.push_back(word(role));
  return words;
}

Json json_of(const AccountTeam& team) {
  Json roles = Json::array();
  for (const TemplateRole& role : team.roles)
    roles.push_back({{"any_of", words_of(role.any_of)},
                     {"severity", severity_name(role.severity)},
                     {"vacant", role.vacant},
                     {"holders", json_of(role.holders)}});
  return {{"account", json_of(team.account)},
          {"vacant", team.vacant()},
          {"roles", std::move(roles)},
          {"others", json_of(team.others)}};
}

std::string roles_text(const std::vector<TeamRole>& roles, Lang lang) {
  std::string out;
  for (const TeamRole role : roles)
    out += (out.empty() ? "" : say(lang, "teams.or")) + std::string(spoken(role, lang));
  return out;
}

std::string seat_text(const Seat& seat, Lang lang) {
  std::string out = seat.member.name;
  if (seat.business_line) out = with_title(lang, out, seat.business_line->name);
  return seat.left ? say(lang, "teams.left", Args().with("name", out)) : out;
}

std::string csv_row(Tier tier, const AccountTeam& team, const std::string& role, std::string_view state,
                    const Seat* seat) {
  return std::string(word(tier)) + "," + csv_field(team.account.id) + "," + csv_field(role) + "," +
         std::string(state) + "," + (seat ? csv_field(seat->member.id) : "") + "," +
         (seat ? csv_field(seat->member.name) : "") + "," +
         (seat && seat->business_line ? csv_field(seat->business_line->id) : "") + "," +
         (seat ? or_empty(seat->since) : "") + "\r\n";
}

}  // namespace

std::size_t AccountTeam::vacant() const {
  return static_cast<std::size_t>(
      std::count_if(roles.begin(), roles.end(), [](const TemplateRole& role) { return role.vacant; }));
}

std::string_view coverage_model(Tier tier, Lang lang) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, kTierCount> kModels{
      {{"N to 1", "多对一"}, {"1 to N", "一对多"}, {"1 to many", "一对众多"}}};
  const auto& model = kModels[static_cast<std::size_t>(tier)];
  return lang == Lang::kZh ? model.second : model.first;
}

Result<AccountTeam> account_team(const Snapshot& snapshot, std::string_view account,
                                 const CoverageOptions& options) {
  const Policy& policy = options.policy ? *options.policy : Policy::built_in();
  const Model m(snapshot, options.date);
  const auto vertex = m.find_account(account);
  if (!vertex) return vertex.status();
  return team_of(m, policy.tier(m.tier(*vertex)), *vertex);
}

Result<TeamModels> team_models(const Snapshot& snapshot, const CoverageOptions& options) {
  const Policy& policy = options.policy ? *options.policy : Policy::built_in();
  const Model m(snapshot, options.date);
  std::vector<Vertex> accounts;
  if (m.symbols().account != graphstore::kNoSymbol)
    snapshot.for_each_node(m.symbols().account, [&](Vertex v) { accounts.push_back(v); });
  m.sort_by_id(accounts);
  TeamModels models;
  models.date = options.date;
  models.lang = options.lang;
  models.policy = policy.name();
  for (int t = 0; t < kTierCount; ++t) {
    const Tier tier = static_cast<Tier>(t);
    models.tiers.push_back({tier, policy.tier(tier).required_roles, {}});
  }
  for (const Vertex account : accounts) {
    const Tier tier = m.tier(account);
    models.tiers[static_cast<std::size_t>(tier)].accounts.push_back(team_of(m, policy.tier(tier), account));
  }
  return models;
}

std::string to_text(const TeamModels& models) {
  const Lang lang = models.lang;
  std::string out = say(lang, "teams.title", Args().with("date", models.date.to_string())) + "\n";
  for (const TierTeams& tier : models.tiers) {
    std::vector<std::string> roles;
    for (const RequiredRole& role : tier.required) roles.push_back(roles_text(role.any_of, lang));
    out += "\n" + wrapped(say(lang, roles.empty() ? "teams.tier-free" : "teams.tier",
                              Args()
                                  .with("tier", spoken(tier.tier, lang))
                                  .with("model", coverage_model(tier.tier, lang))
                                  .with("roles", enumerate(lang, roles, roles.size()))),
                          "", "");
    for (const AccountTeam& team : tier.accounts) {
      out += "  " + team.account.name + "\n";
      const auto row = [&](const std::string& role, const std::string& who) {
        out +=
            wrapped(say(lang, "teams.row", Args().with("role", role).with("who", who)), "    ", "        ");
      };
      for (const TemplateRole& role : team.roles) {
        std::vector<std::string> holders;
        for (const Seat& seat : role.holders) holders.push_back(seat_text(seat, lang));
        if (role.vacant) holders.push_back(say(lang, "teams.vacant"));
        row(roles_text(role.any_of, lang), enumerate(lang, holders, holders.size()));
      }
      for (const Seat& seat : team.others) row(std::string(spoken(seat.role, lang)), seat_text(seat, lang));
    }
  }
  return out;
}

std::string to_json(const AccountTeam& team) {
  Json out = {{"account", json_of(team.account)},
              {"tier", word(team.tier)},
              {"model", coverage_model(team.tier, Lang::kEn)}};
  out.update(json_of(team));
  return dump(out);
}

std::string to_json(const TeamModels& models) {
  Json tiers = Json::array();
  for (const TierTeams& tier : models.tiers) {
    Json required = Json::array(), accounts = Json::array();
    for (const RequiredRole& role : tier.required)
      required.push_back({{"any_of", words_of(role.any_of)}, {"severity", severity_name(role.severity)}});
    for (const AccountTeam& team : tier.accounts) accounts.push_back(json_of(team));
    tiers.push_back({{"tier", word(tier.tier)},
                     {"model", coverage_model(tier.tier, Lang::kEn)},
                     {"template", std::move(required)},
                     {"accounts", std::move(accounts)}});
  }
  return dump({{"date", models.date.to_string()}, {"policy", models.policy}, {"tiers", std::move(tiers)}});
}

std::string to_csv(const TeamModels& models) {
  std::string out = "tier,account,role,state,member,name,business_line,since\r\n";
  for (const TierTeams& tier : models.tiers) {
    for (const AccountTeam& team : tier.accounts) {
      const auto seat_row = [&](const Seat& seat) {
        out += csv_row(tier.tier, team, std::string(word(seat.role)), seat.left ? "left" : "held", &seat);
      };
      for (const TemplateRole& role : team.roles) {
        for (const Seat& seat : role.holders) seat_row(seat);
        std::string words;
        for (const TeamRole r : role.any_of) words += (words.empty() ? "" : " or ") + std::string(word(r));
        if (role.vacant) out += csv_row(tier.tier, team, words, "vacant", nullptr);
      }
      for (const Seat& seat : team.others) seat_row(seat);
    }
  }
  return out;
}

}  // namespace relmap::query
