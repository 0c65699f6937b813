// RuleRun: what one rule is given (facts, its setting, the language) and how it reports gaps.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coverage/cells.h"
#include "coverage/committee.h"
#include "coverage/facts.h"
#include "coverage/rule.h"
#include "texts.h"

namespace relmap::query {

// A gap on its way: the introduction is looked for once the gaps are in order.
struct Draft {
  Gap gap;
  // Whom to get to know (any of them), best first; empty: nobody.
  std::vector<Vertex> meet;
  Vertex introduced = graphstore::kNoVertex;  // who is to be introduced; kNoVertex: anyone on the client team
};

// Fills one Draft. Sentences are looked up as KEY (because) and KEY.action, with the same arguments.
class GapWriter {
 public:
  GapWriter(const Facts& facts, Lang lang, Draft& draft) : facts_(&facts), lang_(lang), draft_(&draft) {}

  GapWriter& weight(double weight);
  GapWriter& value(std::string_view name, graphstore::Value value);
  GapWriter& node(Vertex v);
  GapWriter& edge(const Edge& edge);  // and its ends
  GapWriter& meet(std::vector<Vertex> people, Vertex introduced = graphstore::kNoVertex);
  GapWriter& say(std::string_view key, const Args& args);

 private:
  const Facts* facts_;
  Lang lang_;
  Draft* draft_;
};

// What several rules of one report need, made when the first of them asks.
class SharedFacts {
 public:
  explicit SharedFacts(const Facts& facts) : facts_(facts) {}
  const Whitespace& whitespace();
  const std::vector<Committee>& committees();
  // Some search ended at its bound: a rule may have kept silent where it would have spoken.
  bool cut_short() const { return whitespace_ && whitespace_->reach().cut_short(); }

 private:
  const Facts& facts_;
  std::unique_ptr<Whitespace> whitespace_;
  std::optional<std::vector<Committee>> committees_;
};

class RuleRun {
 public:
  RuleRun(const Facts& the_facts, SharedFacts& shared, const Rule& rule, Lang language,
          std::vector<Draft>& drafts)
      : facts(the_facts),
        model(the_facts.model()),
        setting(the_facts.policy().rule(rule.info.id)),
        lang(language),
        shared_(shared),
        rule_(rule),
        drafts_(drafts) {}

  // A gap of this rule. `discriminator` where the rule may speak several times on one subject. The severity
  // gives way to that of the policy. The writer is valid until the next gap.
  GapWriter gap(Severity severity, Vertex subject, std::string_view discriminator = {});

  std::string person(Vertex v) const;  // "Ann Lee (CFO)": name and title
  std::string member(Vertex v) const;  // "Bob Chen", and where he is not on the client team, that
  std::string name(Vertex v) const { return std::string(model.display_name(v)); }
  std::string names(const std::vector<Vertex>& nodes, std::size_t limit = 5) const;
  // What makes a key player one: "inner circle", "C-level", "approver of Core banking renewal".
  std::string standing(const ContactFact& contact) const;

  const Whitespace& whitespace() { return shared_.whitespace(); }
  const std::vector<Committee>& committees() { return shared_.committees(); }

  const Facts& facts;
  const Model& model;
  const RuleSetting& setting;
  const Lang lang;

 private:
  SharedFacts& shared_;
  const Rule& rule_;
  std::vector<Draft>& drafts_;
};

}  // namespace relmap::query
