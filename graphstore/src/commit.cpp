// Commits. Callers queue; the first of them becomes the leader, applies all waiting transactions one after
// the other, writes them as one batch with one sync, publishes the Snapshot and wakes the others (group
// commit, as in LevelDB's writer queue). While it syncs, the next group gathers. Those who were just served
// come back a moment too late for that group, so that full and nearly empty groups would take turns: a leader
// waits for them, a small part of a sync's time at most (as PostgreSQL's commit_delay, but measured).
#include <algorithm>
#include <new>
#include <thread>

#include "apply.h"
#include "graph_impl.h"
#include "snapshot_delta.h"

namespace relmap::graphstore {
namespace {

// Enough to fill a sync's time, few enough that the first caller does not wait for ever.
constexpr std::size_t kMaxGroup = 256;

// A leader waits for company for one part in so many of the last write's time.
constexpr int kGatherShare = 8;
constexpr std::chrono::microseconds kNap{50};

// So short that the string holds it in itself: saying it takes no memory.
const Status kNoMemory = Status::resource_exhausted("no memory left");

Status status_of(const std::exception& e) noexcept {
  if (dynamic_cast<const std::bad_alloc*>(&e)) return kNoMemory;
  try {
    return Status::internal(std::string("a commit failed: ") + e.what());
  } catch (const std::exception&) {
    return kNoMemory;
  }
}

CommitResult unchanged_result(Version version, std::vector<ChangeResult> changes) {
  CommitResult result;
  result.version = version;
  result.changes = std::move(changes);
  return result;
}

}  // namespace

void Graph::Impl::tell(Waiter& waiter, const Status& error) noexcept {
  try {
    waiter.result = error;
  } catch (const std::exception&) {
    waiter.result = kNoMemory;
  }
}

Graph::Impl::Group::Group(const Published& base, std::shared_ptr<const LabelSets> label_sets,
                          NodeId next_node, EdgeId next_edge, DateTime now)
    : before(base),
      state(*base.snapshot, *base.view, base.names, std::move(label_sets), next_node, next_edge),
      version(base.snapshot->version()),
      time(std::max(now, base.snapshot->time())) {}

std::string encode_commit(const CommitRecord& record) {
  std::string out;
  codec::put_varint(out, codec::zigzag(record.time.micros));
  for (const std::string* text : {&record.author, &record.reason}) {
    codec::put_varint(out, text->size());
    out += *text;
  }
  codec::put_varint(out, record.changed);
  return out;
}

Result<CommitRecord> decode_commit(std::string_view key, std::string_view value) {
  CommitRecord record;
  codec::Reader in(value);
  record.time = DateTime{codec::unzigzag(in.varint())};
  record.author = std::string(in.bytes(in.varint()));
  record.reason = std::string(in.bytes(in.varint()));
  record.changed = in.varint();
  if (key.size() != 9 || !in.ok() || !in.at_end()) return Status::corrupt("a commit record does not decode");
  record.version = keys::get_u64(key.substr(1));
  return record;
}

Result<CommitResult> Graph::Impl::commit(const Transaction& transaction, const CommitOptions& options,
                                         bool* outrun) {
  Waiter me{&transaction, &options, outrun, std::nullopt, nullptr};
  return wait_run_and_count(me);
}

Status Graph::Impl::run_alone(const Work& work) {
  Waiter me{nullptr, nullptr, nullptr, std::nullopt, &work};
  return wait_run_and_count(me).status();
}

Result<CommitResult> Graph::Impl::wait_run_and_count(Waiter& me) {
  const auto start = std::chrono::steady_clock::now();
  Result<CommitResult> result = wait_and_run(me);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const std::lock_guard lock(figures_mutex_);
  if (!result.ok()) {
    ++figures_.failed[static_cast<std::size_t>(result.status().code())];
  } else if (me.commits) {
    ++figures_.commits;
    figures_.changed += me.changed;
    figures_.seconds += took.count();
    const auto& bounds = CommitFigures::kSeconds;
    ++figures_.by_time[static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), took.count()) -
                                                bounds.begin())];
  }
  return result;
}

Result<CommitResult> Graph::Impl::wait_and_run(Waiter& me) {
  std::vector<Waiter*> group = {&me};  // here: nothing may fail between becoming the leader and run_group()
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&me);
  if (leader_active_ || queue_.front() != &me) {
    lock.unlock();
    if (me.await() == Waiter::Turn::kServed) return std::move(*me.result);
    lock.lock();  // and leader_active_ was left set for us
  }
  leader_active_ = true;
  lock.unlock();
  run_group(group);
  lock.lock();
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(group.size()));
  writers_seen_ = group.size() + queue_.size();
  hand_on(lock);
  for (Waiter* waiter : group) {
    if (waiter != &me) waiter->signal(Waiter::Turn::kServed);
  }
  return std::move(*me.result);
}

// Passes the lead to the first who waits, or to a bulk load that does. Unlocks. Everybody sleeps on a
// condition of his own: sixteen threads that wake together, to find that it is not their turn, cost more than
// their commits.
void Graph::Impl::hand_on(std::unique_lock<std::mutex>& lock) {
  Waiter* next = queue_.empty() || bulks_waiting_ > 0 ? nullptr : queue_.front();
  leader_active_ = next != nullptr;
  lock.unlock();
  leader_gone_.notify_one();
  if (next) next->signal(Waiter::Turn::kLeads);
}

// Adds to the group those who have come meanwhile. Where there are none, and fewer than took part in the last
// round, waits for them until `deadline`. False: the group is whole.
bool Graph::Impl::take_more(std::vector<Waiter*>& group, std::chrono::steady_clock::time_point deadline) {
  if (group[0]->work) return false;  // work stands alone, and commits go together up to the next work
  for (;;) {
    std::unique_lock lock(queue_mutex_);
    const std::size_t before = group.size();
    while (group.size() < std::min(queue_.size(), kMaxGroup) && !queue_[group.size()]->work)
      group.push_back(queue_[group.size()]);
    if (group.size() > before) return true;
    if (group.size() >= std::min(writers_seen_, kMaxGroup) || group.size() < queue_.size()) return false;
    lock.unlock();
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) return false;
    // A sleep takes some 60 µs at least.
    if (left > 4 * kNap) {
      std::this_thread::sleep_for(kNap);
    } else {
      std::this_thread::yield();
    }
  }
}

// Runs the group whatever happens: an exception (memory, above all) must not leave the other writers waiting.
void Graph::Impl::run_group(std::vector<Waiter*>& waiters) noexcept {
  stage_ = Stage::kPreparing;
  Status error;
  try {
    run_group_unguarded(waiters);
    return;
  } catch (const std::exception& e) {
    error = status_of(e);
  } catch (...) {
    error = Status::internal("an exception");
  }
  label_changes_.forget();
  // From the write on nobody knows what is in the store and not in the Snapshot.
  if (stage_ != Stage::kPreparing) stop_writes(error);
  // What is durable is acknowledged, also where it cannot be shown before the store is opened again.
  if (stage_ == Stage::kDurable) return;
  for (Waiter* waiter : waiters) tell(*waiter, error);
}

void Graph::Impl::run_group_unguarded(std::vector<Waiter*>& waiters) {
  const std::shared_ptr<const Published> base = published();
  Group group(*base, label_sets_, next_node_, next_edge_, clock_());
  label_changes_.follow(group.version);
  if (failed_.ok()) {
    const auto deadline = std::chrono::steady_clock::now() + last_write_time_ / kGatherShare;
    for (std::size_t i = 0; i < waiters.size() || take_more(waiters, deadline); ++i) {
      Waiter* const waiter = waiters[i];
      if (!waiter->work) {
        prepare(group, *waiter);
        continue;
      }
      const Status done = (*waiter->work)(group);
      waiter->commits = group.version > base->snapshot->version();
      waiter->result = done.ok() ? Result<CommitResult>(unchanged_result(group.version, {})) : done;
      if (!done.ok()) return;
    }
  }
  const bool write = !group.batch.writes.empty();
  std::shared_ptr<Published> next;
  if (failed_.ok() && write) {
    // Before the write: where memory does not suffice for the Snapshot, nothing is to be written.
    if (!group.new_schema) next = prepare_published(group);
    if (const Status written = write_group(group); !written.ok()) stop_writes(written);
  }
  if (!failed_.ok()) {
    for (Waiter* waiter : waiters) {
      waiter->result =
          Status(StatusCode::kIo, "the store takes no writes until it is reopened: " + failed_.message());
    }
    return;
  }
  if (!write) return;
  if (next) return publish(group, std::move(next));
  if (const Status loaded = publish_new_schema(); !loaded.ok()) {
    stop_writes(loaded);
    for (Waiter* waiter : waiters) waiter->result = loaded;
  }
}

void Graph::Impl::stop_writes(const Status& why) {
  failed_ = why;
  const std::lock_guard lock(published_mutex_);
  write_status_ = {why, DateTime::now()};
}

// Applies one transaction to the group's state and sets the waiter's result; it becomes true once the group
// is written.
void Graph::Impl::prepare(Group& group, Waiter& waiter) {
  const CommitOptions& options = *waiter.options;
  std::vector<ChangeResult> results;
  results.reserve(waiter.transaction->changes.size());
  group.state.begin(group.version + 1);
  if (waiter.transaction->reads) {
    const Status stands =
        check_reads(*waiter.transaction->reads, group.state, group.version, schema_since_, label_changes_);
    if (!stands.ok()) {
      group.state.drop();
      if (waiter.outrun) *waiter.outrun = stands.code() == StatusCode::kConflict;
      waiter.result = stands;
      return;
    }
  }
  for (const Change& change : waiter.transaction->changes) {
    results.push_back(ChangeApplier(schema_, group.state, results).apply(change));
    const Status& status = results.back().status;
    if (status.ok() || options.partial) continue;
    group.state.drop();
    waiter.result = waiter.transaction->changes.size() == 1 ? status : status.with_change(results.size() - 1);
    return;
  }
  if (options.dry_run || group.state.touched() == 0) {
    group.state.drop();
    waiter.result = unchanged_result(group.version, std::move(results));
    return;
  }
  CommitRecord record{group.version + 1, group.time, options.author, options.reason, group.state.touched()};
  label_changes_.note(group.state.relabelled(), group.version + 1);
  group.state.keep(group.batch, encode_commit(record));
  ++group.version;
  waiter.commits = true;
  waiter.changed = record.changed;
  CommitResult result = unchanged_result(group.version, std::move(results));
  result.time = group.time;
  waiter.result = std::move(result);
}

Status Graph::Impl::write_group(Group& group) {
  const Names& names = group.state.names();
  for (std::size_t i = group.before.names->symbols.size(); i < names.symbols.size(); ++i) {
    const auto id = static_cast<Symbol>(i);
    group.batch.put(keys::symbol(keys::Tag::kSymbol, id), names.symbols.text(id));
  }
  for (std::size_t i = group.before.names->words.size(); i < names.words.size(); ++i) {
    const auto id = static_cast<Word>(i);
    group.batch.put(keys::symbol(keys::Tag::kWord, id), names.words.text(id));
  }
  if (older_format_) {
    std::string format;
    codec::put_varint(format, keys::kFormatVersion);
    group.batch.put(std::string(keys::kFormatKey), std::move(format));
  }
  std::string next;
  codec::put_varint(next, group.state.next_node());
  codec::put_varint(next, group.state.next_edge());
  group.batch.put(std::string(keys::kNextKey), std::move(next));
  stage_ = Stage::kWriting;
  const auto start = std::chrono::steady_clock::now();
  Status status = store_->commit(group.batch, group.before.snapshot->version(), group.version, sync_);
  if (status.ok()) stage_ = Stage::kDurable;
  last_write_time_ = std::chrono::steady_clock::now() - start;
  return status;
}

// All that can be made of the group before it is written: not yet the view.
std::shared_ptr<Published> Graph::Impl::prepare_published(const Group& group) const {
  const SnapshotBuilder::Frame frame{group.version, group.time, schema_, group.state.share_names(),
                                     group.state.share_label_sets()};
  auto next = std::make_shared<Published>();
  next->names = frame.names;
  next->epoch = group.before.epoch + (group.new_history ? 1 : 0);
  // Upkeep renews the view only: an old one would keep alive what was removed.
  const bool upkeep = group.version == group.before.snapshot->version();
  if (upkeep) {
    next->snapshot = group.before.snapshot;
  } else {
    const SnapshotDelta delta = delta_of(group.state.group(), *group.before.snapshot, group.state.names(),
                                         *frame.label_sets, group.time.date().days);
    next->snapshot = SnapshotBuilder::apply(group.before.snapshot.get(), delta, frame);
  }
  return next;
}

void Graph::Impl::publish(const Group& group, std::shared_ptr<Published> next) {
  next->view = store_->view();
  label_sets_ = group.state.share_label_sets();
  next_node_ = group.state.next_node();
  next_edge_ = group.state.next_edge();
  older_format_ = false;
  set_published(std::move(next));
}

}  // namespace relmap::graphstore
