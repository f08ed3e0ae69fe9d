import { classNames, loadModel, type Output, outputOf, predict } from "../model/index.ts"
import type { Registry } from "../registry/index.ts"
import { recordParser } from "../schema/index.ts"
import type { Database } from "../store/index.ts"
import { loggedVersionGone } from "./errors.ts"
import { readPrediction } from "./log/database-sink.ts"
import { exactJson } from "./log/number-text.ts"
import type { VersionName } from "./log/prediction.ts"
import { refuseProblems } from "./service.ts"
import { type FoundVersion, folderSource } from "./version-source.ts"

/** A logged prediction computed again. */
export interface Replay {
  readonly id: string
  /** Both answers have the same bits. */
  readonly same: boolean
  readonly model: VersionName
  readonly logged: Output
  readonly replayed: Output
  /** The run that made the model, if known. */
  readonly runId?: string
}

export interface ReplayEffects {
  /** Where the prediction was logged. */
  readonly database: Database
  /** The files of the version that answered. */
  readonly find: (version: VersionName) => Promise<FoundVersion | undefined>
}

/**
 * Compute a logged prediction again, by the version that answered it, and compare bit for bit.
 *
 * @throws serve.prediction-unknown, serve.version-gone, model.corrupt
 */
export async function replayPrediction(id: string, effects: ReplayEffects): Promise<Replay> {
  const { input, output, model: name } = await readPrediction(effects.database, id)
  const found = await effects.find(name)
  if (found === undefined) throw loggedVersionGone(id, name)
  const model = await loadModel(found.folder)
  const { rows, problems } = recordParser(model.schema, { unused: "accept" })([input])
  refuseProblems(problems, 1)
  const replayed = outputOf(predict(model, rows), 0, classNames(model))
  return {
    id,
    // Equal JSON is equal bits: a double is written with the shortest digits that only it reads back from.
    same: exactJson(jsonPlain(replayed)) === exactJson(jsonPlain(output)),
    model: name,
    logged: output,
    replayed,
    ...(found.runId === undefined ? {} : { runId: found.runId }),
  }
}

/**
 * Looks a version up among the registered ones, then among folders that were served without being registered.
 *
 * @param folders artifact folders, such as the project's `model/`
 */
export function loggedVersionFinder(registry: Registry, folders: readonly string[]): ReplayEffects["find"] {
  return async (version) => {
    if (/^\d+$/.test(version.version)) {
      const versions = await registry.versions.list(version.name)
      const registered = versions.find((one) => String(one.version) === version.version)
      if (registered?.folder === undefined) return undefined
      const { folder, runId } = registered
      return { ...version, folder, ...(runId === undefined ? {} : { runId }) }
    }
    for (const folder of folders) {
      const { inService } = await folderSource(folder, version.name)
      if (inService.version === version.version) return inService
    }
    return undefined
  }
}

/** As the log keeps it: what JSON cannot hold is null, keys in one order. */
function jsonPlain({ prediction, probabilities }: Output): unknown {
  if (probabilities === undefined) return { prediction }
  const shares = Object.entries(probabilities).sort(([a], [b]) => (a < b ? -1 : 1))
  return { prediction, probabilities: shares }
}
