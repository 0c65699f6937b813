#include "svg_polish.h"

#include <map>
#include <utility>
#include <vector>

#include "text_layout.h"
#include "theme.h"

namespace relmap::viz {
namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t hit; (hit = text.find(from, at)) != std::string::npos; at = hit + from.size()) {
    out.append(text, at, hit - at);
    out += to;
  }
  out.append(text, at);
  text = std::move(out);
}

// The value of ` NAME="` in a tag, or empty.
std::string_view attribute(std::string_view tag, std::string_view name) {
  const std::string key = " " + std::string(name) + "=\"";
  const std::size_t start = tag.find(key);
  if (start == std::string_view::npos) return {};
  const std::size_t end = tag.find('"', start + key.size());
  return end == std::string_view::npos ? std::string_view()
                                       : tag.substr(start + key.size(), end - start - key.size());
}

class Polisher {
 public:
  Polisher(const Scene& scene, std::string_view title, std::string_view lang)
      : title_(title), lang_(lang), boxes_(scene.boxes.size()) {
    for (std::size_t i = 0; i < scene.boxes.size(); ++i) {
      items_[scene.boxes[i].id] = &scene.boxes[i];
      box_index_[scene.boxes[i].id] = i;
    }
    for (const SceneItem& item : scene.nodes) items_[item.id] = &item;
    for (const SceneItem& item : scene.lines) items_[item.id] = &item;
    for (const SceneItem& item : scene.parts) parts_["a_" + item.id] = &item;
  }

  std::string run(std::string_view svg) {
    while (!svg.empty()) {
      const std::size_t open = svg.find('<');
      if (open == std::string_view::npos) break;
      if (svg.substr(0, open) != "\n" || out_.empty() || out_.back() != '\n') out_ += svg.substr(0, open);
      svg.remove_prefix(open);
      const bool comment = starts_with(svg, "<!--");
      std::size_t end = comment ? svg.find("-->") : svg.find('>');
      if (end == std::string_view::npos) break;
      end += comment ? 3 : 1;
      if (!comment) tag(svg.substr(0, end), svg.substr(end));
      svg.remove_prefix(end + skip_);
      skip_ = 0;
    }
    out_ += svg;
    return std::move(out_);
  }

 private:
  void tag(std::string_view tag, std::string_view rest) {
    if (starts_with(tag, "<!DOCTYPE")) return;
    if (starts_with(tag, "<g id=\"")) return open_group(tag, rest);
    if (starts_with(tag, "<svg ")) {
      out_ += "<svg role=\"graphics-document document\" lang=\"" + std::string(lang_) + "\"";
      if (!title_.empty()) out_ += " aria-label=\"" + xml_escape(title_) + "\"";
      out_ += tag.substr(4);
      return;
    }
    if (starts_with(tag, "</svg>")) flush_boxes();
    if (starts_with(tag, "</g>") && in_cluster_) return close_cluster();
    if (starts_with(tag, "<a ") || starts_with(tag, "</a>")) return;  // only chips have them: see open_group
    out_ += tag;
  }

  void open_group(std::string_view tag, std::string_view rest) {
    const std::string id(attribute(tag, "id"));
    if (const auto part = parts_.find(id); part != parts_.end()) {
      out_ +=
          "<g id=\"" + xml_escape(part->second->id) + "\" class=\"" + xml_escape(part->second->css) + "\">";
      add_title(part->second->title);
      return;
    }
    if (attribute(tag, "class").substr(0, 7) == "cluster") {
      in_cluster_ = true;
      cluster_id_ = id;
      cluster_start_ = out_.size();
    } else if (id != "graph0") {
      flush_boxes();
    }
    const auto item = items_.find(id);
    out_ += tag.substr(0, tag.size() - 1);
    if (item != items_.end()) {
      add_role(*item->second);
      for (const auto& [name, value] : item->second->data)
        out_ += " data-" + name + "=\"" + xml_escape(value) + "\"";
    }
    out_ += ">";
    const std::size_t title = rest.find("</title>");
    if (starts_with(rest, "\n<title>") && title != std::string_view::npos) skip_ = title + 8;
    if (item != items_.end()) {
      add_title(item->second->title);
    } else if (id == "graph0") {
      add_title(title_);
    }
  }

  // Graphviz draws clusters in an order that depends on addresses. They are held back, and come in the
  // scene's order; that of the page (no box of the scene) is dropped.
  void close_cluster() {
    in_cluster_ = false;
    const auto index = box_index_.find(cluster_id_);
    if (index != box_index_.end()) boxes_[index->second] = out_.substr(cluster_start_) + "</g>\n";
    out_.resize(cluster_start_);
  }

  void flush_boxes() {
    for (std::string& box : boxes_) out_ += std::exchange(box, {});
  }

  // For screen readers (WAI-ARIA Graphics Module): what carries a fact is a symbol of its own, called by the
  // first two lines of its tooltip; the whole stands in <title>. Title and legend stay plain text.
  void add_role(const SceneItem& item) {
    if (item.title.empty() || starts_with(item.css, "furniture") || starts_with(item.css, "legend")) return;
    const bool group = starts_with(item.css, "unit") || starts_with(item.css, "chain");
    out_ += group ? " role=\"graphics-object\"" : " role=\"graphics-symbol\"";
    std::size_t end = item.title.find('\n');
    if (end != std::string::npos) end = item.title.find('\n', end + 1);
    std::string label = item.title.substr(0, end);
    replace_all(label, "\n", ", ");
    out_ += " aria-label=\"" + xml_escape(label) + "\"";
  }

  void add_title(std::string_view text) {
    if (!text.empty()) out_ += "\n<title>" + xml_escape(text) + "</title>";
  }

  std::map<std::string, const SceneItem*, std::less<>> items_, parts_;
  std::map<std::string, std::size_t, std::less<>> box_index_;
  std::string_view title_, lang_;
  std::vector<std::string> boxes_;  // held back, in the scene's order
  bool in_cluster_ = false;
  std::string cluster_id_;
  std::size_t cluster_start_ = 0;
  std::string out_;
  std::size_t skip_ = 0;  // bytes after the tag that are replaced
};

}  // namespace

std::string polish_svg(std::string_view svg, const Scene& scene, std::string_view title,
                       std::string_view lang) {
  std::string text(svg);
  replace_all(text, "&#45;", "-");
  const std::string font = " font-family=\"" + std::string(theme::kFonts) + "\"";
  replace_all(text, font, "");
  replace_all(text, "<g id=\"graph0\"", "<g id=\"graph0\"" + font);
  return Polisher(scene, title, lang).run(text);
}

}  // namespace relmap::viz
