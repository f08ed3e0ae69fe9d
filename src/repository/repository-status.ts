import { relative } from "node:path"
import { systemClock } from "../base/index.ts"
import { type ChangeReason, planPipeline } from "../pipeline/index.ts"
import { type CloudState, chooseTracked, cloudStatus, remoteOf, stateOf, type TrackedState } from "../version/index.ts"
import { openRepository, type Repository } from "./repository.ts"

/** As `dvc status --json`: by `.dvc` file or stage, each change a text or a map from its kind to paths and states. */
export type RepositoryStatus = Readonly<Record<string, readonly (string | Readonly<Record<string, unknown>>)[]>>

/**
 * What differs from what `.dvc` files and `dvc.lock` say.
 *
 * @throws version.target-unknown and those of `openRepository` and `planPipeline`
 */
export async function repositoryStatus(folder: string, targets: readonly string[]): Promise<RepositoryStatus> {
  const repository = await openRepository(folder)
  const chosen = chooseTracked(repository.tracked, targets, repository.folder).map(({ tracked }) => tracked)
  const status: Record<string, (string | Record<string, unknown>)[]> = {}
  const owners = new Map<string, Record<string, TrackedState>>()
  for (const tracked of chosen.filter(({ stage }) => stage === undefined)) {
    const state = await stateOf(repository.workspace, tracked)
    if (state === undefined) continue
    const owner = relative(repository.folder, tracked.owner)
    owners.set(owner, { ...owners.get(owner), [relative(repository.folder, tracked.file)]: state })
  }
  await repository.workspace.hashes.save()
  for (const [owner, states] of owners) status[owner] = [{ "changed outs": states }]
  const stages = new Set(chosen.flatMap(({ stage }) => (stage === undefined ? [] : [stage])))
  return { ...status, ...(await stageStatus(repository, targets.length === 0 ? undefined : stages)) }
}

/**
 * How cache and remote differ.
 *
 * @throws those of `remoteOf`
 */
export async function remoteStatus(
  folder: string,
  request: { readonly targets: readonly string[]; readonly remote: string | undefined },
): Promise<Readonly<Record<string, CloudState>>> {
  const { tracked, workspace, folder: from } = await openRepository(folder)
  const remote = remoteOf(workspace.config, request.remote)
  try {
    const chosen = chooseTracked(tracked, request.targets, from)
    return Object.fromEntries(await cloudStatus(workspace, remote, chosen))
  } finally {
    remote.close()
  }
}

async function stageStatus(
  { pipeline }: Repository,
  only: ReadonlySet<string> | undefined,
): Promise<Record<string, (string | Record<string, unknown>)[]>> {
  if (pipeline === undefined) return {}
  const plans = await planPipeline({ pipeline }, { clock: systemClock })
  const found = plans
    .filter(({ name }) => only === undefined || only.has(name))
    .map(({ name, reasons }) => [name, changesOf(reasons)] as const)
  return Object.fromEntries(found.filter(([, changes]) => changes.length > 0))
}

function changesOf(reasons: readonly ChangeReason[]): (string | Record<string, unknown>)[] {
  const deps: Record<string, unknown> = {}
  const outs: Record<string, unknown> = {}
  for (const { what, name, state } of reasons) {
    if (what === "dep") deps[name] = state
    if (what === "out") outs[name] = state
    if (what !== "param") continue
    const [file = "", key = ""] = name.split(/:(.*)/s)
    deps[file] = { ...(deps[file] as Record<string, unknown> | undefined), [key]: state }
  }
  const has = (kind: string): boolean => reasons.some(({ what }) => what === kind)
  return [
    ...(Object.keys(deps).length === 0 ? [] : [{ "changed deps": deps }]),
    ...(Object.keys(outs).length === 0 ? [] : [{ "changed outs": outs }]),
    ...(has("command") || has("never-ran") ? ["changed command"] : []),
    ...(has("always") ? ["always changed"] : []),
  ]
}
