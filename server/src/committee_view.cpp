// The buyers of one opportunity by role.
#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "part_map.h"
#include "pictures.h"
#include "query/model.h"
#include "small_views.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::BuyingRole;
using query::kNoIndex;
using query::Lang;

constexpr std::size_t kMostBuyers = 60;
constexpr std::array kRoles{BuyingRole::kApprover,  BuyingRole::kDecisionMaker, BuyingRole::kChampion,
                            BuyingRole::kEvaluator, BuyingRole::kUser,          BuyingRole::kNone};

// Who buys, in which roles, and where he stands on this deal.
struct Buyer {
  std::vector<BuyingRole> roles;
  query::Support support = query::Support::kNone;

  // Where he stands: by the first of his roles in the order in which they decide.
  BuyingRole group() const {
    for (const BuyingRole role : kRoles) {
      if (std::find(roles.begin(), roles.end(), role) != roles.end()) return role;
    }
    return BuyingRole::kNone;
  }
};

class CommitteeMap {
 public:
  CommitteeMap(const MapSource& source, const query::AccountPicture& picture, std::size_t opportunity)
      : source_(source),
        lang_(source.options.lang),
        parts_(picture, lang_),
        view_(parts_.view()),
        opportunity_(opportunity),
        map_(parts_, head()) {}

  viz::MapSpec run() {
    find_buyers();
    add_buyers();
    if (view_.opportunities[opportunity_].open) add_missing();
    add_groups();
    return on_the_deal(map_.finish());
  }

 private:
  const query::OpportunityView& deal() const { return view_.opportunities[opportunity_]; }

  viz::MapSpec head() const {
    viz::MapSpec spec = parts_.spec("Buying committee", "采购委员会");
    spec.title = cut_text(deal().node.name);
    spec.subtitle = cut_text(view_.account.name);
    append_part(spec.subtitle, say(lang_, "buying committee", "采购委员会"));
    append_part(spec.subtitle, query::spoken(deal().stage, lang_));
    if (!deal().amount.empty()) append_part(spec.subtitle, deal().currency + " " + grouped(deal().amount));
    if (deal().close_date)
      append_part(spec.subtitle,
                  std::string(say(lang_, "closes ", "预计 ")) + deal().close_date->to_string());
    append_part(spec.subtitle, std::string(say(lang_, "as of ", "截至 ")) + view_.date.to_string());
    return spec;
  }

  // The view tells of open deals; of one that is closed the graph itself does.
  void find_buyers() {
    for (std::size_t i = 0; i < view_.contacts.size(); ++i) {
      for (const auto& has : view_.contacts[i].buying_roles) {
        if (has.opportunity == opportunity_) add_role(i, has.role, has.support);
      }
    }
    if (deal().open) return;
    const query::Model model(source_.snapshot, source_.options.date);
    const auto vertex = model.find("Opportunity", deal().node.id);
    if (!vertex) return;
    std::map<std::string_view, std::size_t> contacts;
    for (std::size_t i = 0; i < view_.contacts.size(); ++i) contacts.emplace(view_.contacts[i].node.id, i);
    for (const auto& edge : source_.snapshot.in(*vertex, source_.snapshot.symbol("BUYS"))) {
      const auto it = contacts.find(model.id(edge.source));
      if (it == contacts.end()) continue;
      const auto role = edge.properties.text(source_.snapshot.symbol("role")).value_or("");
      add_role(it->second, query::parse_buying_role(role), query::Support::kNone);
    }
  }

  void add_role(std::size_t contact, BuyingRole role, query::Support support) {
    Buyer& buyer = buyers_[contact];
    buyer.roles.push_back(role);
    if (support != query::Support::kNone) buyer.support = support;
  }

  // Key players and whoever a finding is about, where there are more than a page can hold.
  void add_buyers() {
    std::vector<std::size_t> order;
    for (const auto& [contact, buyer] : buyers_) order.push_back(contact);
    const auto weight = [&](std::size_t i) {
      const auto& contact = view_.contacts[i];
      return std::tuple(contact.key_player, drawn(contact.worst) != viz::Frame::none, contact.level);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
    if (order.size() > kMostBuyers) {
      map_.note(std::to_string(order.size() - kMostBuyers) +
                std::string(say(lang_, " more buyers are not drawn", " 名采购人员未画出")));
      order.resize(kMostBuyers);
    }
    for (const std::size_t contact : order) {
      const BuyingRole group = buyers_[contact].group();
      map_.add_contact(contact);
      map_.put(contact, group_id(group));
      groups_[group] = true;
    }
    for (const auto& [contact, buyer] : buyers_) {
      if (view_.contacts[contact].left) continue;  // nobody is in a role whose holder has gone
      for (const BuyingRole role : buyer.roles) filled_[role] = true;
    }
  }

  // A role that the report misses stands there as an empty, dashed card.
  void add_missing() {
    const query::Policy& policy =
        source_.options.policy ? *source_.options.policy : query::Policy::built_in();
    const query::TierPolicy& tier = policy.tier(view_.tier);
    if (!tier.rule("opportunity.buying-role-missing").on) return;
    for (const auto& required : tier.buying_roles) {
      if (filled_[required.role]) continue;
      filled_[required.role] = groups_[required.role] = true;
      viz::Card card;
      card.id = parts_.free_id("no-" + std::string(query::word(required.role)));
      card.name = say(lang_, "nobody named", "尚无人选");
      card.roles.emplace_back(query::spoken(required.role, lang_));
      card.unit = group_id(required.role);
      card.placeholder = true;
      card.frame = drawn(std::optional(required.severity));
      card.reasons.emplace_back(
          say(lang_, "The opportunity names nobody in this role.", "该商机尚未指定此角色。"));
      map_.add_card(std::move(card));
    }
  }

  std::string group_id(BuyingRole role) const {
    return parts_.free_id("role-" + std::string(role == BuyingRole::kNone ? "other" : query::word(role)));
  }

  void add_groups() {
    int order = 0;
    for (const BuyingRole role : kRoles) {
      if (!groups_[role]) continue;
      viz::Unit unit;
      unit.id = group_id(role);
      unit.name = role == BuyingRole::kNone ? std::string(say(lang_, "Other roles", "其他角色"))
                                            : std::string(query::spoken(role, lang_));
      unit.order = order++;
      map_.group(std::move(unit));
    }
  }

  // The stance on this deal goes before that towards us in general, and its roles before those on others.
  // What the report finds of a deal that is closed says nothing any more.
  viz::MapSpec on_the_deal(viz::MapSpec spec) const {
    std::map<std::string_view, const Buyer*> by_id;
    for (const auto& [contact, buyer] : buyers_) by_id[view_.contacts[contact].node.id] = &buyer;
    for (viz::Card& card : spec.cards) {
      const auto it = card.side == viz::Side::theirs ? by_id.find(card.id) : by_id.end();
      if (it == by_id.end()) continue;
      card.roles.clear();
      for (const BuyingRole role : it->second->roles) card.roles.emplace_back(query::spoken(role, lang_));
      if (it->second->support != query::Support::kNone) card.support = drawn_support(it->second->support);
      if (deal().open) continue;
      card.frame = viz::Frame::none;
      card.reasons.clear();
    }
    return spec;
  }

  const MapSource& source_;
  const Lang lang_;
  const MapParts parts_;
  const query::AccountView& view_;
  const std::size_t opportunity_;
  PartMap map_;
  std::map<std::size_t, Buyer> buyers_;  // by contact
  std::map<BuyingRole, bool> filled_, groups_;
};

}  // namespace

Result<viz::MapSpec> committee_view(const MapSource& source, std::string_view account,
                                    const MapRequest& request) {
  if (request.opportunity.empty()) return Status::invalid_argument("view=committee needs opportunity=ID");
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  const std::size_t opportunity = index_of(picture->view.opportunities, request.opportunity);
  if (opportunity == kNoIndex) {
    return Status::not_found("opportunity: '" + cut_text(request.opportunity) + "' is not one of " +
                             picture->view.account.id);
  }
  return CommitteeMap(source, *picture, opportunity).run();
}

}  // namespace relmap::server
