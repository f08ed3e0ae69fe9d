import { join, resolve } from "node:path"
import { systemClock } from "../base/index.ts"
import {
  closeOnSignals,
  databaseSink,
  fileSink,
  loggedVersionFinder,
  openPredictionLog,
  type PredictionSink,
  predictionMigrations,
  type Replay,
  replayPrediction,
  startServer,
  type VersionName,
  versionSource,
} from "../serve/index.ts"
import { projectPaths } from "../stages/index.ts"
import { type Database, openDatabase } from "../store/index.ts"
import { withRecords } from "./files/look-up.ts"
import { openLog } from "./log.ts"
import { resolveModel } from "./models.ts"
import type { Project } from "./project.ts"
import { openRecords } from "./records.ts"

export interface ServedProject {
  readonly url: string
  readonly model: VersionName
  /** Resolves when the process was asked to end and every logged prediction is written. */
  readonly stopped: Promise<void>
}

/**
 * Serve a version of the project's model with its prediction log, until SIGTERM or Ctrl-C.
 *
 * @throws serve.port-in-use, project.model-missing and the errors of registry, model and store
 */
export async function serveProject(
  project: Project,
  ref: { readonly model: string | undefined; readonly from: string },
  terminal: { readonly quiet: boolean; readonly verbose: boolean },
): Promise<ServedProject> {
  const records = await openRecords(project)
  const diary = await openLog({ name: "serve", root: project.root, settings: project.config.log, terminal })
  const predictions = await openPredictionDatabase(project, records.database)
  const close = async (): Promise<void> => {
    if (predictions !== records.database) await predictions.close()
    await records.close()
    await diary.close()
  }
  try {
    const { log: settings, serve } = project.config
    const resolved = await resolveModel(project, records, ref)
    if (ref.model === undefined && resolved.version?.aliases.includes(project.config.registry.championAlias) === false)
      diary.log.warn({ version: resolved.version.version }, "there is no champion: the latest version is served")
    const source = await versionSource(resolved, records.registry, project.name)
    const log = openPredictionLog(sinksOf(project, predictions), settings, {
      clock: systemClock,
      onFailure: (error) => diary.log.error({ error: error.message }, "predictions cannot be recorded"),
      onRecovery: (sink) => diary.log.info({ sink }, "predictions are recorded again"),
    })
    const server = await startServer(
      {
        versions: source,
        log,
        settings: serve,
        ...(settings.sinks.includes("database") ? { database: predictions } : {}),
      },
      { diary: diary.log },
    )
    diary.log.info({ url: server.url, model: server.model.name, version: server.model.version }, "serving")
    const stopped = closeOnSignals(server).then(async (signal) => {
      diary.log.info({ signal }, "stopped")
      await close()
    })
    return { url: server.url, model: server.model, stopped }
  } catch (error) {
    await close()
    throw error
  }
}

/** A logged prediction computed again by the version that answered it. */
export async function replayLogged(project: Project, id: string): Promise<Replay> {
  return withRecords(project, async (records) => {
    const database = await openPredictionDatabase(project, records.database)
    try {
      const find = loggedVersionFinder(records.registry, [join(project.root, projectPaths.model)])
      return await replayPrediction(id, { database, find })
    } finally {
      if (database !== records.database) await database.close()
    }
  })
}

/** The project's own database unless `log.databaseUrl` names another. */
async function openPredictionDatabase({ config, root }: Project, own: Database): Promise<Database> {
  const { databaseUrl } = config.log
  if (databaseUrl === "") return own
  return openDatabase(databaseUrl.includes("://") ? databaseUrl : resolve(root, databaseUrl), [predictionMigrations])
}

function sinksOf({ config, root }: Project, database: Database): readonly PredictionSink[] {
  return config.log.sinks.map((sink) =>
    sink === "database" ? databaseSink(database) : fileSink(resolve(root, config.log.folder)),
  )
}
