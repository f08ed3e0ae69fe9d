import { mkdir, symlink, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type TestDatabase, testEngines } from "../store/fixtures/engines.ts"
import { systemTracking, type TrackEffects } from "./effects.ts"
import { openTracker, type Tracker, trackMigrations } from "./index.ts"
import { type ProcessMark, systemProcesses } from "./process.ts"

describe.each(testEngines)("runs on $engine", ({ open }) => {
  let opened: TestDatabase
  let tracker: Tracker
  let now = 0
  let ended: ProcessMark[] = []
  const effects: TrackEffects = {
    ...systemTracking,
    clock: { now: () => now++, elapsed: () => 0 },
    user: () => "ada",
    processes: { self: () => systemProcesses.self(), hasEnded: (mark) => ended.some((each) => each.pid === mark.pid) },
  }
  const reopen = () => openTracker(opened.database, { artifactRoot: join(opened.folder, "artifacts") }, effects)
  beforeEach(async () => {
    now = 1_700_000_000_000
    ended = []
    opened = await open([trackMigrations])
    tracker = await reopen()
  })
  afterEach(() => opened.done())
  const newRun = async () => (await tracker.runs.create({})).id
  const metric = (...[key, value, step = 0, timestamp = 5]: [string, number, number?, number?]) => ({
    key,
    value,
    step,
    timestamp,
  })
  const latest = async (id: string) => (await tracker.runs.get(id)).metrics

  it("starts in Default, RUNNING, with an invented name that is also a tag, and no end", async () => {
    const run = await tracker.runs.create({})
    expect(run).toMatchObject({ experimentId: "0", user: "ada", status: "RUNNING", lifecycle: "active", params: {} })
    expect(run.id).toMatch(/^[0-9a-f]{32}$/)
    expect(run.name).toMatch(/^[a-z]+-[a-z]+-\d{1,3}$/)
    expect(run.tags).toEqual({ "mlflow.runName": run.name })
    expect(run).not.toHaveProperty("endTime")
    expect(run.artifactUri).toBe(join(opened.folder, "artifacts", "0", run.id, "artifacts"))
  })

  it("takes name and user from the mirror tags, and refuses a name that contradicts its tag", async () => {
    const tags = { "mlflow.runName": "mine", "mlflow.user": "grace" }
    expect(await tracker.runs.create({ tags })).toMatchObject({ name: "mine", user: "grace" })
    await expect(tracker.runs.create({ name: "other", tags })).rejects.toMatchObject({
      code: "track.run-name-contradicts",
    })
  })

  it("renames the run and its tag together, from either side", async () => {
    const id = await newRun()
    await tracker.runs.update(id, { name: "second" })
    expect((await tracker.runs.get(id)).tags["mlflow.runName"]).toBe("second")
    await tracker.runs.logBatch(id, { tags: [{ key: "mlflow.runName", value: "third" }] })
    expect((await tracker.runs.get(id)).name).toBe("third")
  })

  it("finishes with status and end time", async () => {
    const id = await newRun()
    const run = await tracker.runs.finish(id, "FINISHED")
    expect(run.status).toBe("FINISHED")
    expect(run.endTime).toBeGreaterThan(run.startTime)
  })

  it("says when a run or an experiment is not there", async () => {
    await expect(tracker.runs.get("nope")).rejects.toMatchObject({ code: "track.run-missing" })
    await expect(tracker.runs.create({ experimentId: "77" })).rejects.toMatchObject({
      code: "track.experiment-missing",
    })
  })

  it("keeps the order of a metric's points by step, time and value, and repeats add nothing", async () => {
    const id = await newRun()
    const points = [metric("loss", 3, 1), metric("loss", 9, -2), metric("loss", 2, 1, 4), metric("loss", 4, 1)]
    await tracker.runs.logBatch(id, { metrics: points })
    await tracker.runs.logBatch(id, { metrics: points })
    const history = await tracker.runs.metricHistory(id, "loss")
    expect(history.map(({ step, timestamp, value }) => [step, timestamp, value])).toEqual([
      [-2, 5, 9],
      [1, 4, 2],
      [1, 5, 3],
      [1, 5, 4],
    ])
    expect(await latest(id)).toEqual([{ key: "loss", value: 4, step: 1, timestamp: 5 }])
    expect(await tracker.runs.metricHistory(id, "unknown")).toEqual([])
  })

  it("does not let a later call with an earlier step become the latest", async () => {
    const id = await newRun()
    await tracker.runs.logBatch(id, { metrics: [metric("loss", 1, 10)] })
    await tracker.runs.logBatch(id, { metrics: [metric("loss", 99, 9, 1000)] })
    expect(await latest(id)).toMatchObject([{ value: 1, step: 10 }])
  })

  it("keeps what is not a number and what is not finite", async () => {
    const id = await newRun()
    await tracker.runs.logBatch(id, {
      metrics: [metric("a", Number.NaN), metric("b", Infinity), metric("c", -Infinity)],
    })
    expect(await latest(id)).toMatchObject([{ value: Number.NaN }, { value: Infinity }, { value: -Infinity }])
  })

  it("gives a metric without step and time step 0 and the time now", async () => {
    const id = await newRun()
    await tracker.runs.logBatch(id, { metrics: [{ key: "rmse", value: 1 }] })
    expect(await latest(id)).toMatchObject([{ step: 0, timestamp: expect.any(Number) }])
  })

  it("keeps params as they were first said", async () => {
    const id = await newRun()
    const params = [
      { key: "seed", value: "1" },
      { key: "empty", value: "" },
    ]
    await tracker.runs.logBatch(id, { params })
    await tracker.runs.logBatch(id, { params })
    const changed = tracker.runs.logBatch(id, {
      params: [{ key: "seed", value: "2" }],
      tags: [{ key: "t", value: "x" }],
    })
    await expect(changed).rejects.toMatchObject({ code: "track.param-changed", detail: { kept: "1", came: "2" } })
    const run = await tracker.runs.get(id)
    expect(run.params).toEqual({ seed: "1", empty: "" })
    expect(run.tags).not.toHaveProperty("t")
  })

  it.each([
    [
      "a param twice",
      {
        params: [
          { key: "a", value: "1" },
          { key: "a", value: "1" },
        ],
      },
      "track.param-twice",
    ],
    ["a key with a strange sign", { tags: [{ key: "a*b", value: "" }] }, "track.key-invalid"],
    ["a key that climbs", { tags: [{ key: "../a", value: "" }] }, "track.key-invalid"],
    ["a key with a root", { tags: [{ key: "/a", value: "" }] }, "track.key-invalid"],
    ["a key that is a folder", { tags: [{ key: "a//b", value: "" }] }, "track.key-invalid"],
    ["a long key", { tags: [{ key: "a".repeat(251), value: "" }] }, "track.value-too-long"],
    ["a long tag", { tags: [{ key: "a", value: "x".repeat(8001) }] }, "track.value-too-long"],
    ["a time before 1970", { metrics: [{ key: "a", value: 1, timestamp: -1 }] }, "track.metric-invalid"],
    ["half a step", { metrics: [{ key: "a", value: 1, step: 0.5 }] }, "track.metric-invalid"],
    [
      "too many params",
      { params: Array.from({ length: 101 }, (_, i) => ({ key: `${i}`, value: "" })) },
      "track.batch-too-large",
    ],
  ])("refuses %s", async (_what, batch, code) => {
    const id = await newRun()
    await expect(tracker.runs.logBatch(id, batch)).rejects.toMatchObject({ code, blame: "user" })
  })

  it("takes a batch as large as allowed, keys in other scripts and the longest values", async () => {
    const id = await newRun()
    const metrics = Array.from({ length: 898 }, (_, step) => metric("größe/日本 x", step, step))
    const params = Array.from({ length: 100 }, (_, index) => ({ key: `p${index}`, value: "v".repeat(6500) }))
    const tags = [
      { key: "a", value: "1" },
      { key: "a", value: "2" },
    ]
    await tracker.runs.logBatch(id, { metrics, params, tags })
    const run = await tracker.runs.get(id)
    expect(run.metrics).toMatchObject([{ step: 897 }])
    expect(run.params["p99"]).toHaveLength(6000)
    expect(run.tags["a"]).toBe("2")
  })

  it("deletes tags, and says when there is none", async () => {
    const id = await newRun()
    await tracker.runs.logBatch(id, { tags: [{ key: "colour", value: "blue" }] })
    await expect(tracker.runs.deleteTag(id, "color")).rejects.toMatchObject({
      code: "track.tag-missing",
      hint: 'Did you mean "colour"?',
    })
    await tracker.runs.deleteTag(id, "colour")
    expect((await tracker.runs.get(id)).tags).not.toHaveProperty("colour")
  })

  it("does not write to a deleted run until it is restored", async () => {
    const id = await newRun()
    await tracker.runs.delete(id)
    await expect(tracker.runs.logBatch(id, { metrics: [metric("a", 1)] })).rejects.toMatchObject({
      code: "track.run-deleted",
    })
    expect((await tracker.runs.search({})).items).toEqual([])
    expect((await tracker.runs.search({ view: "deleted" })).items).toHaveLength(1)
    await tracker.runs.restore(id)
    await tracker.runs.logBatch(id, { metrics: [metric("a", 1)] })
  })

  it("notes datasets once by name and digest, with what each run used them for", async () => {
    const dataset = {
      name: "trips",
      digest: "d41d8cd98f00b204e9800998ecf8427e",
      sourceType: "local",
      source: "data/raw/trips.csv",
    }
    const id = await newRun()
    const other = await newRun()
    await tracker.runs.logInputs(id, { datasets: [{ dataset, tags: { "mlflow.data.context": "training" } }] })
    await tracker.runs.logInputs(id, { datasets: [{ dataset, tags: {} }] })
    await tracker.runs.logInputs(other, { datasets: [{ dataset: { ...dataset, profile: "{}" }, tags: {} }] })
    expect((await tracker.runs.get(id)).datasets).toEqual([{ dataset, tags: { "mlflow.data.context": "training" } }])
    expect((await tracker.runs.get(other)).datasets).toEqual([{ dataset, tags: {} }])
  })

  it("lists artifacts inside the run's folder only", async () => {
    const id = await newRun()
    const file = await tracker.runs.artifactPath(id, "plots/roc.json")
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, "[]")
    const root = await tracker.runs.artifactPath(id, "")
    await symlink(opened.folder, join(root, "out"))
    expect(await tracker.runs.listArtifacts(id)).toEqual([{ path: "plots", isFolder: true }])
    expect(await tracker.runs.listArtifacts(id, "plots")).toEqual([
      { path: "plots/roc.json", isFolder: false, bytes: 2 },
    ])
    expect(await tracker.runs.listArtifacts(id, "absent")).toEqual([])
    for (const path of ["..", "../x", "plots/../../x", "/etc", "a\\..\\b", "%2e%2e/x", "C:/x", "a\0b", "out"]) {
      await expect(tracker.runs.listArtifacts(id, path)).rejects.toMatchObject({ code: "track.artifact-path-invalid" })
    }
  })

  it("shows a run as KILLED whose process is gone, ended at its last sign of life", async () => {
    const lost = await tracker.runs.start({})
    const foreign = await tracker.runs.create({})
    await tracker.runs.logBatch(lost.id, { metrics: [metric("loss", 1, 0, lost.startTime + 2)] })
    expect(await tracker.runs.reconcile()).toEqual([])
    ended = [systemProcesses.self()]
    tracker = await reopen()
    expect(await tracker.runs.get(lost.id)).toMatchObject({ status: "KILLED", endTime: lost.startTime + 2 })
    expect((await tracker.runs.get(foreign.id)).status).toBe("RUNNING")
    expect(await tracker.runs.reconcile()).toEqual([])
  })

  it("does not touch a run that ended by itself", async () => {
    const run = await tracker.runs.start({})
    await tracker.runs.finish(run.id, "FAILED")
    ended = [systemProcesses.self()]
    expect(await tracker.runs.reconcile()).toEqual([])
    expect((await tracker.runs.get(run.id)).status).toBe("FAILED")
  })
})
