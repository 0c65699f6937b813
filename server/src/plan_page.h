// The page of a planning pack, section by section: HTML that refers to nothing outside itself, for the screen
// and for A4 (plan.css). All text from data goes through escape_html.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/account_plan.h"

namespace relmap::server {

// A drawing on the page.
struct PlanPicture {
  std::string svg;               // ready to stand in HTML
  double width = 0, height = 0;  // points, as drawn
};

struct UnitPicture {
  std::string name;
  PlanPicture picture;
};

struct CommitteePicture {
  std::string opportunity;  // id
  PlanPicture picture;
};

struct PlanPictures {
  PlanPicture overview;
  std::vector<UnitPicture> units;
  std::vector<CommitteePicture> committees;
  bool all_units = true;
};

std::string plan_page(const query::AccountPlan& plan, const PlanPictures& pictures);

// --- the sections (plan_*.cpp), each a <section>; "" where there is nothing to show

class PlanWriter {
 public:
  explicit PlanWriter(const query::AccountPlan& plan) : plan_(plan), lang_(plan.lang) {}

  // Little is known: sections follow each other on the same page.
  bool small() const;

  std::string cover(const std::vector<std::pair<std::string, std::string>>& contents) const;
  std::string decisions() const;
  std::string overview(const PlanPicture& picture) const;
  std::string units(const PlanPictures& pictures) const;
  std::string team() const;
  std::string gaps() const;
  std::string committees(const std::vector<CommitteePicture>& pictures) const;
  std::string whitespace() const;
  std::string pipeline() const;
  std::string objectives() const;
  std::string changes() const;
  std::string shares() const;

 private:
  std::string_view t(std::string_view en, std::string_view zh) const;
  std::string figures() const;
  std::string score_table() const;
  std::string committee(const query::PipelineOpportunity& opportunity, const PlanPicture& picture) const;
  std::string leads() const;
  std::string opportunity_table() const;
  std::string order_table() const;
  std::string task_table() const;
  std::string gap_changes() const;
  std::string owner(const std::optional<query::NodeName>& owner, bool left) const;

  const query::AccountPlan& plan_;
  query::Lang lang_;
};

}  // namespace relmap::server
