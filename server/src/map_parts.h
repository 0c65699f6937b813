// From the parts of a view to those of a picture: cards, chips, lines and the head. What each view of the map
// is made of.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "query/account_view.h"
#include "viz/map_spec.h"

namespace relmap::server {

inline constexpr int kLevels = static_cast<int>(query::Level::kCLevel);

// At most so much of a text as a card or tooltip can use.
std::string cut_text(std::string_view text);
// Appends with " · " between; nothing for an empty part.
void append_part(std::string& text, std::string_view part);

viz::TieLevel drawn(query::RelationshipLevel level);
viz::Frame drawn(std::optional<query::Severity> worst);

// The place of the entry with this id in one of a view's lists; kNoIndex: none has it.
template <class T>
std::size_t index_of(const std::vector<T>& list, std::string_view id) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const T& entry) { return entry.node.id == id; });
  return it == list.end() ? query::kNoIndex : static_cast<std::size_t>(it - list.begin());
}

class MapParts {
 public:
  // `picture` must outlive it.
  MapParts(const query::AccountPicture& picture, query::Lang lang);

  const query::AccountView& view() const { return view_; }
  const query::CoverageReport& report() const { return report_; }
  query::Lang lang() const { return lang_; }

  // A picture of no cards yet: kind org, language, and a head that says what it is, of which account and day.
  viz::MapSpec spec(std::string_view en, std::string_view zh) const;

  // Without a unit. Who has left says so in the title.
  viz::Card card(const query::ContactView& contact, bool chips = true) const;
  viz::Card card(const query::MemberView& member) const;
  viz::Chip chip(const query::TieView& tie) const;

  // Ends by id, and a tooltip that names both.
  viz::Line line(const query::ReportingLine& reports) const;
  viz::Line line(const query::InfluenceLine& influence) const;
  viz::Line line(const query::TieView& tie) const;

  // Id of the lane that our own people's cards stand in.
  std::string lane_id() const { return free_id("our-team"); }
  viz::Unit lane(int order) const;
  // An id that no unit and no contact of the account has.
  std::string free_id(std::string id) const;

  // Who has left is on the map only where something still rests on them.
  static bool is_drawn(const query::ContactView& contact) {
    return !contact.left || contact.worst || !contact.buying_roles.empty();
  }

 private:
  viz::Line between(std::size_t from, std::size_t to, std::string_view what) const;

  const query::AccountView& view_;
  const query::CoverageReport& report_;
  const query::Lang lang_;
};

}  // namespace relmap::server
