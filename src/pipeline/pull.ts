import { existsSync } from "node:fs"
import {
  cacheHolds,
  fetchTracked,
  pullTracked,
  readPointer,
  type Tracked,
  trackedByPointers,
  type Workspace,
} from "../version/index.ts"
import { touches } from "./graph/graph.ts"
import { pointersOf } from "./load/sources.ts"
import type { Pipeline, Stage } from "./load/stage.ts"
import type { LockPath } from "./lock/lock-entry.ts"
import { trackedByStages } from "./lock/tracked-outputs.ts"

/** Brings from the remote what a run needs and the machine does not have; without `--pull` it does nothing. */
export interface Pull {
  /** The memory of runs, once. */
  runs(): Promise<void>
  /** Dependencies that are not there. */
  deps(stage: Stage): Promise<void>
  /** Outputs a lock or a remembered run names, into the cache. */
  outs(stage: Stage, outs: readonly LockPath[]): Promise<void>
}

/** @throws version.remote-unset and those of `fetchTracked`, from each of its calls */
export function openPull(workspace: Workspace, pipeline: Pipeline): Pull {
  return {
    runs: async () => void (await fetchTracked(workspace, { chosen: [], runCache: true })),
    deps: async (stage) => {
      const missing = stage.deps.filter(({ file, isOutside }) => isOutside !== true && !existsSync(file))
      if (missing.length === 0) return
      const paths = [...new Set(missing.flatMap(({ file }) => pointersOf(file, workspace.root)))]
      const pointers = await Promise.all(paths.map((path) => readPointer(path)))
      const all = [...trackedByPointers(workspace.root, pointers), ...(await trackedByStages(pipeline))]
      const chosen = all
        .filter((one) => one.snapshot !== undefined && missing.some(({ file }) => touches(one.file, file)))
        .map((tracked) => ({ tracked }))
      if (chosen.length > 0) await pullTracked(workspace, { chosen, here: chosen }, { allowMissing: true })
    },
    outs: async (stage, outs) => {
      const chosen: { readonly tracked: Tracked }[] = []
      for (const { path, file, cache } of stage.outs) {
        const snapshot = outs.find((out) => out.path === path)
        if (snapshot === undefined || snapshot.md5 === "" || (await cacheHolds(workspace, snapshot))) continue
        chosen.push({ tracked: { path, file, owner: stage.file, stage: stage.name, cache, push: true, snapshot } })
      }
      if (chosen.length > 0) await fetchTracked(workspace, { chosen })
    },
  }
}

/** For a run that is to use what is here. */
export const noPull: Pull = { runs: async () => {}, deps: async () => {}, outs: async () => {} }
