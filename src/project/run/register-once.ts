import { canonicalJson, hashBytes, silent, systemClock } from "../../base/index.ts"
import { type LockFile, readLockFile } from "../../pipeline/index.ts"
import {
  type Court,
  championOf,
  findRegistered,
  judgeAgain,
  type Registered,
  verdictHolds,
} from "../../stages/index.ts"
import type { Tracker } from "../../track/index.ts"
import { gitCommitOf } from "../../version/index.ts"
import type { Project } from "../project.ts"
import type { Recorder } from "../recorder.ts"
import type { Records } from "../records.ts"
import type { RunEvent } from "./events.ts"
import { courtOf, recordEvaluation, registerRun } from "./register-run.ts"
import type { RegisteredRun } from "./result.ts"
import { contextOf } from "./standard-stages.ts"

/** A model and evaluation that were registered before are not registered again, and judged again only when that may differ. */
export async function registerOnce(
  project: Project,
  records: Records,
  {
    recorder,
    effects,
  }: { readonly recorder: Recorder; readonly effects: { readonly onEvent?: (event: RunEvent) => void } },
): Promise<RegisteredRun | undefined> {
  if (!project.config.registry.enabled) return undefined
  const lock = await readLockFile(project.root)
  const key = versionKey(lock)
  if (key === undefined) return undefined
  const court = courtOf(project, records)
  const known = await findWhole(court, key)
  if (known !== undefined && (await verdictHolds(court, known))) {
    effects.onEvent?.({ kind: "cached", stage: "register", restored: false })
    return { ...known, status: "cached", seconds: 0 }
  }
  effects.onEvent?.({ kind: "started", stage: "register" })
  const started = systemClock.elapsed()
  const registered =
    known === undefined
      ? await registerRun(project, records, { recorder, key, lock, commit: await gitCommitOf(project.root) })
      : await judgeAgain(contextOf(project, { progress: silent }), court, known.version)
  const elapsedMs = systemClock.elapsed() - started
  const text = `${registered.version.name} version ${registered.version.version}: ${registered.verdict.reasons.join("; ")}`
  effects.onEvent?.({ kind: "ran", stage: "register", text, notes: [], elapsedMs })
  return { ...registered, status: "ran", seconds: elapsedMs / 1000 }
}

/** What was registered under the key, if its files are whole or could be mended; the champion is mended too, for it is read. */
async function findWhole(court: Court, key: string): Promise<Registered | undefined> {
  const { repair } = court.registry.versions
  const known = await findRegistered(court, key)
  const champion = await championOf(court)
  const isKnown = champion?.version === known?.version.version
  if (champion !== undefined && !isKnown) await repair(champion.name, champion.version)
  return known !== undefined && (await repair(known.version.name, known.version.version)) ? known : undefined
}

/** A run that evaluated and made no new version has its scores all the same. */
export async function recordScores(
  project: Project,
  tracker: Tracker,
  { runId, stages }: { readonly runId: string; readonly stages: readonly { readonly name: string }[] },
): Promise<void> {
  if (stages.some(({ name }) => name === "evaluate"))
    await recordEvaluation(project, tracker, { runId, lock: await readLockFile(project.root) })
}

/** Hash of what training and evaluation made, as the lock file has it; undefined when a project has no such stages. */
function versionKey(lock: LockFile): string | undefined {
  const made = ["train", "evaluate"].map((stage) => lock.stages.get(stage)?.outs)
  return made.some((outs) => outs === undefined) ? undefined : hashBytes("sha256", canonicalJson(made))
}
