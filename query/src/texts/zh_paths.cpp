// Chinese: introduction paths.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"path.heading", "从 {from} 到 {to} 的引荐路径，{date}"},
    {"path.team", "{account} 客户团队"},
    {"path.line", "{n}. {probability}，{hops} 步"},
    {"path.knows-level", "认识（{level}，上次联系 {date}）"},
    {"path.knows-undated", "认识（{level}，无联系记录）"},
    {"path.influences", "影响"},
    {"path.reports-to", "同一汇报线"},
    {"path.works-with", "共事"},
    {"path.on-team", "同在 {account} 客户团队"},
    {"path.target-left", "{name} 已离职：引荐只能指向在职的人。"},
    {"path.source-left", "{name} 已离职，无法引荐。"},
    {"path.source-avoided", "路径的所有起点都在回避名单中。"},
    {"path.target-avoided", "{name} 在回避名单中。"},
    {"path.same", "起点与终点是同一人。"},
    {"path.no-team", "{account} 客户团队中没有在职成员。"},
    {"path.none", "从 {from} 到 {to}，没有 {hops} 步以内、由可以引荐的人组成的路径。"},
    {"path.bounded", "搜索提前结束；所示为最佳路径，可能还有其他路径。"},
};

}  // namespace

std::span<const Text> zh_paths_texts() { return kTexts; }

}  // namespace relmap::query
