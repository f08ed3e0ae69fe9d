import { artifactPathIn, listArtifactsIn, locationOf } from "./artifacts.ts"
import { runNameContradicts, tagMissing } from "./errors.ts"
import { activeExperiment } from "./experiments.ts"
import { logInputs, logOutputs } from "./inputs.ts"
import { checkLength, checkTags, checkTime, limits } from "./limits.ts"
import { activeRun, logBatch, mirrored, putTags, runRow, toPoint } from "./log.ts"
import { readRuns } from "./read-runs.ts"
import { processTag, reconcileRuns } from "./reconcile.ts"
import type { NewRun, Run, Runs } from "./run.ts"
import { runNameOf } from "./run-name.ts"
import { searchRuns } from "./search-runs.ts"
import type { RunRow, TrackContext } from "./tables.ts"

export function runsOf(context: TrackContext): Runs {
  const { db, effects } = context
  const get = async (id: string): Promise<Run> => (await readRuns(context, [await runRow(db, id)]))[0]!
  const runs: Runs = {
    start: async (request) => {
      const mark = JSON.stringify(effects.processes.self())
      return get(await create(context, { ...request, tags: { ...request.tags, [processTag]: mark } }))
    },
    create: async (request) => get(await create(context, request)),
    get,
    update: async (id, change) => {
      await update(context, id, change)
      return get(id)
    },
    finish: (id, status) => runs.update(id, { status, endTime: effects.clock.now() }),
    delete: (id) => setLifecycle(context, id, "deleted"),
    restore: (id) => setLifecycle(context, id, "active"),
    logBatch: (id, batch) => logBatch(context, id, batch),
    deleteTag: (id, key) => deleteTag(context, id, key),
    logInputs: (id, inputs) => logInputs(context, id, inputs),
    logOutputs: (id, outputs) => logOutputs(context, id, outputs),
    search: (search) => searchRuns(context, search),
    metricHistory: async (id, key) => {
      await runRow(db, id)
      const rows = await db
        .selectFrom("metrics")
        .selectAll()
        .where("run_id", "=", id)
        .where("key", "=", key)
        .orderBy("step")
        .orderBy("timestamp")
        .orderBy("is_nan")
        .orderBy("value")
        .execute()
      return rows.map(toPoint)
    },
    listArtifacts: async (id, path = "") => listArtifactsIn(locationOf(context, await runRow(db, id)), path),
    artifactPath: async (id, path) => artifactPathIn(locationOf(context, await runRow(db, id)), path),
    reconcile: () => reconcileRuns(context),
  }
  return runs
}

async function create(context: TrackContext, request: NewRun): Promise<string> {
  const { db, effects } = context
  const id = effects.newId()
  const tags = { ...request.tags }
  const told = tags[mirrored.name]
  if (request.name !== undefined && request.name !== "" && told !== undefined && told !== request.name) {
    throw runNameContradicts(request.name, told)
  }
  const name = request.name || told || runNameOf(id)
  const startTime = request.startTime ?? effects.clock.now()
  checkLength("run name", name, limits.runName)
  checkTime("start time", startTime)
  checkTags("tag", tags, limits.runTagValue)
  await db.transaction().execute(async (tx) => {
    const experiment = await activeExperiment(tx, request.experimentId ?? "0")
    const location = experiment.artifact_location
    const row: RunRow = {
      run_id: id,
      experiment_id: experiment.experiment_id,
      run_name: name,
      user_id: tags[mirrored.user] ?? request.user ?? effects.user(),
      status: "RUNNING",
      start_time: startTime,
      end_time: null,
      artifact_uri: location === null ? null : `${location}/${id}/artifacts`,
      lifecycle_stage: "active",
      deleted_time: null,
    }
    await tx.insertInto("runs").values(row).execute()
    const all = { ...tags, [mirrored.name]: name }
    await putTags(
      tx,
      id,
      Object.entries(all).map(([key, value]) => ({ key, value })),
    )
  })
  return id
}

async function update({ db }: TrackContext, id: string, change: Parameters<Runs["update"]>[1]): Promise<void> {
  const { status, endTime, name } = change
  if (endTime !== undefined) checkTime("end time", endTime)
  if (name !== undefined) checkLength("run name", name, limits.runName)
  await db.transaction().execute(async (tx) => {
    const run = await activeRun(tx, id)
    await tx
      .updateTable("runs")
      .set({ status: status ?? run.status, end_time: endTime ?? run.end_time, run_name: name || run.run_name })
      .where("run_id", "=", id)
      .execute()
    if (name) await putTags(tx, id, [{ key: mirrored.name, value: name }])
  })
}

async function setLifecycle({ db, effects }: TrackContext, id: string, lifecycle: "active" | "deleted"): Promise<void> {
  await runRow(db, id)
  const deleted = lifecycle === "deleted" ? effects.clock.now() : null
  await db
    .updateTable("runs")
    .set({ lifecycle_stage: lifecycle, deleted_time: deleted })
    .where("run_id", "=", id)
    .execute()
}

async function deleteTag({ db }: TrackContext, id: string, key: string): Promise<void> {
  await activeRun(db, id)
  const done = await db.deleteFrom("run_tags").where("run_id", "=", id).where("key", "=", key).executeTakeFirst()
  if (done.numDeletedRows > 0n) return
  const present = await db.selectFrom("run_tags").select("key").where("run_id", "=", id).execute()
  throw tagMissing(
    `run "${id}"`,
    key,
    present.map((tag) => tag.key),
  )
}
