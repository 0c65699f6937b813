// Words that every analysis speaks: languages, references to nodes, and the enumerations of the relationship
// model.
//
// Each enumeration ascends in the sense that matters (kCLevel > kVp, kMentor > kSupporter, …) and begins with
// kNone = "not recorded", so that comparing and defaulting need no special case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap::query {

enum class Lang : std::uint8_t { kEn, kZh };

Result<Lang> parse_lang(std::string_view text);  // "en", "zh" (also "en-GB", "zh-CN"); else kInvalidArgument
std::string_view lang_name(Lang lang);

// A node as answers name it. `name` is the id where the node has no name.
struct NodeName {
  std::string label, id, name;

  std::string ref() const { return label + "/" + id; }  // "Contact/ann"
  bool operator==(const NodeName&) const = default;
};

enum class Tier : std::uint8_t { kStrategic, kLarge, kSmb };
inline constexpr int kTierCount = 3;

enum class Level : std::uint8_t { kNone, kStaff, kManager, kDirector, kVp, kCLevel };

enum class PoliticalStatus : std::uint8_t { kNone, kOutside, kPoliticalStructure, kInnerCircle };

enum class Support : std::uint8_t { kNone, kEnemy, kNonSupporter, kNeutral, kSupporter, kMentor };

enum class RelationshipLevel : std::uint8_t {
  kNone,
  kVendor,
  kCredibleSource,
  kProblemSolver,
  kTrustedAdvisor
};

enum class Stage : std::uint8_t { kNone, kLead, kQualified, kProposal, kNegotiation, kWon, kLost };

enum class TeamRole : std::uint8_t {
  kNone,
  kAccountSponsor,
  kAccountManager,
  kAccountExecutive,
  kPresales,
  kCommercialSupport,
  kBusinessLineSeller,
  kDeliveryLead,
  kMarketing,
  kTelesales,
  kSalesOperations,
  kFinance,
  kLegal,
};

enum class BuyingRole : std::uint8_t {
  kNone,
  kDecisionMaker,
  kApprover,
  kChampion,
  kEvaluator,
  kUser,
  kProcurement,
  kCoach,
  kInfluencer,
};

// The words of the schema ("c_level"); "" for kNone.
std::string_view word(Tier value);
std::string_view word(Level value);
std::string_view word(PoliticalStatus value);
std::string_view word(Support value);
std::string_view word(RelationshipLevel value);
std::string_view word(Stage value);
std::string_view word(TeamRole value);
std::string_view word(BuyingRole value);

// The words as people read them in `lang` ("account sponsor", "我方高层赞助人"); "not recorded" for kNone.
std::string_view spoken(Tier value, Lang lang);
std::string_view spoken(Level value, Lang lang);
std::string_view spoken(PoliticalStatus value, Lang lang);
std::string_view spoken(Support value, Lang lang);
std::string_view spoken(RelationshipLevel value, Lang lang);
std::string_view spoken(Stage value, Lang lang);
std::string_view spoken(TeamRole value, Lang lang);
std::string_view spoken(BuyingRole value, Lang lang);

// kNone (nullopt for a tier) where `text` is not one of the words.
std::optional<Tier> parse_tier(std::string_view text);
TeamRole parse_team_role(std::string_view text);
BuyingRole parse_buying_role(std::string_view text);

inline bool is_supportive(Support s) { return s >= Support::kSupporter; }
inline bool is_opposed(Support s) { return s == Support::kEnemy || s == Support::kNonSupporter; }
inline bool is_executive(Level level) { return level >= Level::kVp; }
inline bool is_open(Stage stage) { return stage != Stage::kWon && stage != Stage::kLost; }

}  // namespace relmap::query
