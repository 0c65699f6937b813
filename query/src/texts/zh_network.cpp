// Chinese: threads, influence.
#include "texts/sections.h"

namespace relmap::query {
namespace {

constexpr Text kTexts[] = {
    {"threads.title", "{date} 通往 {account} 的独立途径"},
    {"threads.method", "从客户团队的有效关系出发、彼此不共用任何人的途径。只有一条途径时，一人离开即断线。"},
    {"threads.nobody", "关系图上没有关键人物。"},
    {"threads.head", "{name}：{n} 条独立途径"},
    {"threads.cut", "没有 {names}，便没有途径。"},
    {"influence.title", "{date} {account} 的影响力"},
    {"influence.method", "关系图上有 {people} 人，他们之间有 {edges} 条影响线。只计算客户方人员的数值。"},
    {"influence.none", "尚未记录任何影响关系：请向联系人了解谁的意见对谁有分量。"},
    {"influence.hidden", "隐性影响者：其影响超出级别"},
    {"influence.hidden.line", "{name}：影响力在 {of} 人中列第 {rank}；级别：{level}"},
    {"influence.brokers", "联结者：其关系通往多个部门"},
    {"influence.brokers.line", "{name}：通往其他 {units} 个部门，约束系数 {constraint}"},
    {"influence.articulation", "枢纽：没有他们，影响网络便会断裂"},
    {"influence.articulation.line", "{name}：中介中心性 {betweenness}"},
    {"influence.exposed", "处境不利者：不偏向任何一方，却身处反对者之中"},
    {"influence.exposed.line", "{name}：暴露度 {exposure}（−1：只受反对者影响）"},
    {"influence.bounded", "未计算中介中心性：网络过大。"},
};

}  // namespace

std::span<const Text> zh_network_texts() { return kTexts; }

}  // namespace relmap::query
