import { relative, resolve } from "node:path"
import { systemClock } from "../base/index.ts"
import { type ChangeReason, planPipeline, type Stage, stagesNamed } from "../pipeline/index.ts"
import {
  type CloudState,
  cacheHolds,
  chooseTracked,
  cloudStatus,
  remoteOf,
  stateOf,
  type Tracked,
  type TrackedState,
} from "../version/index.ts"
import { importUpdates } from "./import-updates.ts"
import { openRepository, type Repository } from "./repository.ts"
import { trackedAtAny } from "./tracked-at.ts"
import { withDependencies } from "./with-dependencies.ts"

/** As `dvc status --json`: by `.dvc` file or stage, each change a text or a map from its kind to paths and states. */
export type RepositoryStatus = Readonly<Record<string, readonly (string | Readonly<Record<string, unknown>>)[]>>

/** What a person wants to know the status of; everything when nothing is said. */
export interface StatusRequest {
  readonly targets?: readonly string[] | undefined
  /** Of stages also what they stand on. */
  readonly withDeps?: boolean | undefined
  /** Ask the repositories that data was imported from whether they have newer data. */
  readonly updates?: boolean | undefined
  /** Called with a source that did not answer. */
  readonly onUnasked?: ((url: string, problem: string) => void) | undefined
}

/**
 * What differs from what `.dvc` files and `dvc.lock` say.
 *
 * @throws version.target-unknown and those of `openRepository` and `planPipeline`
 */
export async function repositoryStatus(folder: string, request: StatusRequest = {}): Promise<RepositoryStatus> {
  const repository = await openRepository(folder)
  const { pipeline, tracked: all } = repository
  const { withDeps, updates, onUnasked } = request
  const targets = withDeps === true ? withDependencies(repository, request.targets ?? []) : (request.targets ?? [])
  const named = targets.map((target) =>
    pipeline === undefined ? [] : stagesNamed(pipeline, target, repository.folder),
  )
  const others = targets.filter((_, index) => named[index]?.length === 0)
  const isWhole = targets.length === 0
  const chosen =
    isWhole || others.length > 0 ? chooseTracked(all, others, repository.folder).map(({ tracked }) => tracked) : []
  const status: Record<string, (string | Record<string, unknown>)[]> = {}
  const owners = new Map<string, Record<string, TrackedState>>()
  for (const tracked of chosen.filter(({ stage }) => stage === undefined)) {
    const state = await stateOf(repository.workspace, tracked)
    if (state === undefined) continue
    const owner = relative(repository.folder, tracked.owner)
    owners.set(owner, { ...owners.get(owner), [relative(repository.folder, tracked.file)]: state })
  }
  await repository.workspace.hashes.save()
  const newer = updates === true ? await newerSources(chosen, onUnasked) : new Map<string, string>()
  for (const [owner, source] of newer)
    status[relative(repository.folder, owner)] = [{ "changed deps": { [source]: "update available" } }]
  for (const [owner, states] of owners) status[owner] = [...(status[owner] ?? []), { "changed outs": states }]
  const stages = new Set([...named.flat().map(({ name }) => name), ...chosen.flatMap(({ stage }) => stage ?? [])])
  return { ...status, ...(await stageStatus(repository, isWhole ? undefined : stages)) }
}

async function newerSources(
  chosen: readonly Tracked[],
  onUnasked: StatusRequest["onUnasked"] = () => {},
): Promise<ReadonlyMap<string, string>> {
  const imports = chosen.filter(({ isFromRepository }) => isFromRepository === true)
  const { available, unasked } = await importUpdates([...new Set(imports.map(({ owner }) => owner))])
  for (const { url, problem } of unasked) onUnasked(url, problem)
  return available
}

export interface RemoteStatusRequest extends Pick<StatusRequest, "targets" | "withDeps"> {
  readonly remote?: string | undefined
  /** Also what the tip of every branch, every tag, any commit tracked. */
  readonly branches?: boolean | undefined
  readonly tags?: boolean | undefined
  readonly commits?: boolean | undefined
}

/**
 * How cache and remote differ.
 *
 * @throws those of `remoteOf`
 */
export async function remoteStatus(
  folder: string,
  { remote: name, branches, tags, commits, withDeps, targets = [] }: RemoteStatusRequest,
): Promise<Readonly<Record<string, CloudState>>> {
  const repository = await openRepository(folder)
  const { tracked, workspace, folder: from } = repository
  const remote = remoteOf(workspace.config, name)
  try {
    const isOlder = branches === true || tags === true || commits === true
    const older = isOlder ? await trackedAtAny(repository, { branches, tags, commits }) : []
    const wanted = withDeps === true ? withDependencies(repository, targets) : targets
    const chosen = chooseTracked([...tracked, ...older], wanted, from)
    return Object.fromEntries(await cloudStatus(workspace, remote, chosen))
  } finally {
    remote.close()
  }
}

async function stageStatus(
  repository: Repository,
  only: ReadonlySet<string> | undefined,
): Promise<Record<string, (string | Record<string, unknown>)[]>> {
  const { pipeline, folder } = repository
  if (pipeline === undefined) return {}
  const plans = await planPipeline({ pipeline }, { clock: systemClock })
  const byName = new Map(pipeline.stages.map((stage) => [stage.name, stage]))
  const status: Record<string, (string | Record<string, unknown>)[]> = {}
  for (const { name, reasons } of plans) {
    if (only !== undefined && !only.has(name)) continue
    const stage = byName.get(name)!
    const changes = changesOf([...reasons, ...(await notInCache(repository, stage))], stage, folder)
    if (changes.length > 0) status[addressFrom(folder, stage)] = changes
  }
  return status
}

/** A stage as DVC names it in a folder. */
function addressFrom(folder: string, { key, file }: Stage): string {
  const path = relative(folder, file)
  return path === "dvc.yaml" ? key : `${path}:${key}`
}

/** As DVC does: outputs that cannot be brought back are told of as that, whatever lies there. */
async function notInCache({ workspace, tracked }: Repository, { name, outs }: Stage): Promise<readonly StageChange[]> {
  const lost: StageChange[] = []
  for (const { file, snapshot, cache, stage } of tracked) {
    if (stage !== name || !cache || snapshot === undefined || (await cacheHolds(workspace, snapshot))) continue
    const out = outs.find((one) => one.file === file)
    if (out !== undefined) lost.push({ what: "out", name: out.path, state: "not in cache" })
  }
  return lost
}

interface StageChange {
  readonly what: ChangeReason["what"]
  readonly name: string
  readonly state: ChangeReason["state"] | TrackedState
}

function changesOf(
  reasons: readonly StageChange[],
  stage: Stage,
  folder: string,
): (string | Record<string, unknown>)[] {
  const deps: Record<string, unknown> = {}
  const outs: Record<string, unknown> = {}
  const isOutside = (path: string): boolean => stage.deps.some((dep) => dep.path === path && dep.isOutside === true)
  const shown = (path: string): string => (isOutside(path) ? path : relative(folder, resolve(stage.folder, path)))
  for (const { what, name, state } of reasons) {
    if (what === "dep") deps[shown(name)] = state
    if (what === "out") outs[shown(name)] = state
    if (what !== "param") continue
    const [path = "", key] = name.split(/:(.*)/s)
    const file = shown(path)
    if (key === undefined) deps[file] = state
    else deps[file] = { ...(deps[file] as Record<string, unknown> | undefined), [key]: state }
  }
  const has = (kind: string): boolean => reasons.some(({ what }) => what === kind)
  return [
    ...(Object.keys(deps).length === 0 ? [] : [{ "changed deps": deps }]),
    ...(Object.keys(outs).length === 0 ? [] : [{ "changed outs": outs }]),
    ...(has("command") ? ["changed command"] : []),
    ...(has("always") ? ["always changed"] : []),
  ]
}
