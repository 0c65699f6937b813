// Who can introduce us to the people whom gaps say to get to know.
#pragma once

#include <map>
#include <vector>

#include "coverage/facts.h"
#include "coverage/rule_run.h"
#include "paths/fan_out.h"

namespace relmap::query {

// People wanted from the client team, and from each member who is to be introduced himself.
class Introducer {
 public:
  // Looks for whatever these gaps ask for.
  Introducer(const Facts& facts, Lang lang, const std::vector<Draft>& drafts);
  Introducer(const Introducer&) = delete;
  Introducer& operator=(const Introducer&) = delete;

  // Completes the action of one of them: the best way in, or that there is none, or that the search was cut
  // short.
  void add_to(Draft& draft) const;

 private:
  const Facts& facts_;
  Lang lang_;
  PathGraph graph_;
  std::map<Vertex, FanOut> ways_;  // by Draft::introduced
};

}  // namespace relmap::query
