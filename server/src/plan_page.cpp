// The planning pack put together, and its first pages: the figures, what to decide, the maps.
#include "plan_page.h"

#include <algorithm>
#include <utility>

#include "plan_html.h"
#include "style.h"

namespace relmap::server {

std::string_view PlanWriter::t(std::string_view en, std::string_view zh) const { return say(lang_, en, zh); }

namespace {

constexpr std::size_t kHalfPagePeople = 10;            // whom a map of half a page holds
constexpr double kPageWidth = 768, kPageHeight = 500;  // points, of A4 landscape within its margins

std::string figure(std::string_view value, std::string_view words, std::string_view css = {}) {
  return "<td class=\"figure " + std::string(css) + "\"><b>" + std::string(value) + "</b><span>" +
         std::string(words) + "</span></td>\n";
}

std::string text_property(const graphstore::Properties& properties, const char* name) {
  const auto found = properties.find(name);
  const std::string* text = found == properties.end() ? nullptr : found->second.as_string();
  return text ? *text : std::string();
}

std::optional<graphstore::Decimal> amount_property(const graphstore::Properties& properties,
                                                   const char* name) {
  const auto found = properties.find(name);
  if (found == properties.end()) return std::nullopt;
  const auto amount = graphstore::Decimal::parse(graphstore::to_text(found->second));
  return amount ? std::optional<graphstore::Decimal>(*amount) : std::nullopt;
}

// "CNY 115.9 m + EUR 3 m"
std::string sums(const std::vector<query::MoneySum>& money, Lang lang) {
  std::string out;
  for (const query::MoneySum& sum : money)
    out += (out.empty() ? "" : " + ") + short_money(sum.currency, sum.amount, lang);
  return out.empty() ? "–" : out;
}

}  // namespace

std::string PlanWriter::figures() const {
  const query::AccountFigures& f = plan_.page.figures;
  const query::CoverageReport& report = plan_.report();
  const auto& properties = plan_.page.properties;
  const std::string currency = text_property(properties, "currency");
  const auto amount = [&](const char* name) {
    const auto value = amount_property(properties, name);
    return value ? short_money(currency, *value, lang_) : std::string("–");
  };
  std::string out = "<table class=\"figures\"><tbody><tr>\n";
  out += figure(whole(report.score.total) + "<small>/100</small>", t("coverage score", "覆盖得分"), "main");
  out += figure(std::to_string(report.by_severity.red), t("red gaps", "红色缺口"), "red");
  out += figure(std::to_string(report.by_severity.amber), t("amber gaps", "黄色缺口"), "amber");
  out +=
      figure(std::to_string(f.covered_key_players) + "<small>/" + std::to_string(f.key_players) + "</small>",
             t("key players covered", "已覆盖关键人物"));
  out += "</tr><tr>\n";
  out += figure(std::to_string(f.contacts), t("people on the map", "地图上的人员"));
  out += figure(amount("revenue"), t("revenue with us", "我方营收"));
  out += figure(amount("potential"), t("potential", "潜力"));
  out += figure(sums(f.pipeline, lang_), t("open pipeline", "进行中商机"));
  return out + "</tr></tbody></table>\n";
}

std::string PlanWriter::score_table() const {
  const query::Score& score = plan_.report().score;
  std::string rows;
  const auto row = [&](std::string_view name, const query::ScorePart& part) {
    rows += "<tr><th scope=\"row\">" + std::string(name) + "</th>";
    if (!part.applies()) {
      rows += "<td></td><td></td><td class=\"soft\">" + std::string(t("does not apply", "不适用")) +
              "</td></tr>\n";
      return;
    }
    rows += "<td class=\"num\">" + one_decimal(part.points) + " / " + one_decimal(part.of) + "</td>";
    rows += "<td class=\"meter\"><div class=\"bar\"><div style=\"width:" +
            one_decimal(100 * part.points / part.of) + "%\"></div></div></td>";
    rows += cell(escape_html(query::counted_text(part, lang_))) + "</tr>\n";
  };
  row(t("People", "人员"), score.people);
  row(t("Team roles", "团队角色"), score.team);
  row(t("Business lines", "业务线"), score.lines);
  row(t("Opportunities", "商机"), score.opportunities);
  return "<table class=\"score\"><tbody>\n" + rows + "</tbody></table>\n";
}

std::string PlanWriter::cover(const std::vector<std::pair<std::string, std::string>>& contents) const {
  const query::CoverageReport& report = plan_.report();
  const auto& properties = plan_.page.properties;
  std::string line = std::string(query::spoken(report.tier, lang_)) + " (" +
                     std::string(query::coverage_model(report.tier, lang_)) + ")";
  for (const char* name : {"industry", "region"}) {
    if (const auto text = text_property(properties, name); !text.empty()) line += " · " + escape_html(text);
  }
  if (const auto intent = text_property(properties, "strategic_intent"); !intent.empty())
    line += " · " + std::string(t("intent: ", "战略意图：")) +
            escape_html(query::spoken_record_word(intent, lang_));
  std::string sessions;
  const auto session = [&](std::string_view words, const std::string& when) {
    sessions += "<div><dt>" + std::string(words) + "</dt><dd>" + when + "</dd></div>\n";
  };
  const query::PlanCycle& cycle = plan_.cycle;
  const std::string none(t("not set", "未定"));
  session(t("This session", "本次规划会"), cycle.next_session ? day(cycle.next_session) : none);
  session(t("Last session", "上次规划会"), cycle.last_session ? day(cycle.last_session) : none);
  session(t("Judged on", "评估日期"), day(plan_.date));
  session(t("Version of the graph", "图版本"), std::to_string(report.graph_version));
  session(t("Coverage policy", "覆盖策略"), escape_html(report.policy));
  std::string list;
  for (const auto& [id, title] : contents) list += "<li><a href=\"#" + id + "\">" + title + "</a></li>\n";
  std::string body = "<p class=\"kicker\">" + std::string(t("Account plan", "客户规划")) + " " +
                     std::to_string(cycle.plan_year) + "</p>\n<h1>" + escape_html(report.account.name) +
                     "</h1>\n<p class=\"sub\">" + line + "</p>\n" + figures();
  if (report.incomplete)
    body += note(t("Incomplete: somebody who was known then has been erased since.",
                   "不完整：当时已知的某人此后已被删除。"));
  body += "<div class=\"columns\"><div class=\"wide\"><h3>" +
          std::string(t("What the score counts", "得分构成")) + "</h3>\n" + score_table() +
          "<dl class=\"sessions\">\n" + sessions + "</dl></div>\n<div><h3>" +
          std::string(t("In this pack", "目录")) + "</h3>\n<ol class=\"contents\">\n" + list +
          "</ol></div></div>\n";
  return "<section class=\"cover\">\n" + body + "</section>\n";
}

std::string PlanWriter::decisions() const {
  std::string body;
  if (plan_.decisions.empty()) {
    body += note(t("No red gap stands open: nothing is urgent today.", "没有红色缺口：今天没有紧急事项。"));
  } else {
    std::string rows;
    int number = 0;
    for (const query::Decision& d : plan_.decisions) {
      std::string why = escape_html(d.because);
      if (d.gaps.size() > 1) {
        why += " <span class=\"soft\">" + std::string(t("and ", "另有 ")) +
               std::to_string(d.gaps.size() - 1) + std::string(t(" more red here", " 项红色缺口")) +
               "</span>";
      }
      rows += "<tr><td class=\"num\">" + std::to_string(++number) + "</td>" +
              cell("<b>" + escape_html(d.subject.name) + "</b>") + cell(why) + cell(escape_html(d.proposal)) +
              cell("", "blank") + cell("", "blank") + "</tr>\n";
    }
    body += table("decisions",
                  {"", std::string(t("About", "事项")), std::string(t("Because", "原因")),
                   std::string(t("Proposal", "建议")), std::string(t("Decided", "决定")),
                   std::string(t("Who, by when", "负责人与期限"))},
                  rows);
  }
  if (plan_.further > 0) {
    body += note(std::to_string(plan_.further) +
                 std::string(t(" more subjects with red gaps stand under “Coverage gaps”.",
                               " 个带红色缺口的事项见“覆盖缺口”。")));
  }
  if (!plan_.points.empty()) {
    std::string list;
    for (const std::string& point : plan_.points) list += "<li>" + escape_html(point) + "</li>\n";
    body += "<div class=\"together\"><h3>" + std::string(t("Also on the table", "其他议题")) +
            "</h3>\n<ul class=\"points\">\n" + list + "</ul></div>\n";
  }
  return section("decide", "sheet", t("What to decide in this session", "本次会议需要决定的事项"), body);
}

bool PlanWriter::small() const {
  constexpr std::size_t kFewPeople = 30, kFewGaps = 40;
  return plan_.page.picture.view.contacts.size() <= kFewPeople && plan_.report().gap_count <= kFewGaps;
}

std::string PlanWriter::overview(const PlanPicture& picture) const {
  if (plan_.page.figures.contacts == 0 && plan_.page.picture.view.contacts.empty()) return {};
  return section("map", "sheet", t("Relationship map", "关系地图"),
                 "<figure class=\"whole\">" +
                     (small() && plan_.page.picture.view.contacts.size() <= kHalfPagePeople
                          ? drawing(picture, 0.75, kPageWidth, kPageHeight / 2)
                          : drawing(picture, 1, kPageWidth, kPageHeight - 40)) +
                     "</figure>\n");
}

namespace {

constexpr double kGap = 7;  // points between drawings

// Drawings side by side, rows on pages: what a row or page has room for goes there, in the order of the
// units.
struct UnitRow {
  double width = 0, height = 0;
  std::vector<std::size_t> units;
};
struct UnitSheet {
  double height = 0;
  std::vector<UnitRow> rows;
};

std::vector<UnitSheet> sheets_at(double scale, const std::vector<UnitPicture>& units) {
  std::vector<UnitRow> rows;
  for (std::size_t u = 0; u < units.size(); ++u) {
    const double width = std::min(units[u].picture.width * scale, kPageWidth - kGap) + kGap;
    const double height = units[u].picture.height * scale + kGap;
    auto row = std::find_if(rows.begin(), rows.end(),
                            [&](const UnitRow& r) { return r.width + width <= kPageWidth + kGap; });
    if (row == rows.end()) row = rows.insert(rows.end(), UnitRow());
    row->width += width;
    row->height = std::max(row->height, height);
    row->units.push_back(u);
  }
  std::vector<UnitSheet> sheets{{36, {}}};  // the first one has the section's title
  for (UnitRow& row : rows) {
    auto sheet = std::find_if(sheets.begin(), sheets.end(), [&](const UnitSheet& s) {
      return s.rows.empty() || s.height + row.height <= kPageHeight;
    });
    if (sheet == sheets.end()) sheet = sheets.insert(sheets.end(), UnitSheet());
    sheet->height += row.height;
    sheet->rows.push_back(std::move(row));
  }
  return sheets;
}

// One scale for all units, so that one reads as the other: the largest at which three of them share a page,
// or all of them one.
std::pair<double, std::vector<UnitSheet>> laid_out(const std::vector<UnitPicture>& units) {
  const std::size_t wanted = (units.size() + 2) / 3;
  for (double scale = 0.66; scale > 0.5; scale -= 0.01) {
    auto sheets = sheets_at(scale, units);
    if (sheets.size() <= wanted) return {scale, std::move(sheets)};
  }
  return {0.5, sheets_at(0.5, units)};
}

}  // namespace

std::string PlanWriter::units(const PlanPictures& pictures) const {
  if (pictures.units.empty()) return {};
  const auto [scale, sheets] = laid_out(pictures.units);
  std::string body;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    body += i == 0 ? "<div>" : "<div class=\"sheet\">";
    for (const UnitRow& row : sheets[i].rows) {
      body += "<div class=\"row\">";
      for (const std::size_t u : row.units)
        body += "<figure class=\"unit\" title=\"" + escape_html(pictures.units[u].name) + "\">" +
                drawing(pictures.units[u].picture, scale, kPageWidth, kPageHeight - 40) + "</figure>";
      body += "</div>\n";
    }
    body += "</div>\n";
  }
  if (!pictures.all_units)
    body += note(t("Only the first units are drawn here; the map itself shows all.",
                   "此处仅画出前面的部门；全部部门见关系地图。"));
  return section("units", "sheet", t("Unit by unit", "各部门"), body);
}

std::string plan_page(const query::AccountPlan& plan, const PlanPictures& pictures) {
  const PlanWriter writer(plan);
  const auto t = [&](std::string_view en, std::string_view zh) {
    return std::string(say(plan.lang, en, zh));
  };
  struct Part {
    std::string id, title, html;
  };
  const std::vector<Part> parts = {
      {"decide", t("What to decide", "需要决定的事项"), writer.decisions()},
      {"map", t("Relationship map", "关系地图"), writer.overview(pictures.overview)},
      {"units", t("Unit by unit", "各部门"), writer.units(pictures)},
      {"team", t("Client team", "客户团队"), writer.team()},
      {"gaps", t("Coverage gaps", "覆盖缺口"), writer.gaps()},
      {"committees", t("Buying committees", "采购委员会"), writer.committees(pictures.committees)},
      {"whitespace", t("Whitespace", "空白商机"), writer.whitespace()},
      {"pipeline", t("Pipeline", "商机链"), writer.pipeline()},
      {"shares", t("Agreed shares", "约定份额"), writer.shares()},
      {"objectives", t("Objectives and tasks", "目标与任务"), writer.objectives()},
      {"changes", t("Since the last session", "上次规划会以来"), writer.changes()}};
  std::vector<std::pair<std::string, std::string>> contents;
  std::string body;
  for (const Part& part : parts) {
    if (part.html.empty()) continue;
    contents.emplace_back(part.id, part.title);
    body += part.html;
  }
  const std::string name = escape_html(plan.report().account.name);
  return "<!DOCTYPE html>\n<html lang=\"" + std::string(plan.lang == Lang::kZh ? "zh-Hans" : "en") +
         "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
         "initial-scale=1\">\n<title>" +
         name + " · " + t("account plan", "客户规划") + "</title>\n<style>\n" + std::string(kPlanStyle) +
         "</style>\n</head>\n<body" + std::string(writer.small() ? " class=\"small\"" : "") +
         ">\n<p class=\"running\">" + name + " · " + t("account plan", "客户规划") + " · " +
         plan.date.to_string() + "</p>\n" + writer.cover(contents) + body + "</body>\n</html>\n";
}

}  // namespace relmap::server
