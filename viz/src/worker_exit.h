// Exit codes by which a render worker tells its pool why it ended.
#pragma once

namespace relmap::viz {

constexpr int kExitProtocol = 76;     // the stream broke, or was not ours
constexpr int kExitOutOfMemory = 77;  // a request met the memory limit

}  // namespace relmap::viz
