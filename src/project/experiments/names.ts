import { rm } from "node:fs/promises"
import {
  branchExists,
  checkName,
  commitOfName,
  dequeue,
  type Experiment,
  experimentRefs,
  experimentRunning,
  experimentsIn,
  experimentsNamed,
  listExperiments,
  listQueued,
  placeOf,
  type Queued,
  refOf,
  refuseTaken,
  sweepQueued,
} from "../../experiment/index.ts"
import { acquireLock } from "../../store/index.ts"
import {
  changeRefs,
  commitNamed,
  commitsOf,
  pushRefs,
  type Revisions,
  remoteRefs,
  withAncestors,
} from "../../version/index.ts"
import { experimentRoot } from "./run.ts"

/** Which experiments are meant: by name, or all that vary some commits. */
export interface ExperimentChoice extends Revisions {
  readonly names: readonly string[]
  readonly all: boolean
  /** How many commits of each that is named, the ones before it included; 1 when left out. */
  readonly back?: number
}

/**
 * Experiments here or in a remote repository of git: of HEAD unless the choice says otherwise.
 *
 * @param remote name of a remote, or a URL
 */
export async function chooseExperiments(
  folder: string,
  choice: ExperimentChoice,
  remote?: string,
): Promise<readonly Experiment[]> {
  const root = experimentRoot(folder)
  const there =
    remote === undefined ? await listExperiments(root) : experimentsIn(await remoteRefs(root, remote, experimentRefs))
  const head = await commitNamed(root, "HEAD")
  if (choice.names.length > 0) return experimentsNamed(there, choice.names, head)
  if (choice.all) return there
  const chosen = await commitsOf(root, choice)
  const commits = await withAncestors(root, chosen.length > 0 || head === undefined ? chosen : [head], choice.back ?? 1)
  return there.filter(({ baseline }) => commits.includes(baseline))
}

/**
 * Take experiments away; those that wait too when they are named.
 *
 * @returns names of what was taken away
 * @throws experiment.unknown, experiment.running, version.git-failed
 */
export async function removeExperiments(
  folder: string,
  choice: ExperimentChoice & { readonly queued: boolean; readonly keeps?: boolean },
  remote?: string,
): Promise<readonly string[]> {
  const root = experimentRoot(folder)
  const waiting = remote === undefined ? await listQueued(root) : []
  const chosenWaiting = waiting.filter(
    ({ name, state }) => (choice.queued && state === "queued") || choice.names.includes(name),
  )
  const ranNames = choice.names.filter((name) => !chosenWaiting.some((one) => one.name === name))
  const isAboutRan = ranNames.length > 0 || choice.all || (choice.named ?? []).length > 0 || (choice.back ?? 1) > 1
  const meant = isAboutRan ? await chooseExperiments(folder, { ...choice, names: ranNames }, remote) : []
  const ran = isAboutRan && choice.keeps === true ? await othersThan(folder, meant, remote) : meant
  if (remote === undefined && ran.length > 0)
    await changeRefs(
      root,
      ran.map((one) => ({ name: refOf(one), to: undefined, from: one.commit })),
    )
  if (remote !== undefined)
    await pushRefs(
      root,
      remote,
      ran.map((one) => `:${refOf(one)}`),
    )
  for (const one of chosenWaiting) await takeOut(root, one)
  return [...ran, ...chosenWaiting].map(({ name }) => name)
}

async function othersThan(
  folder: string,
  kept: readonly Experiment[],
  remote: string | undefined,
): Promise<readonly Experiment[]> {
  const every = await chooseExperiments(folder, { names: [], all: true }, remote)
  const names = new Set(kept.map(refOf))
  return every.filter((one) => !names.has(refOf(one)))
}

/**
 * Clear away what experiments that were killed left behind.
 *
 * @throws version.git-failed, base.folder-read-only
 */
export function cleanExperiments(folder: string): Promise<void> {
  return sweepQueued(experimentRoot(folder))
}

/** @throws experiment.running */
async function takeOut(root: string, queued: Queued): Promise<void> {
  const path = `${placeOf(root, queued.stash)}.lock`
  const outcome = await acquireLock(path, `mlwright exp remove ${queued.name}`)
  if (!outcome.held) throw experimentRunning(queued.name, outcome.holder.pid)
  try {
    await dequeue(root, queued)
  } finally {
    await outcome.lock.release()
    await rm(path, { force: true })
  }
}

/**
 * Give an experiment another name.
 *
 * @throws experiment.unknown, experiment.name-invalid, experiment.name-taken
 */
export async function renameExperiment(
  folder: string,
  { name, to, force }: { readonly name: string; readonly to: string; readonly force: boolean },
): Promise<Experiment> {
  const root = experimentRoot(folder)
  await checkName(root, to)
  const [one] = await chooseExperiments(folder, { names: [name], all: false })
  const { baseline, commit } = one!
  const renamed = { name: to, baseline, commit }
  if (to === one!.name) return renamed
  await refuseTaken(root, renamed, force)
  await changeRefs(root, [
    { name: refOf(renamed), to: commit },
    { name: refOf(one!), to: undefined, from: commit },
  ])
  return renamed
}

/**
 * Make a branch of git of an experiment.
 *
 * @param branch `<name>-branch` when left out, as DVC has it
 * @throws experiment.unknown, experiment.branch-exists
 */
export async function branchExperiment(
  folder: string,
  name: string,
  branch = `${name}-branch`,
): Promise<{ readonly branch: string; readonly commit: string }> {
  const root = experimentRoot(folder)
  const commit = await commitOfName(root, name, await commitNamed(root, "HEAD"))
  await checkName(root, branch.replaceAll("/", "-"))
  if ((await commitNamed(root, `refs/heads/${branch}`)) !== undefined) throw branchExists(branch)
  await changeRefs(root, [{ name: `refs/heads/${branch}`, to: commit, from: "" }])
  return { branch, commit }
}
