import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type TestDatabase, testEngines } from "../store/fixtures/engines.ts"
import { openTracker, type Tracker, trackMigrations } from "./index.ts"
import type { NewRun, RunSearch } from "./run.ts"

describe.each(testEngines)("search on $engine", ({ open }) => {
  let opened: TestDatabase
  let tracker: Tracker
  let now = 0
  beforeEach(async () => {
    now = 1000
    opened = await open([trackMigrations])
    const clock = { now: () => now++, elapsed: () => 0 }
    tracker = await openTracker(opened.database, { artifactRoot: join(opened.folder, "artifacts") }, { clock })
  })
  afterEach(() => opened.done())

  const run = async (name: string, more: NewRun & { rmse?: number; params?: Record<string, string> } = {}) => {
    const { rmse, params = {}, ...request } = more
    const { id } = await tracker.runs.create({ name, user: "ada", ...request })
    await tracker.runs.logBatch(id, {
      metrics:
        rmse === undefined
          ? []
          : [
              { key: "rmse", value: 999, step: 0 },
              { key: "rmse", value: rmse, step: 1 },
            ],
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
    })
    return id
  }
  const names = async (search: RunSearch) => (await tracker.runs.search(search)).items.map(({ name }) => name)

  it("lists the newest first", async () => {
    await run("a", { startTime: 5 })
    await run("b", { startTime: 9 })
    await run("c", { startTime: 7 })
    expect(await names({})).toEqual(["b", "c", "a"])
  })

  it("compares the latest value of a metric, and finds only runs that have it", async () => {
    await run("good", { rmse: 2 })
    await run("bad", { rmse: 7 })
    await run("none")
    await run("nan", { rmse: Number.NaN })
    expect(await names({ filter: "metrics.rmse < 5" })).toEqual(["good"])
    expect(await names({ filter: "metrics.rmse = 7" })).toEqual(["bad"])
    expect(await names({ filter: "metrics.rmse != 7" })).toEqual(["good"])
    expect(await names({ filter: "metrics.absent != 7" })).toEqual([])
  })

  it("compares params and tags as text, only where they are", async () => {
    await run("one", { params: { model: "Trees", "max depth": "5" }, tags: { team: "blue" } })
    await run("two", { params: { model: "ridge" }, tags: { team: "red" } })
    await run("three")
    expect(await names({ filter: "params.model LIKE 'T%'" })).toEqual(["one"])
    expect(await names({ filter: "params.model LIKE 't%'" })).toEqual([])
    expect(await names({ filter: "params.model ILIKE 't%'" })).toEqual(["one"])
    expect(await names({ filter: "params.`max depth` = '5'" })).toEqual(["one"])
    expect(await names({ filter: "tags.team != 'red'" })).toEqual(["one"])
    expect(await names({ filter: "tags.team = 'red' AND params.model = 'ridge'" })).toEqual(["two"])
  })

  it("takes a text for a text, however hostile", async () => {
    await run("it's; drop table runs --", { tags: { "a b": "x' OR '1'='1" } })
    expect(await names({ filter: `tags."a b" = "x' OR '1'='1"` })).toHaveLength(1)
    expect(await names({ filter: `run_name = 'it''s; drop table runs --'` })).toHaveLength(1)
    expect(await names({ filter: `run_name = "x' OR '1'='1"` })).toEqual([])
  })

  it("compares attributes", async () => {
    const id = await run("mine", { startTime: 50 })
    await run("other", { startTime: 60, user: "grace" })
    await tracker.runs.finish(id, "FINISHED")
    expect(await names({ filter: "status = 'FINISHED'" })).toEqual(["mine"])
    expect(await names({ filter: "start_time > 50" })).toEqual(["other"])
    expect(await names({ filter: "created >= 50 and end_time > 1.5" })).toEqual(["mine"])
    expect(await names({ filter: "user_id = 'grace'" })).toEqual(["other"])
    expect(await names({ filter: `run_id IN ('${id}', 'x')` })).toEqual(["mine"])
    expect(await names({ filter: `run_id NOT IN ('${id}')` })).toEqual(["other"])
    expect(await names({ filter: "`Run name` ilike 'MINE'" })).toEqual(["mine"])
    expect(await names({ filter: `artifact_uri LIKE '%artifacts/0/${id}/artifacts'` })).toEqual(["mine"])
  })

  it("finds runs by the data they used", async () => {
    const id = await run("used")
    await run("unused")
    const dataset = { name: "trips", digest: "abc", sourceType: "local", source: "trips.csv" }
    await tracker.runs.logInputs(id, { datasets: [{ dataset, tags: { "mlflow.data.context": "training" } }] })
    expect(await names({ filter: "dataset.name = 'trips' AND datasets.digest IN ('abc')" })).toEqual(["used"])
    expect(await names({ filter: "dataset.context = 'training'" })).toEqual(["used"])
    expect(await names({ filter: "dataset.context = 'testing'" })).toEqual([])
  })

  it("orders by metrics and params, missing last and NaN after the numbers in both directions", async () => {
    await run("two", { rmse: 2, startTime: 1 })
    await run("nan", { rmse: Number.NaN, startTime: 2 })
    await run("one", { rmse: -1, startTime: 3, params: { a: "B" } })
    await run("none", { startTime: 4, params: { a: "a" } })
    expect(await names({ orderBy: ["metrics.rmse"] })).toEqual(["one", "two", "nan", "none"])
    expect(await names({ orderBy: ["metrics.rmse DESC"] })).toEqual(["two", "one", "nan", "none"])
    expect(await names({ orderBy: ["params.a ASC"] })).toEqual(["one", "none", "nan", "two"])
    expect(await names({ orderBy: ["params.a DESC", "start_time ASC"] })).toEqual(["none", "one", "two", "nan"])
    expect(await names({ orderBy: ["run_name DESC"] })).toEqual(["two", "one", "none", "nan"])
  })

  it("reads page by page, the last one without a token even when it is full", async () => {
    for (const name of ["a", "b", "c", "d"]) await run(name)
    const first = await tracker.runs.search({ maxResults: 2 })
    const second = await tracker.runs.search({ maxResults: 2, pageToken: first.nextPageToken! })
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["d", "c", "b", "a"])
    expect(second).not.toHaveProperty("nextPageToken")
  })

  it.each([0, -1, 50_001, 1.5])("refuses %d results", async (maxResults) => {
    await expect(tracker.runs.search({ maxResults })).rejects.toMatchObject({ code: "track.max-results-invalid" })
  })

  it.each(["garbage", "e30", Buffer.from('{"offset":-1}').toString("base64url")])(
    "refuses page %s",
    async (pageToken) => {
      await expect(tracker.runs.search({ pageToken })).rejects.toMatchObject({ code: "track.page-token-invalid" })
    },
  )

  it("looks only where it is told", async () => {
    const other = await tracker.experiments.create({ name: "other" })
    await run("here")
    await run("there", { experimentId: other.id })
    expect(await names({ experimentIds: [other.id] })).toEqual(["there"])
    expect(await names({ experimentIds: ["0", other.id] })).toEqual(["there", "here"])
    expect(await names({ experimentIds: [] })).toEqual([])
    expect(await names({ experimentIds: ["nonsense"] })).toEqual([])
  })
})

describe.each(testEngines)("experiments on $engine", ({ open }) => {
  let opened: TestDatabase
  let tracker: Tracker
  let now = 0
  beforeEach(async () => {
    now = 1000
    opened = await open([trackMigrations])
    const clock = { now: () => now++, elapsed: () => 0 }
    tracker = await openTracker(opened.database, { artifactRoot: join(opened.folder, "artifacts") }, { clock })
  })
  afterEach(() => opened.done())

  it("has Default with id 0, also after opening twice", async () => {
    await openTracker(opened.database, { artifactRoot: opened.folder })
    expect(await tracker.experiments.get("0")).toMatchObject({ id: "0", name: "Default", lifecycle: "active" })
    expect((await tracker.experiments.search({})).items).toHaveLength(1)
  })

  it("gives each name once, also among the deleted", async () => {
    const { id } = await tracker.experiments.create({ name: "trips", tags: { team: "blue", empty: "" } })
    await expect(tracker.experiments.create({ name: "trips" })).rejects.toMatchObject({
      code: "track.experiment-exists",
    })
    await tracker.experiments.delete(id)
    await expect(tracker.experiments.create({ name: "trips" })).rejects.toMatchObject({
      detail: { lifecycle: "deleted" },
    })
    await expect(tracker.experiments.ensure("trips")).rejects.toMatchObject({ code: "track.experiment-deleted" })
    expect(await tracker.experiments.find("trips")).toMatchObject({
      lifecycle: "deleted",
      tags: { team: "blue", empty: "" },
    })
    await tracker.experiments.restore(id)
    expect((await tracker.experiments.ensure("trips")).id).toBe(id)
    expect((await tracker.experiments.ensure("new")).id).not.toBe(id)
  })

  it("deletes and restores its runs with it, and takes no new ones meanwhile", async () => {
    const { id } = await tracker.experiments.create({ name: "trips" })
    const run = await tracker.runs.create({ experimentId: id })
    await tracker.experiments.delete(id)
    expect((await tracker.runs.get(run.id)).lifecycle).toBe("deleted")
    await expect(tracker.runs.create({ experimentId: id })).rejects.toMatchObject({ code: "track.experiment-deleted" })
    await tracker.experiments.restore(id)
    expect((await tracker.runs.get(run.id)).lifecycle).toBe("active")
  })

  it("renames, tags, and says when there is none", async () => {
    const { id } = await tracker.experiments.create({ name: "trips" })
    await tracker.experiments.rename(id, "cabs")
    await tracker.experiments.setTag(id, "note", "two\nlines")
    expect(await tracker.experiments.get(id)).toMatchObject({ name: "cabs", tags: { note: "two\nlines" } })
    await expect(tracker.experiments.rename(id, "Default")).rejects.toMatchObject({ code: "track.experiment-exists" })
    await expect(tracker.experiments.deleteTag(id, "x")).rejects.toMatchObject({ code: "track.tag-missing" })
    await tracker.experiments.deleteTag(id, "note")
    for (const wrong of ["99", "abc", ""]) {
      await expect(tracker.experiments.get(wrong)).rejects.toMatchObject({ code: "track.experiment-missing" })
    }
  })

  it("searches by name and tags, newest change first", async () => {
    const first = await tracker.experiments.create({ name: "Trips 1", tags: { team: "blue" } })
    await tracker.experiments.create({ name: "trips 2" })
    const found = async (filter: string) => (await tracker.experiments.search({ filter })).items.map(({ name }) => name)
    expect(await found("")).toEqual(["trips 2", "Trips 1", "Default"])
    expect(await found("name ILIKE 'trips%'")).toEqual(["trips 2", "Trips 1"])
    expect(await found("tags.team != 'red'")).toEqual(["Trips 1"])
    expect(await found(`experiment_id IN ('${first.id}')`)).toEqual(["Trips 1"])
  })

  it.each(["runs:/x", "s3://bucket/../x", "s3://bucket/a?b", "s3://bucket/%2e%2e/x"])(
    "refuses artifacts at %s",
    async (artifactLocation) => {
      await expect(tracker.experiments.create({ name: "x", artifactLocation })).rejects.toMatchObject({
        code: "track.key-invalid",
      })
    },
  )

  it("puts runs below the experiment's own location", async () => {
    const { id } = await tracker.experiments.create({ name: "far", artifactLocation: "s3://bucket/runs/" })
    const run = await tracker.runs.create({ experimentId: id })
    expect(run.artifactUri).toBe(`s3://bucket/runs/${run.id}/artifacts`)
    await expect(tracker.runs.listArtifacts(run.id)).rejects.toMatchObject({ code: "track.artifacts-elsewhere" })
  })

  it("keeps logged models with params, tags, metrics by dataset and their run", async () => {
    const run = await tracker.runs.create({})
    const model = await tracker.loggedModels.create({
      name: "forest",
      sourceRunId: run.id,
      params: { trees: "100" },
      tags: { a: "" },
    })
    expect(model).toMatchObject({
      id: expect.stringMatching(/^m-[0-9a-f]{32}$/),
      status: "PENDING",
      params: { trees: "100" },
    })
    const about = { key: "rmse", modelId: model.id, datasetName: "val", datasetDigest: "d" }
    await tracker.runs.logBatch(run.id, {
      metrics: [
        { ...about, value: 9, step: 1 },
        { ...about, value: 5, step: 2 },
        { key: "rmse", value: 4, step: 3, modelId: model.id },
      ],
    })
    await tracker.runs.logOutputs(run.id, [{ modelId: model.id, step: 3 }])
    await tracker.runs.logInputs(run.id, { models: [model.id] })
    const ready = await tracker.loggedModels.finalize(model.id, "READY")
    expect(ready.status).toBe("READY")
    expect(ready.metrics.map(({ value, datasetName }) => [value, datasetName])).toEqual([
      [5, "val"],
      [4, undefined],
    ])
    expect(await tracker.runs.get(run.id)).toMatchObject({
      modelOutputs: [{ modelId: model.id, step: 3 }],
      modelInputs: [model.id],
    })
    const found = async (filter: string) =>
      (await tracker.loggedModels.search({ filter, orderBy: ["metrics.rmse DESC"] })).items.length
    expect(await found("metrics.rmse < 5 AND params.trees = '100' AND status = 'READY'")).toBe(1)
    expect(await found("metrics.rmse > 5")).toBe(0)
    await tracker.loggedModels.setTags(model.id, { b: "2" })
    await tracker.loggedModels.deleteTag(model.id, "a")
    expect((await tracker.loggedModels.get(model.id)).tags).toEqual({ b: "2" })
    await tracker.loggedModels.delete(model.id)
    await expect(tracker.loggedModels.get(model.id)).rejects.toMatchObject({ code: "track.logged-model-missing" })
    await expect(tracker.runs.logBatch(run.id, { metrics: [{ ...about, value: 1 }] })).rejects.toMatchObject({
      code: "track.logged-model-missing",
    })
  })
})
