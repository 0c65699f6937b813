#include "theme.h"

#include <array>

namespace relmap::viz::theme {
namespace {

struct Pair {
  std::string_view en, zh;
};

std::string_view pick(Lang lang, Pair pair) { return lang == Lang::zh ? pair.zh : pair.en; }

constexpr Pair kWords[] = {
    {"no contact", "尚无联系"},
    {"key player", "关键人物"},
    {"role known, person not", "已知职位，人选未知"},
    {"reports to", "汇报"},
    {"dotted line", "虚线汇报"},
    {"influences (thicker: stronger)", "影响（线越粗越强）"},
    {"conflict", "冲突"},
    {"relationship", "关系"},
    {"past cadence", "超期未联系"},
    {"in focus", "关注对象"},
    {"people", "人"},
    {"covered", "已覆盖"},
    {"gaps", "缺口"},
    {"No introduction path was found.", "未找到引荐路径。"},
    {"our team", "我方团队"},
    {"chance", "概率"},
    {"weak step", "薄弱环节"},
};
constexpr Pair kSupport[] = {{"support unknown", "态度未知"}, {"mentor", "导师"},
                             {"supporter", "支持者"},         {"neutral", "中立"},
                             {"non-supporter", "不支持"},     {"enemy", "反对者"}};
constexpr Pair kTies[] = {{"level not recorded", "级别未记录"},
                          {"vendor", "供应商"},
                          {"credible source", "可信来源"},
                          {"problem solver", "问题解决者"},
                          {"trusted advisor", "值得信赖的顾问"}};
constexpr Pair kFrames[] = {{"", ""}, {"gap: attention", "缺口：需关注"}, {"gap: urgent", "缺口：紧急"}};
constexpr Pair kChanges[] = {{"", ""}, {"added", "新增"}, {"removed", "移除"}, {"changed", "变更"}};

}  // namespace

std::string_view word(Lang lang, Word word) { return pick(lang, kWords[static_cast<std::size_t>(word)]); }
std::string_view support_word(Lang lang, Support support) {
  return pick(lang, kSupport[static_cast<std::size_t>(support)]);
}
std::string_view tie_word(Lang lang, TieLevel level) {
  return pick(lang, kTies[static_cast<std::size_t>(level)]);
}
std::string_view frame_word(Lang lang, Frame frame) {
  return pick(lang, kFrames[static_cast<std::size_t>(frame)]);
}
std::string_view change_word(Lang lang, Change change) {
  return pick(lang, kChanges[static_cast<std::size_t>(change)]);
}

}  // namespace relmap::viz::theme
