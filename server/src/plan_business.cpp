// The planning pack: pipeline, agreed shares, objectives and tasks, what changed.
#include "plan_html.h"
#include "plan_page.h"

namespace relmap::server {
namespace {

std::string names(const std::vector<query::NodeName>& nodes) {
  std::string out;
  for (const query::NodeName& node : nodes) out += (out.empty() ? "" : ", ") + escape_html(node.name);
  return out;
}

std::string name_of(const std::optional<query::NodeName>& node) {
  return node ? escape_html(node->name) : std::string();
}

std::string lines_of(const std::vector<query::PipelineLine>& lines) {
  std::string out;
  for (const query::PipelineLine& l : lines) out += (out.empty() ? "" : ", ") + escape_html(l.line.name);
  return out;
}

constexpr std::size_t kShownChanges = 60;

}  // namespace

std::string PlanWriter::owner(const std::optional<query::NodeName>& who, bool left) const {
  if (!who) return element("span", "sev amber", t("nobody", "无人"));
  std::string out = escape_html(who->name);
  if (left) out += " " + element("span", "sev amber", t("has left", "已离职"));
  return out;
}

std::string PlanWriter::leads() const {
  const query::Pipeline& p = plan_.pipeline;
  if (p.leads.empty() && p.campaigns.empty()) return {};
  std::string rows;
  for (const query::PipelineLead& l : p.leads) {
    std::string became = name_of(l.opportunity);
    if (became.empty() && l.status == "handed_over")
      became = element("span", "sev amber", t("nothing yet", "尚无商机"));
    if (l.days_open) became = std::to_string(*l.days_open) + std::string(t(" days waiting", " 天未移交"));
    rows += "<tr><th scope=\"row\">" + escape_html(l.lead.name) + "</th>" +
            cell(l.campaign ? escape_html(l.campaign->name) : chip(l.source, lang_)) +
            cell(day(l.created_on)) + cell(chip(l.status, lang_)) + cell(owner(l.owner, l.owner_left)) +
            cell(became) + "</tr>\n";
  }
  const query::HandOver& h = p.hand_over;
  const std::string line = std::to_string(h.fresh) + std::string(t(" new, ", " 条新建，")) +
                           std::to_string(h.working) + std::string(t(" being worked on, ", " 条跟进中，")) +
                           std::to_string(h.handed_over) + std::string(t(" handed over, ", " 条已移交，")) +
                           std::to_string(h.dropped) + std::string(t(" dropped", " 条已放弃"));
  std::string idle;
  for (const query::PipelineCampaign& c : p.campaigns) {
    if (c.leads.empty()) idle += (idle.empty() ? "" : ", ") + escape_html(c.campaign.name);
  }
  std::string out = "<h3>" + std::string(t("From marketing to the field", "从市场到销售的移交")) +
                    " <small>" + line + "</small></h3>\n";
  if (!rows.empty())
    out += table("leads",
                 {std::string(t("Lead", "线索")), std::string(t("Out of", "来源")),
                  std::string(t("Since", "创建")), std::string(t("Status", "状态")),
                  std::string(t("With", "负责人")), std::string(t("What became of it", "结果"))},
                 rows);
  if (!idle.empty()) out += note(std::string(t("No lead yet out of ", "尚无线索的活动：")) + idle);
  return out;
}

std::string PlanWriter::opportunity_table() const {
  std::string rows;
  for (const query::PipelineOpportunity& o : plan_.pipeline.opportunities) {
    std::string gaps;
    if (o.red) gaps += element("span", "sev red", std::to_string(o.red));
    if (o.amber) gaps += " " + element("span", "sev amber", std::to_string(o.amber));
    const bool late = o.open && o.close_date && *o.close_date < plan_.date;
    rows += std::string("<tr") + (o.open ? "" : " class=\"closed\"") + "><th scope=\"row\">" +
            escape_html(o.opportunity.name) + "</th>" + cell(query::spoken(o.stage, lang_)) +
            cell(money(o.currency, o.amount), "num") +
            cell(day(o.close_date) + (late ? " " + element("span", "sev amber", t("past", "已过")) : "")) +
            cell(owner(o.owner, o.owner_left)) + cell(lines_of(o.lines)) + cell(names(o.units)) +
            cell(o.open ? std::to_string(o.buyers) : std::string(), "num") + cell(gaps, "gapcount") +
            "</tr>\n";
  }
  if (rows.empty()) return {};
  return "<h3>" + std::string(t("Opportunities", "商机")) + "</h3>\n" +
         table("opportunities",
               {std::string(t("Opportunity", "商机")), std::string(t("Stage", "阶段")),
                std::string(t("Amount", "金额")), std::string(t("Closes", "成交")),
                std::string(t("With", "负责人")), std::string(t("Lines", "业务线")),
                std::string(t("For", "部门")), std::string(t("Buyers", "采购人")),
                std::string(t("Gaps", "缺口"))},
               rows);
}

std::string PlanWriter::order_table() const {
  std::string rows;
  for (const query::PipelineOrder& o : plan_.pipeline.orders) {
    const std::string_view delivery = o.delivery == "open"        ? t("in delivery", "交付中")
                                      : o.delivery == "delivered" ? t("delivered", "已交付")
                                      : o.delivery == "cancelled" ? t("cancelled", "已取消")
                                                                  : std::string_view();
    rows += std::string("<tr") + (o.delivery == "cancelled" ? " class=\"closed\"" : "") +
            "><th scope=\"row\">" + escape_html(o.order.name) + "</th>" +
            cell(money(o.currency, o.amount), "num") + cell(day(o.ordered_on)) + cell(delivery) +
            cell(lines_of(o.lines)) + cell(name_of(o.opportunity)) + "</tr>\n";
  }
  if (rows.empty()) return {};
  return "<h3>" + std::string(t("Orders and delivery", "订单与交付")) + "</h3>\n" +
         table("orders",
               {std::string(t("Order", "订单")), std::string(t("Amount", "金额")),
                std::string(t("Ordered", "下单")), std::string(t("Delivery", "交付")),
                std::string(t("Lines", "业务线")), std::string(t("Out of", "来源"))},
               rows);
}

std::string PlanWriter::pipeline() const {
  std::string totals;
  for (const query::PipelineTotal& sum : plan_.pipeline.totals) {
    const auto part = [&](std::string_view words, const graphstore::Decimal& amount) {
      totals +=
          "<div><dt>" + std::string(words) + "</dt><dd>" + money(sum.currency, amount) + "</dd></div>\n";
    };
    part(t("Open", "进行中"), sum.open);
    part(t("Won", "赢得"), sum.won);
    part(t("Ordered", "已下单"), sum.ordered);
    part(t("Delivered", "已交付"), sum.delivered);
  }
  const std::string body = (totals.empty() ? std::string() : "<dl class=\"totals\">\n" + totals + "</dl>\n") +
                           leads() + opportunity_table() + order_table();
  return section("pipeline", "sheet", t("Pipeline: from campaign to delivery", "商机链：从市场活动到交付"),
                 body.empty() ? note(t("No campaign, lead, opportunity or order is recorded.",
                                       "尚未记录市场活动、线索、商机或订单。"))
                              : body);
}

std::string PlanWriter::shares() const {
  std::string rows;
  for (const query::PipelineOpportunity& o : plan_.pipeline.opportunities) {
    if (!o.agreed_shares) continue;
    std::string list;
    for (const auto& [who, share] : *o.agreed_shares) {
      std::string name = who;
      for (const query::PipelineLine& l : o.lines) {
        if (l.line.id == who) name = l.line.name;
      }
      list += (list.empty() ? "" : " · ") + escape_html(name) + " <b>" + escape_html(share.to_string()) +
              " %</b>";
    }
    rows += "<tr><th scope=\"row\">" + escape_html(o.opportunity.name) + "</th>" +
            cell(query::spoken(o.stage, lang_)) + cell(money(o.currency, o.amount), "num") + cell(list) +
            "</tr>\n";
  }
  if (rows.empty()) return {};
  return section("shares", "flow together", t("Shares as the team agreed on them", "团队约定的份额"),
                 table("shares",
                       {std::string(t("Opportunity", "商机")), std::string(t("Stage", "阶段")),
                        std::string(t("Amount", "金额")), std::string(t("Agreed", "约定"))},
                       rows) +
                     note(t("Recorded as agreed in conversation; relmap derives no shares.",
                            "按商定结果记录；relmap 不推算任何份额。")));
}

std::string PlanWriter::task_table() const {
  std::string rows;
  for (const query::TaskRow& task : plan_.tasks.tasks) {
    std::string progress;
    if (task.progress) {
      for (int i = 0; i < task.progress->steps && i < 10; ++i)
        progress += i < task.progress->step ? "<i class=\"dot on\"></i>" : "<i class=\"dot\"></i>";
      progress += " " + escape_html(task.progress->text);
    }
    std::string due = day(task.due_on);
    if (task.overdue) due += " " + element("span", "sev red", t("overdue", "逾期"));
    rows += std::string("<tr") + (task.status == "open" ? "" : " class=\"closed\"") + "><th scope=\"row\">" +
            escape_html(task.task.name) + "</th>" + cell(chip(task.kind, lang_)) +
            cell(chip(task.status, lang_)) + cell(due) + cell(owner(task.owner, task.owner_left)) +
            cell(names(task.about)) + cell(progress) + "</tr>\n";
  }
  if (rows.empty()) return note(t("No task is recorded.", "尚未记录任务。"));
  return table("tasks",
               {std::string(t("Task", "任务")), std::string(t("Kind", "类型")),
                std::string(t("Status", "状态")), std::string(t("Due", "到期")),
                std::string(t("With", "负责人")), std::string(t("About", "关于")),
                std::string(t("How far the graph shows it", "记录所示进展"))},
               rows) +
         (plan_.tasks.next ? note(t("There are more tasks than are listed here.", "另有任务未列出。")) : "");
}

std::string PlanWriter::objectives() const {
  std::string rows;
  for (const query::ObjectiveRow& o : plan_.cycle.objectives) {
    const bool bad = o.status == "at_risk" || o.status == "missed";
    const std::string status =
        bad ? element("span", "sev amber", escape_html(query::spoken_record_word(o.status, lang_)))
            : chip(o.status, lang_);
    rows += "<tr>" + cell(o.plan_year ? std::to_string(*o.plan_year) : std::string(), "num") +
            "<th scope=\"row\">" + escape_html(o.objective.name) + "</th>" + cell(escape_html(o.statement)) +
            cell(escape_html(o.target)) + cell(status) + cell(owner(o.owner, o.owner_left)) + "</tr>\n";
  }
  const query::TaskCounts& c = plan_.cycle.tasks;
  const std::string line = std::to_string(c.open) + std::string(t(" open, ", " 项进行中，")) +
                           std::to_string(c.overdue) + std::string(t(" of them overdue; ", " 项逾期；")) +
                           std::to_string(c.done) + std::string(t(" done, ", " 项已完成，")) +
                           std::to_string(c.dropped) + std::string(t(" dropped", " 项已放弃"));
  std::string body = rows.empty()
                         ? note(t("No objective is recorded.", "尚未记录目标。"))
                         : table("objectives",
                                 {std::string(t("Year", "年度")), std::string(t("Objective", "目标")),
                                  std::string(t("Statement", "表述")), std::string(t("Target", "目标值")),
                                  std::string(t("Status", "状态")), std::string(t("With", "负责人"))},
                                 rows);
  body += "<h3>" + std::string(t("Tasks", "任务")) + " <small>" + line + "</small></h3>\n" + task_table();
  return section("objectives", "sheet", t("Objectives and tasks", "目标与任务"), body);
}

std::string PlanWriter::gap_changes() const {
  const query::ReportDiff& diff = plan_.changes->diff;
  const auto list = [&](std::string_view title, const std::vector<query::Gap>& gaps) {
    if (gaps.empty()) return std::string();
    std::string out = "<h3>" + std::string(title) + " <small>" + std::to_string(gaps.size()) +
                      "</small></h3>\n<ul class=\"dense\">\n";
    for (std::size_t i = 0; i < std::min(gaps.size(), kShownChanges); ++i)
      out += "<li>" + badge(gaps[i].severity, lang_) + " " + escape_html(gaps[i].because) + "</li>\n";
    if (gaps.size() > kShownChanges)
      out += "<li class=\"soft\">" + std::to_string(gaps.size() - kShownChanges) +
             std::string(t(" more", " 项未列出")) + "</li>\n";
    return out + "</ul>\n";
  };
  std::vector<query::Gap> worse, better;
  for (const query::GapChange& change : diff.changed)
    (change.worse() ? worse : better).push_back(change.after);
  return list(t("Gaps opened", "新出现的缺口"), diff.opened) + list(t("Grown graver", "加重的缺口"), worse) +
         list(t("Grown lighter", "减轻的缺口"), better) + list(t("Gaps closed", "已消除的缺口"), diff.closed);
}

std::string PlanWriter::changes() const {
  const auto& session = plan_.cycle.last_session;
  if (!plan_.changes) {
    return section(
        "changes", "flow together", t("What changed", "变化"),
        note(t("Nothing has been written down since the records begin.", "自有记录以来没有变化。")));
  }
  const bool reaches = session && plan_.changes->since <= *session;
  const std::string title =
      reaches ? std::string(t("What changed since the last session", "上次规划会以来的变化"))
              : std::string(t("What changed since ", "变化，自 ")) + day(plan_.changes->since);
  const query::ReportDiff& diff = plan_.changes->diff;
  std::string body = "<dl class=\"totals\">\n";
  const auto part = [&](std::string_view words, const std::string& from, const std::string& to) {
    body += "<div><dt>" + std::string(words) + "</dt><dd>" + from + " → " + to + "</dd></div>\n";
  };
  part(t("Compared", "比较"), diff.from_date.to_string(), diff.to_date.to_string());
  part(t("Score", "得分"), whole(diff.from_score.total), whole(diff.to_score.total));
  part(t("Red", "红色"), std::to_string(diff.from_counts.red), std::to_string(diff.to_counts.red));
  part(t("Amber", "黄色"), std::to_string(diff.from_counts.amber), std::to_string(diff.to_counts.amber));
  body += "</dl>\n";
  if (session && !reaches)
    body += note(
        std::string(t("The records do not reach back to the last session, ", "现有记录未覆盖上次规划会（")) +
        day(session) + std::string(t(".", "）。")));
  if (diff.incomplete || plan_.changes->changes.incomplete)
    body += note(t("Incomplete: somebody who was known then has been erased since.",
                   "不完整：当时已知的某人此后已被删除。"));
  body += gap_changes();
  std::string list;
  const auto& all = plan_.changes->changes.changes;
  for (std::size_t i = 0; i < std::min(all.size(), kShownChanges); ++i)
    list += "<li>" + escape_html(all[i].sentence) + "</li>\n";
  if (all.size() > kShownChanges || plan_.changes->changes.more)
    list += "<li class=\"soft\">" + std::string(t("and more", "以及更多")) + "</li>\n";
  body += "<h3>" + std::string(t("What was written down", "记录的变化")) + "</h3>\n" +
          (list.empty() ? note(t("Nothing.", "没有。")) : "<ul class=\"dense two\">\n" + list + "</ul>\n");
  // A page of its own only where there is something to read on it.
  const bool much = !all.empty() || !diff.opened.empty() || !diff.closed.empty() || !diff.changed.empty();
  return section("changes", much ? "sheet" : "flow together", title, body);
}

}  // namespace relmap::server
