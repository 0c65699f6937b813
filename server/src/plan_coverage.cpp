// The planning pack: the client team, coverage gaps, buying committees, whitespace.
#include <algorithm>
#include <map>

#include "plan_html.h"
#include "plan_page.h"

namespace relmap::server {
namespace {

constexpr double kCommitteeWidth = 372,
                 kCommitteeHeight = 182;  // points: two side by side, two below each other

std::string role_names(const std::vector<query::TeamRole>& roles, Lang lang) {
  std::string out;
  for (const query::TeamRole role : roles)
    out += (out.empty() ? "" : std::string(say(lang, " or ", "或"))) + std::string(query::spoken(role, lang));
  return out;
}

std::string seat_row(const std::string& role, const query::Seat& seat, bool required, Lang lang) {
  std::string who = "<b>" + escape_html(seat.member.name) + "</b>";
  if (seat.left) who += " " + element("span", "sev amber", say(lang, "has left", "已离职"));
  return "<tr><th scope=\"row\">" + role + "</th>" +
         cell(required ? say(lang, "required", "必需") : std::string_view(""), "soft") + cell(who) +
         cell(escape_html(seat.title)) +
         cell(seat.business_line ? escape_html(seat.business_line->name) : std::string()) +
         cell(day(seat.since)) + "</tr>\n";
}

std::string vacant_row(const std::string& role, query::Severity severity, Lang lang) {
  return "<tr class=\"vacant\"><th scope=\"row\">" + role + "</th>" +
         cell(say(lang, "required", "必需"), "soft") + "<td colspan=\"4\">" +
         element("span", "sev " + std::string(query::severity_name(severity)), say(lang, "vacant", "空缺")) +
         "</td></tr>\n";
}

std::string_view label_words(const std::string& label, Lang lang) {
  static const std::map<std::string, std::pair<std::string_view, std::string_view>> kWords{
      {"Account", {"account", "客户"}},   {"BusinessLine", {"business line", "业务线"}},
      {"Contact", {"contact", "联系人"}}, {"Opportunity", {"opportunity", "商机"}},
      {"OrgUnit", {"unit", "部门"}},      {"TeamMember", {"our team", "我方"}}};
  const auto found = kWords.find(label);
  return found == kWords.end() ? std::string_view() : say(lang, found->second.first, found->second.second);
}

// The opportunity that the gap is on: its subject, or one whose buyer the subject is.
bool is_on(const query::Gap& gap, const query::NodeName& opportunity) {
  if (gap.subject == opportunity) return true;
  if (!gap.rule.starts_with("opportunity.")) return false;
  const auto named = gap.values.find("opportunity");
  const std::string* ref = named == gap.values.end() ? nullptr : named->second.as_string();
  return ref && *ref == opportunity.ref();
}

}  // namespace

std::string PlanWriter::team() const {
  const query::AccountTeam& team = plan_.team;
  std::string rows;
  for (const query::TemplateRole& role : team.roles) {
    const std::string name = role_names(role.any_of, lang_);
    for (const query::Seat& seat : role.holders)
      rows += seat_row(std::string(query::spoken(seat.role, lang_)), seat, true, lang_);
    if (role.vacant) rows += vacant_row(name, role.severity, lang_);
  }
  for (const query::Seat& seat : team.others)
    rows += seat_row(std::string(query::spoken(seat.role, lang_)), seat, false, lang_);
  std::string intro = std::string(query::spoken(team.tier, lang_)) + ", " +
                      std::string(query::coverage_model(team.tier, lang_)) + ": ";
  intro +=
      team.vacant() == 0
          ? std::string(t("every role that the tier asks for is held.", "该级别要求的角色均已有人担任。"))
          : std::to_string(team.vacant()) + std::string(t(" of ", " 个角色空缺，共需 ")) +
                std::to_string(team.roles.size()) +
                std::string(t(" roles that the tier asks for are vacant.", " 个角色。"));
  std::string body = element("p", "lead", intro) + "\n";
  if (rows.empty())
    return section("team", "sheet", t("Client team", "客户团队"),
                   note(t("Nobody is on the team.", "团队中没有成员。")));
  body += table(
      "team",
      {std::string(t("Role", "角色")), "", std::string(t("Who", "担任者")), std::string(t("Title", "职务")),
       std::string(t("Business line", "业务线")), std::string(t("Since", "开始"))},
      rows);
  return section("team", "sheet", t("Client team against the tier's template", "客户团队与级别模板对照"),
                 body);
}

std::string PlanWriter::gaps() const {
  const query::CoverageReport& report = plan_.report();
  std::string rows;
  std::size_t others = 0;
  for (const query::SubjectGaps& subject : query::gaps_by_subject(report)) {
    bool first = true;
    for (const query::Gap* gap : subject.gaps) {
      if (gap->severity > query::Severity::kAmber) {
        ++others;
        continue;
      }
      std::string who;
      if (first)
        who = "<b>" + escape_html(subject.subject->name) + "</b><small>" +
              std::string(label_words(subject.subject->label, lang_)) + "</small>";
      rows += std::string("<tr") + (first ? " class=\"first\"" : "") + ">" + cell(who) +
              cell(badge(gap->severity, lang_)) + cell(escape_html(gap->because)) +
              cell(escape_html(gap->action.text)) + "</tr>\n";
      first = false;
    }
  }
  std::string body;
  if (rows.empty()) {
    body = note(t("There is no red or amber gap.", "没有红色或黄色缺口。"));
  } else {
    body = table("gaps",
                 {std::string(t("About", "事项")), "", std::string(t("Finding", "发现")),
                  std::string(t("Action", "行动"))},
                 rows);
  }
  if (others > 0)
    body += note(std::to_string(others) +
                 std::string(t(" findings on whitespace stand in that section.", " 项空白商机发现见该节。")));
  if (report.gaps.size() < report.gap_count)
    body += note(std::to_string(report.gap_count - report.gaps.size()) +
                 std::string(t(" more gaps are not listed.", " 个缺口未列出。")));
  return section("gaps", "sheet", t("Coverage gaps and what to do", "覆盖缺口与行动"), body);
}

std::string PlanWriter::committee(const query::PipelineOpportunity& o, const PlanPicture& picture) const {
  std::string head = escape_html(o.opportunity.name);
  std::string line = std::string(query::spoken(o.stage, lang_));
  const auto append = [&](const std::string& part) { line += part.empty() ? "" : " · " + part; };
  append(money(o.currency, o.amount));
  if (o.close_date) append(std::string(t("closes ", "预计成交 ")) + day(o.close_date));
  append(owner(o.owner, o.owner_left));
  std::string list;
  for (const query::Gap& gap : plan_.report().gaps) {
    if (is_on(gap, o.opportunity) && gap.severity <= query::Severity::kAmber)
      list += "<li>" + badge(gap.severity, lang_) + " " + escape_html(gap.because) + "</li>\n";
  }
  if (list.empty())
    list =
        "<li class=\"soft\">" + std::string(t("No gap on this committee.", "该委员会没有缺口。")) + "</li>\n";
  return "<article class=\"committee\"><h3>" + head + "</h3><p class=\"sub\">" + line +
         "</p>\n<div class=\"drawn\"><figure>" + drawing(picture, 0.8, kCommitteeWidth, kCommitteeHeight) +
         "</figure><ul class=\"missing\">\n" + list + "</ul></div></article>\n";
}

std::string PlanWriter::committees(const std::vector<CommitteePicture>& pictures) const {
  std::string body;
  std::size_t open = 0, shown = 0;
  for (const query::PipelineOpportunity& o : plan_.pipeline.opportunities) {
    if (!o.open) continue;
    ++open;
    for (const CommitteePicture& drawn : pictures) {
      if (drawn.opportunity != o.opportunity.id) continue;
      // The last of an odd number has a row to itself, its findings beside it.
      const bool alone = shown % 2 == 0 && shown + 1 == pictures.size();
      body += (shown % 2 == 1 ? ""
               : alone        ? "<div class=\"row alone\">"
                              : "<div class=\"row\">") +
              committee(o, drawn.picture) + (shown % 2 == 1 || alone ? "</div>\n" : "");
      ++shown;
    }
  }
  if (shown == 0) return {};
  if (open > pictures.size())
    body += note(std::to_string(open - pictures.size()) +
                 std::string(t(" more open opportunities are not drawn.", " 个进行中的商机未画出。")));
  return section("committees", "sheet",
                 t("Buying committees of open opportunities", "进行中商机的采购委员会"), body);
}

namespace {

std::string matrix_cell(const query::MatrixCell& c, Lang lang) {
  std::string text = "<b>" + std::string(query::spoken(c.state, lang)) + "</b>";
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += "<small>" + part + "</small>";
  };
  const auto add_sums = [&](const query::Money& money) {
    for (const auto& [currency, amount] : money) add(short_money(currency, amount, lang));
  };
  if (c.state == query::CellState::kOwned) add_sums(c.sold);
  if (c.state == query::CellState::kPipeline) add_sums(c.pipeline);
  add(escape_html(c.competitor));
  const bool open = c.state == query::CellState::kWarm || c.state == query::CellState::kCold ||
                    c.state == query::CellState::kEligible;
  if (open && c.potential)
    add(std::string(say(lang, "potential ", "潜力 ")) + short_money("", *c.potential, lang));
  return "<td class=\"" + std::string(query::word(c.state)) + "\">" + text + "</td>";
}

}  // namespace

std::string PlanWriter::whitespace() const {
  const query::Matrix& m = plan_.matrix;
  if (m.units.empty() || m.lines.empty()) return {};
  std::string rows;
  for (std::size_t u = 0; u < m.units.size(); ++u) {
    rows += "<tr><th scope=\"row\">" + escape_html(m.units[u].name) + "</th>";
    for (std::size_t l = 0; l < m.lines.size(); ++l)
      rows += matrix_cell(m.cells[u * m.lines.size() + l], lang_);
    rows += "</tr>\n";
  }
  std::vector<std::string> heads{std::string(t("Unit", "部门"))};
  for (const query::NodeName& line : m.lines) heads.push_back(escape_html(line.name));
  std::string body = table("matrix", heads, rows), list;
  // A warm cell's action says it all; what nobody has judged has one action, to judge it.
  for (const query::Gap& gap : plan_.report().gaps) {
    if (gap.severity == query::Severity::kWhitespace)
      list += "<li><b>" + escape_html(gap.subject.name) + "</b>: " + escape_html(gap.action.text) + "</li>\n";
    if (gap.severity == query::Severity::kInfo) list += "<li>" + escape_html(gap.because) + "</li>\n";
  }
  if (!list.empty())
    body += "<h3>" +
            std::string(t("Where a door is open, and what nobody has judged", "已有门路之处与尚未评估之处")) +
            "</h3>\n<ul class=\"dense three\">\n" + list + "</ul>\n";
  return section("whitespace", "sheet", t("Whitespace: business line by unit", "空白商机：业务线 × 部门"),
                 body);
}

}  // namespace relmap::server
