import { join, relative, resolve, sep } from "node:path"
import { KnownError } from "../../base/index.ts"
import { listExperiments } from "../../experiment/index.ts"
import { changesOf, type ValueChanges, type Values, type ValuesChoice, valuesAt } from "../../pipeline/index.ts"
import { revisionUnknown } from "../../repository/index.ts"
import { commitNamed, commitsOf, gitCommitOf, isFolder, listRefs } from "../../version/index.ts"
import { valuesFolder, valuesMissing } from "../errors.ts"
import { findProject } from "../project.ts"
import { plainRepository } from "./reproduce.ts"

/** Which metrics or params a person wants to see; all that the pipeline names when nothing is said. */
export interface ValuesRequest {
  /** Files, also such as the pipeline does not know, and with `recursive` folders; written from the folder of the call. */
  readonly targets?: readonly string[] | undefined
  readonly recursive?: boolean | undefined
  /** Of params those that stages depend on alone. */
  readonly onlyRead?: boolean | undefined
}

/** Of which moments; the workspace when none is named. */
export interface ValuesMoments {
  readonly branches?: boolean | undefined
  readonly tags?: boolean | undefined
  readonly commits?: boolean | undefined
  /** Commits, branches, tags, experiments. */
  readonly named?: readonly string[] | undefined
}

/** By the name of a moment, the workspace alone as `""`; files by their paths from the folder of the call. The shape is DVC's. */
export type ShownValues = Readonly<Record<string, ValuesThen>>

/** One of several moments that cannot be read says why. */
export type ValuesThen =
  | { readonly data: Readonly<Record<string, { readonly data: Values[string] }>> }
  | { readonly error: { readonly type: string; readonly msg: string } }

type Kind = "metrics" | "params"

/**
 * Metrics or params, now and in commits.
 *
 * @throws repository.revision-unknown, project.values-missing, project.values-folder; of the workspace alone also those of `valuesAt`
 */
export async function showValues(
  folder: string,
  kind: Kind,
  { moments = {}, ...request }: ValuesRequest & { readonly moments?: ValuesMoments } = {},
): Promise<ShownValues> {
  const root = plainRepository(folder) ?? findProject(folder)
  const choice = choiceOf(folder, request)
  const wanted = await momentsOf(root, moments)
  if (wanted.size === 0) {
    const values = await valuesAt(root, kind, choice)
    refuseMissing(request, [values])
    return { "": shownFrom({ root, folder }, values) }
  }
  const shown: Record<string, ValuesThen> = {}
  const read: Values[] = []
  for (const [name, revision] of wanted) {
    const values = await valuesAt(root, kind, { ...choice, revision }).catch(known)
    if (!(values instanceof KnownError)) read.push(values)
    shown[name] =
      values instanceof KnownError
        ? { error: { type: values.code, msg: values.message } }
        : shownFrom({ root, folder }, values)
  }
  refuseMissing(request, read)
  return withoutTwin(root, shown)
}

/** As DVC: the workspace is left out where it says what the tip of its branch says. */
async function withoutTwin(root: string, { workspace, ...others }: ShownValues): Promise<ShownValues> {
  if (workspace === undefined) return others
  const tip = others[(await gitCommitOf(root))?.branch ?? ""]
  return JSON.stringify(tip) === JSON.stringify(workspace) ? others : { workspace, ...others }
}

/**
 * What changed between two commits or experiments; without the second up to the files as they are, without both since HEAD.
 *
 * @throws repository.revision-unknown, project.values-missing, project.values-folder and those of `valuesAt`
 */
export async function diffValues(
  folder: string,
  kind: Kind,
  {
    from = "HEAD",
    to,
    all,
    ...request
  }: ValuesRequest & { readonly from?: string | undefined; readonly to?: string | undefined; readonly all: boolean },
): Promise<ValueChanges> {
  const root = plainRepository(folder) ?? findProject(folder)
  const choice = choiceOf(folder, request)
  const before = await valuesAt(root, kind, { ...choice, revision: await revisionOf(root, from) })
  const after = await valuesAt(root, kind, { ...choice, revision: to && (await revisionOf(root, to)) })
  refuseMissing(request, [before, after])
  return pathsFrom({ root, folder }, changesOf(before, after, all))
}

function choiceOf(folder: string, { targets = [], recursive, onlyRead }: ValuesRequest): ValuesChoice {
  const files = targets.map((target) => resolve(folder, target))
  const at = recursive === true ? -1 : files.findIndex((file) => isFolder(file))
  if (at !== -1) throw valuesFolder(targets[at] ?? "")
  return { files, recursive, onlyRead }
}

/** The commit of each moment by its name, several names of one commit together; of the workspace undefined. */
async function momentsOf(root: string, moments: ValuesMoments): Promise<ReadonlyMap<string, string | undefined>> {
  const { branches, tags, commits, named = [] } = moments
  const names = new Map<string, Set<string>>()
  const add = (commit: string, name: string): void => void names.set(commit, (names.get(commit) ?? new Set()).add(name))
  for (const name of named) add(await revisionOf(root, name), name)
  for (const prefix of [...(branches === true ? ["refs/heads/"] : []), ...(tags === true ? ["refs/tags/"] : [])])
    for (const ref of await listRefs(root, prefix))
      add((await commitNamed(root, ref.name)) ?? ref.commit, ref.name.slice(prefix.length))
  for (const commit of commits === true ? await commitsOf(root, { commits }) : []) add(commit, commit)
  const listed = [...names].map(([commit, own]) => [[...own].join(","), commit] as const)
  const isAll = branches === true || tags === true || commits === true
  return new Map<string, string | undefined>([...(isAll ? [["workspace", undefined] as const] : []), ...listed])
}

/** @throws repository.revision-unknown */
async function revisionOf(root: string, name: string): Promise<string> {
  const commit = await commitNamed(root, name)
  if (commit !== undefined) return commit
  const found = (await listExperiments(root)).find((one) => one.name === name)
  if (found === undefined) throw revisionUnknown(name)
  return found.commit
}

function refuseMissing({ targets = [], recursive }: ValuesRequest, read: readonly Values[]): void {
  const isThere = read.some((values) => Object.keys(values).length > 0)
  if (targets.length > 0 && !isThere) throw valuesMissing(targets, { recursive: recursive === true })
}

interface Place {
  readonly root: string
  readonly folder: string
}

function shownFrom(place: Place, values: Values): ValuesThen {
  const files = Object.entries(values).map(([file, data]) => [file, { data }] as const)
  return { data: pathsFrom(place, Object.fromEntries(files)) }
}

/** Files by their paths from the folder of the call in place of from the root. */
function pathsFrom<T>({ root, folder }: Place, byFile: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const renamed = Object.entries(byFile).map(([file, value]) => [
    relative(resolve(folder), join(root, file)).split(sep).join("/"),
    value,
  ])
  return Object.fromEntries(renamed) as Readonly<Record<string, T>>
}

function known(error: unknown): KnownError {
  if (error instanceof KnownError) return error
  throw error
}
