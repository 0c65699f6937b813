#include "pages.h"

#include <tuple>

#include "context.h"
#include "html.h"
#include "style.h"
#include "target.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::Lang;

std::string query_of(const PageLinks& links) {
  std::string query = "lang=" + std::string(query::lang_name(links.lang));
  if (!links.date.empty()) query += "&amp;date=" + links.date;
  if (!links.as_of.empty()) query += "&amp;as_of=" + percent_encode(links.as_of);
  return query;
}

// Nothing for a version that is whole.
std::string incomplete_line(const PageLinks& links) {
  if (!links.incomplete) return "";
  return "<p><strong>" +
         std::string(say(links.lang, "Incomplete: somebody who was known then has been erased since.",
                         "不完整：当时已知的某人此后已被删除。")) +
         "</strong></p>\n";
}

std::string account_path(const std::string& id, std::string_view what) {
  return "/api/v1/accounts/" + percent_encode(id) + "/" + std::string(what);
}

std::string link(const std::string& href, std::string_view text) {
  return "<a href=\"" + href + "\">" + std::string(text) + "</a>";
}

// A bar with its number beside it: the number is the meaning, the bar only shows it.
std::string meter(double value, double of, const std::string& text) {
  return "<meter min=\"0\" max=\"" + two_decimals(of) + "\" value=\"" + two_decimals(value) + "\">" + text +
         "</meter> <b>" + text + "</b>";
}

std::string badge(query::Severity severity, const std::string& text) {
  return "<span class=\"badge " + std::string(query::severity_name(severity)) + "\">" + text + "</span>";
}

std::string counts(std::size_t red, std::size_t amber, Lang lang) {
  if (red + amber == 0) return std::string(say(lang, "no gaps", "无缺口"));
  std::string out;
  if (red) {
    out += badge(query::Severity::kRed, "▲ " + std::to_string(red) + " " +
                                            std::string(query::severity_spoken(query::Severity::kRed, lang)));
  }
  if (red && amber) out += " ";
  if (amber) {
    out += badge(query::Severity::kAmber,
                 "● " + std::to_string(amber) + " " +
                     std::string(query::severity_spoken(query::Severity::kAmber, lang)));
  }
  return out;
}

std::string score_part(std::string_view name, const query::ScorePart& part, Lang lang) {
  std::string out = "<tr><th scope=\"row\">" + std::string(name) + "</th><td class=\"score\">";
  if (!part.applies())
    return out + std::string(say(lang, "does not apply", "不适用")) + "</td><td></td></tr>\n";
  out += meter(part.points, part.of, one_decimal(part.points) + "/" + one_decimal(part.of)) + "</td><td>";
  return out + escape_html(query::counted_text(part, lang)) + "</td></tr>\n";
}

// The address of a view of the account's map, as SVG.
std::string view_path(const std::string& account, const std::string& more, const PageLinks& links) {
  return account_path(account, "map") + "?format=svg&amp;" + (more.empty() ? "" : more + "&amp;") +
         query_of(links);
}

std::string figure(const std::string& address, std::string_view words) {
  return "<figure><a href=\"" + address + "\"><img loading=\"lazy\" src=\"" + address + "\" alt=\"" +
         std::string(words) + "\"></a></figure>\n";
}

// Where the map does not say it: by level, by unit, and where there is something to sell.
std::string charts(const std::string& account, const PageLinks& links) {
  const Lang lang = links.lang;
  std::string out =
      "<h2>" + std::string(say(lang, "Where we stand", "现状")) + "</h2>\n<div class=\"charts\">\n";
  out += figure(view_path(account, "view=levels", links), say(lang, "Coverage by level", "按级别覆盖"));
  out += figure(view_path(account, "view=units", links), say(lang, "Coverage by unit", "按部门覆盖"));
  out += figure(view_path(account, "view=matrix", links), say(lang, "Whitespace", "空白市场"));
  return out + "</div>\n";
}

std::string gap_item(const query::Gap& gap, const std::string& account, const PageLinks& links) {
  const Lang lang = links.lang;
  std::string out = "<li>" + badge(gap.severity, std::string(query::severity_spoken(gap.severity, lang)));
  out += " " + escape_html(gap.because);
  if (!gap.action.text.empty()) out += "<p class=\"action\">→ " + escape_html(gap.action.text) + "</p>";
  const auto map = view_path(account, "gap=" + percent_encode(gap.id), links);
  return out + "<small>" + escape_html(gap.rule) + " · " + link(map, say(lang, "on the map", "在地图上")) +
         "</small></li>\n";
}

// Gaps by subject, so that one silent tie does not read as three findings.
std::string gap_sections(const query::CoverageReport& report, const PageLinks& links) {
  std::string out;
  for (const auto& [subject, gaps] : query::gaps_by_subject(report)) {
    out += "<section class=\"subject\"><h3>" + escape_html(subject->name) + " <small>" +
           escape_html(subject->ref()) + "</small></h3>\n<ul>\n";
    for (const auto* gap : gaps) out += gap_item(*gap, report.account.id, links);
    out += "</ul></section>\n";
  }
  return out;
}

std::string report_head(const query::CoverageReport& report, const PageLinks& links) {
  const Lang lang = report.lang;
  const auto& id = report.account.id;
  const auto query = query_of(links);
  std::string out = "<h1>" + escape_html(report.account.name) + "</h1>\n<p>";
  out += std::string(query::spoken(report.tier, lang)) + " · " +
         std::string(say(lang, "judged as of ", "评估日期 "));
  out += report.date.to_string() + " · " + std::string(say(lang, "graph version ", "图版本 "));
  out += std::to_string(report.graph_version) + "</p>\n<p class=\"links\">";
  out +=
      link(account_path(id, "map") + "?format=svg&amp;" + query, say(lang, "relationship map", "关系地图"));
  out += " " + link(account_path(id, "coverage") + "?format=csv&amp;" + query, "CSV");
  out += " " + link(account_path(id, "coverage") + "?format=json&amp;" + query, "JSON");
  PageLinks other = links;
  other.lang = lang == Lang::kZh ? Lang::kEn : Lang::kZh;
  out += " " + link(account_path(id, "coverage") + "?format=html&amp;" + query_of(other),
                    lang == Lang::kZh ? "English" : "中文");
  return out + "</p>\n" + incomplete_line(links);
}

}  // namespace

std::string report_page(const query::CoverageReport& report, const PageLinks& links) {
  const Lang lang = report.lang;
  const std::string& account = report.account.id;
  std::string body = report_head(report, links);
  body += "<h2>" + std::string(say(lang, "Coverage ", "覆盖 ")) + whole(report.score.total) +
          "/100</h2>\n<table class=\"parts\">\n";
  body += score_part(say(lang, "People", "人员"), report.score.people, lang);
  body += score_part(say(lang, "Team roles", "团队角色"), report.score.team, lang);
  body += score_part(say(lang, "Business lines", "业务线"), report.score.lines, lang);
  body += score_part(say(lang, "Opportunities", "商机"), report.score.opportunities, lang);
  body += "</table>\n" + figure(view_path(account, "", links), say(lang, "Relationship map", "关系地图"));
  body += "<p class=\"links\">";
  for (const auto& [view, en, zh] : {std::tuple("org", "organisation", "组织结构"),
                                     {"influence", "influence", "影响力"},
                                     {"coverage", "who knows whom", "谁认识谁"}})
    body += link(view_path(account, "view=" + std::string(view), links), say(lang, en, zh)) + " ";
  body +=
      link(account_path(account, "map") + "?format=pdf&amp;paper=a3&amp;theme=print&amp;" + query_of(links),
           say(lang, "PDF to print", "打印用 PDF")) +
      "</p>\n" + charts(account, links) + "<h2>" + std::string(say(lang, "Gaps", "缺口")) + " " +
      counts(report.by_severity.red, report.by_severity.amber, lang) + "</h2>\n";
  body += gap_sections(report, links);
  if (report.gaps.size() < report.gap_count) {
    body += "<p>" + std::to_string(report.gap_count - report.gaps.size()) +
            std::string(say(lang, " more gaps are not listed.", " 个缺口未列出。")) + "</p>\n";
  }
  return html_page(lang, report.account.name, body);
}

PageLinks page_links(const Call& call, const Read& read) {
  return {read.lang, std::string(call.params.text("date")), std::string(call.params.text("as_of")),
          read.incomplete};
}

Response get_style(Context& context, const Call& call) {
  return answer_read(context, call, [](const Read&) -> Result<std::string> { return std::string(kStyle); });
}

}  // namespace relmap::server
