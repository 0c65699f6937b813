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
constexpr Pair kHeat[] = {{"not assessed", "未评估"}, {"not eligible", "不适合"},
                          {"competitor", "竞争对手"}, {"cold: no way in", "冷：无途径"},
                          {"open", "可开发"},         {"warm: a supporter there", "暖：有支持者"},
                          {"pipeline", "商机中"},     {"owned", "已采购"}};
constexpr Pair kChanges[] = {{"", ""}, {"added", "新增"}, {"removed", "移除"}, {"changed", "变更"}};

struct Colour {
  std::string_view name, light, dark, print;
};

// Print: white ground, black text, lines dark enough for a bad printer; hues as in light, told apart in grey.
// clang-format off
constexpr Colour kColours[] = {
    {"page", "#ffffff", "#0d1117", "#ffffff"},
    {"ink", "#1f2328", "#f0f6fc", "#000000"},
    {"muted", "#57606a", "#b1bac4", "#333333"},
    {"faint", "#8c959f", "#8b949e", "#666666"},
    {"red", "#cf222e", "#ff8182", "#a40e26"},
    {"good", "#1a7f37", "#56d364", "#0f5323"},
    {"unit-name", "#424a53", "#d1d7e0", "#1f2328"},
    {"unit-fill", "#f6f8fa", "#161b22", "#ffffff"},
    {"unit-border", "#d0d7de", "#3d444d", "#8c959f"},
    {"ours-lane", "#f0f8ff", "#0c1a2e", "#ffffff"},
    {"ours-fill", "#ddf4ff", "#13294b", "#f2f7fb"},
    {"ours-border", "#54aeff", "#4184e4", "#0969da"},
    {"card", "#ffffff", "#21262d", "#ffffff"},
    {"card-border", "#c0c8d0", "#56606b", "#6e7781"},
    {"role", "#6639ba", "#d2a8ff", "#512a97"},
    {"reports", "#8c959f", "#8b949e", "#57606a"},
    {"influence", "#8250df", "#ab7df8", "#6639ba"},
    {"conflict", "#cf222e", "#ff6a69", "#a40e26"},
    {"tie", "#0969da", "#58a6ff", "#0550ae"},
    {"mentor-fill", "#1a7f37", "#238636", "#1a7f37"},
    {"mentor-ink", "#ffffff", "#ffffff", "#ffffff"},
    {"supporter-fill", "#4ac26b", "#56d364", "#4ac26b"},
    {"supporter-ink", "#04260f", "#04260f", "#04260f"},
    {"neutral-fill", "#8c959f", "#8b949e", "#c4cad0"},
    {"neutral-ink", "#10141a", "#0d1117", "#000000"},
    {"non-supporter-fill", "#fb8f44", "#f0883e", "#fb8f44"},
    {"non-supporter-ink", "#3d1600", "#3d1600", "#3d1600"},
    {"enemy-fill", "#cf222e", "#da3633", "#a40e26"},
    {"enemy-ink", "#ffffff", "#ffffff", "#ffffff"},
    {"unknown-fill", "#eaeef2", "#30363d", "#ffffff"},
    {"unknown-ink", "#57606a", "#b1bac4", "#333333"},
    {"unknown-border", "#d0d7de", "#56606b", "#8c959f"},
    {"trusted-fill", "#0a3069", "#cae8ff", "#0a3069"},
    {"trusted-ink", "#ffffff", "#051d4d", "#ffffff"},
    {"trusted-border", "#0a3069", "#cae8ff", "#0a3069"},
    {"solver-fill", "#0969da", "#58a6ff", "#0969da"},
    {"solver-ink", "#ffffff", "#051d4d", "#ffffff"},
    {"solver-border", "#0969da", "#58a6ff", "#0969da"},
    {"credible-fill", "#80ccff", "#1158c7", "#80ccff"},
    {"credible-ink", "#032040", "#ffffff", "#032040"},
    {"credible-border", "#4aa8f0", "#388bfd", "#0969da"},
    {"vendor-fill", "#ddf4ff", "#0c2d6b", "#ddf4ff"},
    {"vendor-ink", "#0a3069", "#cae8ff", "#0a3069"},
    {"vendor-border", "#54aeff", "#1f6feb", "#0969da"},
    {"level-none-fill", "#ffffff", "#21262d", "#ffffff"},
    {"level-none-ink", "#57606a", "#b1bac4", "#333333"},
    {"level-none-border", "#afb8c1", "#6e7681", "#6e7781"},
    {"stale-fill", "#f6f8fa", "#161b22", "#ffffff"},
    {"stale-ink", "#57606a", "#b1bac4", "#333333"},
    {"urgent-fill", "#cf222e", "#da3633", "#a40e26"},
    {"urgent-ink", "#ffffff", "#ffffff", "#ffffff"},
    {"urgent-border", "#cf222e", "#ff6a69", "#a40e26"},
    {"attention-fill", "#eac54f", "#d29922", "#ffdf5d"},
    {"attention-ink", "#24292f", "#1c1300", "#24292f"},
    {"attention-border", "#bf8700", "#e3b341", "#7d4e00"},
    {"added-fill", "#1a7f37", "#238636", "#1a7f37"},
    {"added-ink", "#ffffff", "#ffffff", "#ffffff"},
    {"added-border", "#1a7f37", "#3fb950", "#0f5323"},
    {"removed-fill", "#6e7781", "#6e7681", "#57606a"},
    {"removed-ink", "#ffffff", "#ffffff", "#ffffff"},
    {"removed-border", "#6e7781", "#8b949e", "#57606a"},
    {"owned-fill", "#116329", "#7ee787", "#0f5323"},
    {"owned-ink", "#ffffff", "#04260f", "#ffffff"},
    {"pipeline-fill", "#218bff", "#388bfd", "#218bff"},
    {"pipeline-ink", "#031a33", "#010409", "#031a33"},
    {"warm-fill", "#aceebb", "#0f5323", "#c8f5d3"},
    {"warm-ink", "#033a16", "#d5f7dd", "#033a16"},
    {"warm-border", "#4ac26b", "#2ea043", "#1a7f37"},
    {"cold-fill", "#eaeef2", "#161b22", "#ffffff"},
    {"cold-ink", "#424a53", "#b1bac4", "#333333"},
    {"cold-border", "#afb8c1", "#444c56", "#6e7781"},
    {"rival-fill", "#ffd8d3", "#67060c", "#ffe5e1"},
    {"rival-ink", "#82071e", "#ffdcd7", "#82071e"},
    {"rival-border", "#ff8182", "#da3633", "#a40e26"},
    {"good-fill", "#1a7f37", "#238636", "#1a7f37"},
    {"good-ink", "#ffffff", "#ffffff", "#ffffff"},
    {"lack-fill", "#ffebe9", "#3c1418", "#ffffff"},
    {"lack-ink", "#a40e26", "#ffaba8", "#a40e26"},
    {"lack-border", "#cf222e", "#da3633", "#a40e26"},
    {"changed-line", "#9a6700", "#e3b341", "#7d4e00"},
};
// clang-format on

std::string_view colour(std::string_view name, Theme theme) {
  for (const Colour& c : kColours) {
    if (c.name == name) return theme == Theme::dark ? c.dark : theme == Theme::print ? c.print : c.light;
  }
  return {};
}

}  // namespace

std::string resolve(std::string_view text, Theme theme) {
  std::string out;
  while (true) {
    const std::size_t at = text.find('\001');
    out += text.substr(0, at);
    if (at == std::string_view::npos) return out;
    const std::size_t end = text.find(';', at);
    const std::string_view found =
        end == std::string_view::npos ? std::string_view() : colour(text.substr(at + 1, end - at - 1), theme);
    if (found.empty()) {
      out += text[at];
      text.remove_prefix(at + 1);
      continue;
    }
    out += found;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> colour_names() {
  std::vector<std::string_view> names;
  for (const Colour& c : kColours) names.push_back(c.name);
  return names;
}

std::string_view word(Lang lang, Word word) { return pick(lang, kWords[static_cast<std::size_t>(word)]); }
std::string counted(Lang lang, int n, Word what) {
  std::string_view noun = word(lang, what);
  if (lang == Lang::en && n == 1 && what == Word::people) noun = "person";
  if (lang == Lang::en && n == 1 && what == Word::gaps) noun = "gap";
  return std::to_string(n) + " " + std::string(noun);
}
std::string_view support_word(Lang lang, Support support) {
  return pick(lang, kSupport[static_cast<std::size_t>(support)]);
}
std::string_view tie_word(Lang lang, TieLevel level) {
  return pick(lang, kTies[static_cast<std::size_t>(level)]);
}
std::string_view frame_word(Lang lang, Frame frame) {
  return pick(lang, kFrames[static_cast<std::size_t>(frame)]);
}
std::string_view heat_word(Lang lang, HeatState state) {
  return pick(lang, kHeat[static_cast<std::size_t>(state)]);
}
std::string_view change_word(Lang lang, Change change) {
  return pick(lang, kChanges[static_cast<std::size_t>(change)]);
}

}  // namespace relmap::viz::theme
