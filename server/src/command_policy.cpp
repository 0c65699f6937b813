// policy: check one before it is used, or print the built-in one to begin with.
#include <cstdio>

#include "commands.h"
#include "exit_codes.h"

namespace relmap::server {

int run_policy_check(const PolicyCommand& command) {
  const auto policy = read_policy(command.file);
  if (!policy) return fail(policy.status());
  std::printf("%s: '%s' is a valid policy\n", command.file.c_str(), policy->name().c_str());
  return kExitOk;
}

int run_policy_show(const PolicyCommand& command) {
  const auto policy = read_policy(command.file);
  if (!policy) return fail(policy.status());
  return print_or_fail(policy->json());
}

}  // namespace relmap::server
