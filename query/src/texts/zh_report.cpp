// Chinese: the coverage-gap report.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"introduction", "最佳途径（{probability}）：{knower} 认识 {contact}，后者可引荐 {target}。"},
    {"introduction.via", "最佳途径（{probability}）：{knower} 认识 {contact}，经 {via} 可到 {target}。"},
    {"introduction.direct", "最佳途径（{probability}）：{knower} 认识 {target}。"},
    {"introduction.colleague",
     "最佳途径（{probability}）：{first} 可请 {knower} 帮忙，其认识 {contact}，后者可引荐 {target}。"},
    {"introduction.colleague.via",
     "最佳途径（{probability}）：{first} 可请 {knower} 帮忙，其认识 {contact}，经 {via} 可到 {target}。"},
    {"introduction.colleague.direct",
     "最佳途径（{probability}）：{first} 可请 {knower} 帮忙，其认识 {target}。"},
    {"introduction.none", "关系图上尚无途径：可向相邻部门的联系人打听。"},
    {"introduction.ask-on", "{first} 转请 {next}"},
    {"introduction.bounded", "途径搜索提前结束：可单独查询到此人的引荐路径。"},

    {"report.title", "{account}（{tier}客户）覆盖报告，{date}"},
    {"report.version", "图版本 {version}（{as_of}），策略 {policy}"},
    {"report.incomplete", "不完整：当时已知的某人此后已被删除"},
    {"report.cut-short", "寻找触达部门途径的搜索被提前终止：冷空白商机可能不全"},
    {"report.score", "得分 {total}（满分 100）"},
    {"report.part.people", "人员"},
    {"report.part.team", "团队角色"},
    {"report.part.lines", "业务线"},
    {"report.part.opportunities", "商机"},
    {"report.part.na", "不适用"},
    {"report.points", "{points} / {of}"},
    {"report.counted.people",
     "关键人物 {key_players} 位：牢固的有效关系 {strong_live_tie}，其他有效关系 {live_tie}，薄弱或中断的关系 "
     "{tie_only}，不认识 {no_tie}"},
    {"report.counted.team", "{required_roles} 个必备角色中 {filled_roles} 个有人担任"},
    {"report.counted.lines", "已采购或有商机的 {lines} 条业务线中 {lines_with_seller} 条有销售"},
    {"report.counted.opportunities",
     "{open_opportunities} 个进行中的商机中 {without_red_gap} 个没有红色缺口"},
    {"report.summary", "红色 {red}，黄色 {amber}{rest}"},
    {"report.summary.info", "，提示 {n}"},
    {"report.summary.whitespace", "，空白商机 {n}"},
    {"report.none", "没有缺口：策略的所有规则都已满足。"},
    {"report.more", "另有 {n} 个缺口未列出。"},
    {"report.section.red", "红色：在规划会之前或会上解决"},
    {"report.section.amber", "黄色：商定由谁做什么"},
    {"report.section.info", "提示"},
    {"report.section.whitespace", "空白商机"},
    {"report.label.Account", "客户"},
    {"report.label.OrgUnit", "组织单元"},
    {"report.label.Contact", "联系人"},
    {"report.label.TeamMember", "我方同事"},
    {"report.label.BusinessLine", "业务线"},
    {"report.label.Opportunity", "商机"},
};

}  // namespace

std::span<const Text> zh_report_texts() { return kTexts; }

}  // namespace relmap::query
