#include "query/threads.h"

#include <algorithm>
#include <boost/graph/edmonds_karp_max_flow.hpp>
#include <map>

#include "json_out.h"
#include "network/flow_graph.h"
#include "network/network.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

// Members and contacts, each as an entry and an exit; the source leads to all members.
class ThreadFinder {
 public:
  ThreadFinder(const Facts& facts, double min_strength)
      : facts_(facts), network_(facts, NetworkKind::kAll, min_strength, true) {
    people_ = facts.team.size() + network_.size();
    graph_ = FlowGraph(2 * people_ + 1);
    for (std::size_t i = 0; i < people_; ++i) inner_.push_back(add(entry(i), exit(i), 1));
    for (std::size_t i = 0; i < facts.team.size(); ++i) {
      member_[facts.team[i]] = i;
      add(source(), entry(i), static_cast<long>(facts.team.size()) + 1);
    }
    for (const TieFact& tie : facts.ties) {
      const auto member = member_.find(tie.member);
      const auto contact = network_.find(facts.contacts[tie.contact].vertex);
      if (tie.live && member != member_.end() && contact) link(member->second, number(*contact));
    }
    for (std::size_t i = 0; i < network_.size(); ++i) {
      for (const NetworkEdge& edge : network_.edges[i]) link(number(i), number(edge.to));
    }
  }

  std::size_t edges() const { return network_.edge_count; }
  std::optional<std::size_t> find(Vertex contact) const { return network_.find(contact); }

  Threads run(std::size_t target) {
    const std::size_t t = number(target);
    // Only the target may be a placeholder or an enemy, and it is nobody's step.
    auto capacity = get(boost::edge_capacity, graph_);
    for (std::size_t i = 0; i < network_.size(); ++i) {
      const ContactFact& c = facts_.contacts[network_.contacts[i]];
      const bool steps = !c.placeholder && c.support != Support::kEnemy;
      capacity[inner_[number(i)]] = steps && i != target ? 1 : 0;
    }
    Threads found;
    found.to = facts_.model().name(vertex(t));
    found.count = static_cast<std::size_t>(boost::edmonds_karp_max_flow(graph_, source(), entry(t)));
    read_ways(t, found);
    read_cut(found);
    return found;
  }

 private:
  std::size_t entry(std::size_t person) const { return 2 * person; }
  std::size_t exit(std::size_t person) const { return 2 * person + 1; }
  std::size_t source() const { return 2 * people_; }
  std::size_t number(std::size_t contact) const { return facts_.team.size() + contact; }
  Vertex vertex(std::size_t person) const {
    return person < facts_.team.size()
               ? facts_.team[person]
               : facts_.contacts[network_.contacts[person - facts_.team.size()]].vertex;
  }

  FlowEdge add(std::size_t from, std::size_t to, long capacity) {
    return add_flow_edge(graph_, from, to, capacity);
  }
  // More than there are members, so that a smallest cut is made of people, not of what joins them.
  void link(std::size_t from, std::size_t to) {
    add(exit(from), entry(to), static_cast<long>(facts_.team.size()) + 1);
  }

  long flow(const FlowEdge& e) const {
    return get(boost::edge_capacity, graph_, e) - get(boost::edge_residual_capacity, graph_, e);
  }

  // Each unit of flow, followed from the source. People carry at most one, so no way meets another.
  void read_ways(std::size_t target, Threads& found) const {
    for (std::size_t member = 0; member < facts_.team.size(); ++member) {
      if (flow(inner_[member]) <= 0) continue;
      std::vector<NodeName> way;
      for (std::size_t at = member; way.size() <= people_;) {
        way.push_back(facts_.model().name(vertex(at)));
        if (at == target) break;
        at = next(at);
      }
      found.ways.push_back(std::move(way));
    }
    std::stable_sort(found.ways.begin(), found.ways.end(),
                     [](const auto& a, const auto& b) { return a.size() < b.size(); });
  }
  std::size_t next(std::size_t person) const {
    for (const FlowEdge& e : boost::make_iterator_range(boost::out_edges(exit(person), graph_))) {
      if (flow(e) > 0) return boost::target(e, graph_) / 2;
    }
    return person;  // cannot be: flow is conserved
  }

  // Those whose entry can still be reached and whose exit cannot.
  void read_cut(Threads& found) const {
    std::vector<bool> reached(boost::num_vertices(graph_), false);
    std::vector<std::size_t> queue{source()};
    reached[source()] = true;
    for (std::size_t i = 0; i < queue.size(); ++i) {
      for (const FlowEdge& e : boost::make_iterator_range(boost::out_edges(queue[i], graph_))) {
        const std::size_t to = boost::target(e, graph_);
        if (reached[to] || get(boost::edge_residual_capacity, graph_, e) <= 0) continue;
        reached[to] = true;
        queue.push_back(to);
      }
    }
    std::vector<Vertex> cut;
    for (std::size_t person = 0; person < people_; ++person) {
      const bool steps = get(boost::edge_capacity, graph_, inner_[person]) > 0;
      if (steps && reached[entry(person)] && !reached[exit(person)]) cut.push_back(vertex(person));
    }
    facts_.model().sort_by_id(cut);
    for (Vertex v : cut) found.cut.push_back(facts_.model().name(v));
  }

  const Facts& facts_;
  PeopleNetwork network_;
  std::size_t people_ = 0;
  FlowGraph graph_;
  std::vector<FlowEdge> inner_;
  std::map<Vertex, std::size_t> member_;
};

}  // namespace

Result<ThreadReport> threads(const Snapshot& snapshot, std::string_view account,
                             const ThreadOptions& options) {
  if (!(options.min_strength >= 0 && options.min_strength <= 1))
    return Status::invalid_argument("min_strength must be a number from 0 to 1");
  const Policy& policy = options.coverage.policy ? *options.coverage.policy : Policy::built_in();
  const Model model(snapshot, options.coverage.date);
  const Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  const Facts facts(model, policy, *vertex);
  ThreadFinder finder(facts, options.min_strength);
  if (finder.edges() > options.max_edges)
    return Status::resource_exhausted(
        "the account's people are joined by more edges than threads are sought in");
  ThreadReport report;
  report.account = model.name(*vertex);
  report.date = options.coverage.date;
  report.lang = options.coverage.lang;
  report.of_one = !options.to.empty();
  if (report.of_one) {
    const Result<Vertex> to = model.find_ref(options.to);
    if (!to) return to.status();
    if (!model.is(*to, model.symbols().contact))
      return Status::invalid_argument("'" + options.to + "' is not a contact");
    if (model.has_left(*to))
      return Status::invalid_argument(std::string(model.display_name(*to)) + " has left");
    const auto target = finder.find(*to);
    if (!target) {
      return Status::invalid_argument("'" + options.to +
                                      "' is neither of the account nor on one of its open opportunities");
    }
    report.threads.push_back(finder.run(*target));
    return report;
  }
  std::vector<std::pair<double, Threads>> found;
  for (const ContactFact& c : facts.contacts) {
    if (c.counts() && c.key_player) found.emplace_back(c.weight, finder.run(*finder.find(c.vertex)));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.second.count != b.second.count ? a.second.count < b.second.count : a.first > b.first;
  });
  for (auto& [weight, one] : found) report.threads.push_back(std::move(one));
  return report;
}

std::string to_text(const ThreadReport& report) {
  const Lang lang = report.lang;
  std::string out = say(lang, "threads.title",
                        Args().with("account", report.account.name).with("date", report.date.to_string())) +
                    "\n" + wrapped(say(lang, "threads.method"), "", "");
  if (report.threads.empty()) out += "\n" + say(lang, "threads.nobody") + "\n";
  for (const Threads& one : report.threads) {
    out += "\n" + say(lang, "threads.head", Args().with("name", one.to.name).with("n", one.count)) + "\n";
    if (one.count == 0) continue;
    if (report.of_one) {
      for (const auto& way : one.ways) {
        std::string line;
        for (const NodeName& node : way) line += (line.empty() ? "" : " → ") + node.name;
        out += wrapped(line, "  - ", "    ");
      }
    }
    out += wrapped(say(lang, "threads.cut",
                       Args().with("n", one.count).with("names", enumerate(lang, names_of(one.cut), 20))),
                   "  ", "  ");
  }
  return out;
}

std::string to_json(const ThreadReport& report) {
  Json all = Json::array();
  for (const Threads& one : report.threads) {
    Json ways = Json::array();
    for (const auto& way : one.ways) ways.push_back(json_of(way));
    all.push_back({{"to", json_of(one.to)}, {"count", one.count}, {"ways", ways}, {"cut", json_of(one.cut)}});
  }
  return dump({{"account", json_of(report.account)}, {"date", report.date.to_string()}, {"threads", all}});
}

std::string to_csv(const ThreadReport& report) {
  std::string out = "to_id,to_name,threads,cut\r\n";
  for (const Threads& one : report.threads) {
    out += csv_field(one.to.id) + "," + csv_field(one.to.name) + "," + std::to_string(one.count) + "," +
           csv_field(refs_of(one.cut)) + "\r\n";
  }
  return out;
}

}  // namespace relmap::query
