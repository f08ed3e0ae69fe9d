import { expect, test, vi } from "vitest"
import { systemClock } from "../../base/index.ts"
import { logSettings } from "../config.ts"
import type { LogEntry, PredictionSink } from "./prediction.ts"
import { openPredictionLog } from "./prediction-log.ts"
import { openQueue } from "./queue.ts"

/** A second, the default, is little on a busy machine. */
const patience = { timeout: 30_000 }

const settings = logSettings.parse({ batchRows: 10, flushMs: 5, maxQueuedRows: 25, retryMs: 5 })

const entry = (row: number): LogEntry => ({
  id: String(row),
  at: 0,
  model: { name: "m", version: "1" },
  input: {},
  output: { prediction: row },
  latencyMicroseconds: 1,
  requestId: "r",
  columns: { inputs: [], classes: [] },
})

const quiet = () => ({ clock: systemClock, onFailure: vi.fn(), onRecovery: vi.fn() })

const collecting = (): PredictionSink & { readonly got: string[]; works: boolean; readonly sizes: number[] } => {
  const got: string[] = []
  const sizes: number[] = []
  return {
    name: "test",
    got,
    sizes,
    works: true,
    async write(entries) {
      if (!this.works) throw new Error("disk on fire")
      sizes.push(entries.length)
      got.push(...entries.map((one) => one.id))
    },
    async close() {},
  }
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, row) => String(row))

test("rows are written in order and in batches, soon after they were appended", async () => {
  const sink = collecting()
  const queue = openQueue(sink, settings, quiet())
  for (let row = 0; row < 23; row++) queue.append(entry(row))
  await vi.waitFor(() => expect(sink.got).toEqual(ids(23)), patience)
  expect(sink.sizes).toEqual([10, 10, 3])
  expect(queue.state()).toEqual({ sink: "test", queued: 0, written: 23, lost: 0 })
})

test("rows that come while a batch is written wait for a batch of their own", async () => {
  const sink = collecting()
  const slow: PredictionSink = {
    name: "slow",
    write: async (entries) => {
      await new Promise((resolve) => setTimeout(resolve, 2))
      await sink.write(entries)
    },
    close: async () => {},
  }
  const queue = openQueue(slow, { ...settings, maxQueuedRows: 1000 }, quiet())
  for (let row = 0; row < 40; row++) {
    queue.append(entry(row))
    if (row % 4 === 0) await new Promise(setImmediate)
  }
  await vi.waitFor(() => expect(sink.got).toEqual(ids(40)), patience)
  expect(sink.sizes.length).toBeLessThanOrEqual(5)
  await queue.close(0)
})

test("flush writes what was appended before it", async () => {
  const sink = collecting()
  const queue = openQueue(sink, { ...settings, flushMs: 60_000 }, quiet())
  queue.append(entry(0))
  await queue.flush()
  expect(sink.got).toEqual(["0"])
  await queue.close(0)
})

test("a full queue loses the newest rows and counts them", async () => {
  const sink = collecting()
  sink.works = false
  const queue = openQueue(sink, settings, quiet())
  for (let row = 0; row < 30; row++) queue.append(entry(row))
  expect(queue.state()).toMatchObject({ queued: 25, lost: 5 })
  await queue.flush()
  sink.works = true
  await queue.close(1000)
  expect(sink.got).toEqual(ids(25))
})

test("a sink that failed is told once, tried again, and loses nothing when it comes back", async () => {
  const sink = collecting()
  sink.works = false
  const effects = quiet()
  const queue = openQueue(sink, settings, effects)
  queue.append(entry(0))
  await vi.waitFor(() => expect(queue.state().failure).toMatch(/test sink: disk on fire/), patience)
  queue.append(entry(1))
  await queue.flush()
  sink.works = true
  await vi.waitFor(() => expect(sink.got).toEqual(["0", "1"]), patience)
  expect(effects.onFailure).toHaveBeenCalledTimes(1)
  expect(effects.onRecovery).toHaveBeenCalledTimes(1)
  expect(queue.state()).toEqual({ sink: "test", queued: 0, written: 2, lost: 0 })
  await queue.close(0)
})

test("closing writes what waits; what a broken sink does not take is counted as lost", async () => {
  const sink = collecting()
  const queue = openQueue(sink, { ...settings, flushMs: 60_000 }, quiet())
  for (let row = 0; row < 12; row++) queue.append(entry(row))
  await queue.close(1000)
  expect(sink.got).toEqual(ids(12))

  const broken = collecting()
  broken.works = false
  const losing = openQueue(broken, settings, quiet())
  losing.append(entry(0))
  await losing.close(20)
  expect(losing.state()).toMatchObject({ queued: 0, written: 0, lost: 1 })
  losing.append(entry(1))
  expect(losing.state()).toMatchObject({ queued: 0, lost: 2 })
})

test("a broken sink does not hold up another", async () => {
  const [good, broken] = [collecting(), collecting()]
  broken.works = false
  const log = openPredictionLog([broken, good], settings, quiet())
  log.append(entry(0))
  await log.flush()
  expect(good.got).toEqual(["0"])
  expect(log.states().map((state) => state.written)).toEqual([0, 1])
  await log.close(0)
})
