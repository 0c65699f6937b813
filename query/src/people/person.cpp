#include "query/person.h"

#include <algorithm>

#include "people/judged.h"
#include "query/strength.h"

namespace relmap::query {
namespace {

using graphstore::Direction;

class PersonReader {
 public:
  PersonReader(const Model& model, const Policy& policy, const CoverageOptions& options, Vertex person)
      : m_(model),
        g_(model.snapshot()),
        s_(model.symbols()),
        v_(person),
        judged_(model, policy, options, person) {
    page_.contact = model.is(person, s_.contact);
    strength_ = &policy.base().strength;
    const std::vector<Vertex> accounts = page_.contact ? model.accounts_of(person) : std::vector<Vertex>();
    if (!accounts.empty()) strength_ = &policy.tier(model.tier(accounts.front())).strength;
  }

  PersonPage read() {
    page_.person = m_.name(v_);
    page_.properties = g_.properties(v_).all();
    page_.date = m_.date();
    page_.key_player = judged_.key_player;
    page_.champion = judged_.champion;
    page_.covered = judged_.covered;
    page_.more = judged_.more;
    add_accounts();
    add_places();
    add_lines();
    add_influences();
    add_ties();
    add_covers();
    add_buys();
    add_tasks();
    add_gaps();
    return std::move(page_);
  }

 private:
  // What `make` makes of each edge of the type, by the other end's id.
  template <class T, class Make>
  void gather(Direction direction, Symbol type, std::vector<T>& list, const Make& make) {
    std::vector<Edge> edges;
    for (Edge edge : g_.edges(v_, direction, type)) edges.push_back(edge);
    std::stable_sort(edges.begin(), edges.end(),
                     [this](const Edge& a, const Edge& b) { return m_.id(other(a)) < m_.id(other(b)); });
    for (const Edge& edge : edges) {
      if (list.size() == kMaxOfPerson) {
        page_.more = true;
        return;
      }
      list.push_back(make(edge));
    }
  }

  Vertex other(const Edge& edge) const { return edge.source == v_ ? edge.target : edge.source; }
  std::string text(const PropertyView& properties, Symbol property) const {
    return std::string(properties.text(property).value_or(std::string_view()));
  }

  PersonEdge edge_of(const Edge& edge) const {
    PersonEdge out;
    out.id = edge.id;
    out.type = g_.name(edge.type);
    out.from = m_.ref(edge.source);
    out.to = m_.ref(edge.target);
    out.properties = edge.properties.all();
    const graphstore::EdgeTypeDef* type = g_.schema().find_edge_type(out.type);
    for (const std::string& name : type ? type->key : std::vector<std::string>()) {
      const auto found = out.properties.find(name);
      if (found != out.properties.end()) out.key.insert(*found);
    }
    return out;
  }
  PersonLink link(const Edge& edge) const { return {edge_of(edge), m_.name(other(edge))}; }
  PersonInfluence influence(const Edge& edge) const {
    const bool works_with = edge.type == s_.works_with;
    return {edge_of(edge), m_.name(other(edge)),
            works_with ? works_with_strength(m_, *strength_, edge.properties)
                       : influence_strength(m_, *strength_, edge.properties)};
  }

  void add_accounts() {
    std::vector<Vertex> accounts;
    if (page_.contact) {
      accounts = m_.accounts_of(v_);
    } else {
      for (Edge seat : g_.out(v_, s_.on_team)) {
        if (m_.in_force(seat.properties)) accounts.push_back(seat.target);
      }
      m_.sort_by_id(accounts);
      accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    }
    page_.more = page_.more || accounts.size() > kMaxOfPerson;
    accounts.resize(std::min(accounts.size(), kMaxOfPerson));
    for (const Vertex account : accounts) page_.accounts.push_back(m_.name(account));
  }

  void add_places() {
    gather(Direction::kOut, s_.works_in, page_.units, [this](const Edge& e) { return link(e); });
    gather(Direction::kOut, s_.on_team, page_.roles, [this](const Edge& e) { return seat(e); });
  }
  PersonSeat seat(const Edge& edge) const {
    PersonSeat seat{edge_of(edge), m_.name(edge.target), m_.team_role(edge.properties), std::nullopt};
    const std::string line = text(edge.properties, s_.business_line_id);
    if (line.empty()) return seat;
    const std::optional<Vertex> known = m_.find("BusinessLine", line);
    seat.business_line = known ? m_.name(*known) : NodeName{"BusinessLine", line, line};
    return seat;
  }

  void add_lines() {
    const auto make = [this](const Edge& e) { return link(e); };
    gather(Direction::kOut, s_.reports_to, page_.reports_to, make);
    gather(Direction::kIn, s_.reports_to, page_.reports, make);
  }

  void add_influences() {
    const auto make = [this](const Edge& e) { return influence(e); };
    gather(Direction::kOut, s_.influences, page_.influences, make);
    gather(Direction::kIn, s_.influences, page_.influenced_by, make);
    // Of no direction: those given the one way, then the other.
    gather(Direction::kOut, s_.works_with, page_.works_with, make);
    gather(Direction::kIn, s_.works_with, page_.works_with, make);
  }

  Direction towards_contacts() const { return page_.contact ? Direction::kIn : Direction::kOut; }

  void add_ties() {
    gather(towards_contacts(), s_.knows, page_.ties, [this](const Edge& e) { return tie(e); });
    if (!page_.contact) return;
    std::stable_sort(page_.ties.begin(), page_.ties.end(),
                     [](const PersonTie& a, const PersonTie& b) { return a.strength > b.strength; });
  }
  PersonTie tie(const Edge& edge) const {
    PersonTie tie;
    tie.edge = edge_of(edge);
    tie.other = m_.name(other(edge));
    tie.desired = m_.desired_level(edge.properties);
    tie.last_contact = m_.last_contact(edge.properties);
    if (const JudgedTie* judged = judged_.tie(edge.id)) {
      tie.level = judged->tie.level;
      tie.strength = judged->tie.strength;
      tie.days = judged->tie.days;
      tie.cadence_days = judged->tie.cadence_days;
      tie.live = judged->tie.live;
      if (judged->account) tie.account = m_.name(*judged->account);
      return tie;
    }
    // Of a member who has left; or of more accounts than were judged.
    tie.level = m_.relationship_level(edge.properties);
    tie.strength = tie_strength(m_, *strength_, edge.properties);
    tie.days = days_since_contact(m_, edge.properties);
    const std::vector<Vertex> accounts = m_.accounts_of(edge.target);
    if (!accounts.empty()) tie.account = m_.name(accounts.front());
    return tie;
  }

  void add_covers() {
    gather(towards_contacts(), s_.covers, page_.covers, [this](const Edge& e) { return link(e); });
  }

  void add_buys() {
    gather(Direction::kOut, s_.buys, page_.buys, [this](const Edge& e) {
      return PersonBuying{edge_of(e), m_.name(e.target), m_.stage(e.target), m_.buying_role(e.properties),
                          m_.deal_support(e.properties, v_)};
    });
  }

  void add_tasks() {
    std::vector<PersonTask> tasks;
    gather(Direction::kIn, page_.contact ? s_.about : s_.owned_by, tasks,
           [this](const Edge& e) { return task(e.source); });
    // Others than tasks have owners too.
    for (PersonTask& task : tasks) {
      if (task.task.label == "Task") page_.tasks.push_back(std::move(task));
    }
  }
  PersonTask task(Vertex v) const {
    const PropertyView properties = g_.properties(v);
    PersonTask task{m_.name(v), text(properties, s_.kind), text(properties, s_.status),
                    properties.date(s_.due_on), std::nullopt};
    for (Edge owned : g_.out(v, s_.owned_by)) {
      task.owner = m_.name(owned.target);
      break;
    }
    return task;
  }

  void add_gaps() {
    std::vector<const Judged::OfAccount*> accounts;
    for (const Judged::OfAccount& account : judged_.accounts) accounts.push_back(&account);
    std::sort(accounts.begin(), accounts.end(),
              [this](const auto* a, const auto* b) { return m_.id(a->account) < m_.id(b->account); });
    for (const Judged::OfAccount* account : accounts) {
      for (const Gap& gap : account->gaps) page_.gaps.push_back({m_.name(account->account), gap});
    }
  }

  const Model& m_;
  const Snapshot& g_;
  const Symbols& s_;
  const Vertex v_;
  const Judged judged_;
  const StrengthPolicy* strength_ = nullptr;
  PersonPage page_;
};

}  // namespace

Result<PersonPage> person_page(const Snapshot& snapshot, std::string_view label, std::string_view id,
                               const CoverageOptions& options) {
  const Model model(snapshot, options.date);
  const std::optional<Vertex> person = model.find(label, id);
  const bool is_one = person && (model.is(*person, model.symbols().contact) ||
                                 model.is(*person, model.symbols().team_member));
  if (!is_one) return Status::not_found("there is no person " + std::string(label) + "/" + std::string(id));
  return PersonReader(model, options.policy ? *options.policy : Policy::built_in(), options, *person).read();
}

}  // namespace relmap::query
