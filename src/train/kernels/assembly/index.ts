import { logistic, measure, pack, shares, softmax, squared } from "./gradients"
import { build, gather, subtract } from "./histogram"
import { growWhole } from "./grove/grow"
import { CALLER_ASLEEP, DONE, GENERATION, SLEEPERS, STOP, TICKET } from "./control"
import { TASKS, address, integer, share } from "./job"
import { isBound, isCoded } from "./directions"
import { results } from "./space"
import { addLeaf, assignBins, compact, partition, walk } from "./rows"
import { scan, startRecord } from "./scan"
import { scanBound } from "./scan-bound"

/** Do the job that was written down, all of it here. */
export function runAlone(): void {
  const tasks = load<i32>(TASKS)
  for (let task = 0; task < tasks; task++) runTask(task)
}

/**
 * Do the job that was written down, together with the threads that are awake in time: tasks are taken one by one, so a thread
 * that gets no core takes none and is not waited for.
 */
export function runTogether(): void {
  const tasks = load<i32>(TASKS)
  const generation = atomic.load<i32>(GENERATION) + 1
  atomic.store<i32>(DONE, 0)
  atomic.store<i64>(TICKET, ((<i64>generation) << 32) | <i64>tasks)
  const asleep = atomic.load<i32>(SLEEPERS)
  if (asleep > 0) atomic.notify(GENERATION, asleep)
  takeTasks()
  for (let spin = 0; spin < CALLER_SPINS; spin++) if (atomic.load<i32>(DONE) === tasks) return
  atomic.store<i32>(CALLER_ASLEEP, 1)
  for (let done = atomic.load<i32>(DONE); done !== tasks; done = atomic.load<i32>(DONE)) {
    atomic.wait<i32>(DONE, done, 10_000_000)
  }
  atomic.store<i32>(CALLER_ASLEEP, 0)
}

/** What a helping thread does until it is told to stop. */
export function serve(): void {
  let seen = 0
  while (atomic.load<i32>(STOP) === 0) {
    takeTasks()
    let spin = 0
    const now = atomic.load<i32>(GENERATION)
    if (now !== seen) {
      seen = now
      continue
    }
    while (spin < HELPER_SPINS && atomic.load<i32>(GENERATION) === seen) spin++
    if (spin < HELPER_SPINS) continue
    atomic.add<i32>(SLEEPERS, 1)
    if (atomic.load<i32>(STOP) === 0) atomic.wait<i32>(GENERATION, seen, -1)
    atomic.sub<i32>(SLEEPERS, 1)
  }
}

/** The number of a task is taken together with the job's, so none can be taken of a job that is over. */
function takeTasks(): void {
  for (;;) {
    const ticket = atomic.load<i64>(TICKET)
    const left = <i32>ticket
    if (left <= 0) return
    if (atomic.cmpxchg<i64>(TICKET, ticket, ticket - 1) !== ticket) continue
    runTask(load<i32>(TASKS) - left)
    atomic.add<i32>(DONE, 1)
    if (atomic.load<i32>(CALLER_ASLEEP) !== 0) atomic.notify(DONE, 1)
  }
}

function runTask(task: i32): void {
  const rows = integer(6)
  const from = share(task, rows)
  const to = share(task + 1, rows)
  switch (load<i32>(KIND)) {
    case 0:
      return prepare(task)
    case 1:
      return gather(from, to)
    case 2:
      return partition(task, from, to)
    case 3:
      return compact(task, from, to)
    case 4:
      return addLeaf(task)
    case 5:
      return walk(from, to)
    case 6:
      return assignBins(from, to)
    case 7:
      return squared(from, to)
    case 8:
      return logistic(from, to)
    case 9:
      return shares(from, to)
    case 10:
      return softmax(from, to)
    case 11:
      return measure(task, from, to)
    case 12:
      return pack(task, from, to)
    case 13:
      return growWhole(address(0), task)
  }
}

/** Histograms of one or both children for a few features, and their best splits. */
function prepare(task: i32): void {
  const all = integer(1)
  const flags = integer(2)
  const smaller = address(3)
  const larger = address(4)
  const first = share(task, all)
  const count = share(task + 1, all) - first
  const features = address(0) + ((<usize>first) << 2)
  const record = results() + ((<usize>task) << 7)
  if (flags & 1) build(features, count, smaller)
  if (flags & 4) startRecord(record, 4)
  if (flags & 8) startRecord(record + 64, 8)
  for (let position = 0; position < count; position++) {
    const feature = <usize>load<u32>(features + ((<usize>position) << 2))
    if (flags & 2) subtract(feature, larger, smaller)
    if (isCoded(feature)) continue
    if (isBound()) {
      if (flags & 4) scanBound(feature, smaller, 4, record)
      if (flags & 8) scanBound(feature, larger, 8, record + 64)
    } else {
      if (flags & 4) scan(feature, smaller, 4, record)
      if (flags & 8) scan(feature, larger, 8, record + 64)
    }
  }
}

/** What the running job is. */
const KIND: usize = 192
/** Looks at the counter, some tens of microseconds, before sleep. */
const CALLER_SPINS: i32 = 20_000
const HELPER_SPINS: i32 = 20_000
