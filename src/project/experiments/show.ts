import { KnownError } from "../../base/index.ts"
import { commitOfName, type Experiment, listExperiments, listQueued, type Queued } from "../../experiment/index.ts"
import {
  type BlobCache,
  changesOf,
  type PipelineRecord,
  readAhead,
  recordAt,
  type ValueChanges,
  type Values,
} from "../../pipeline/index.ts"
import { commitNamed, commitsOf, factsOf, namesOfCommits, type Revisions, withAncestors } from "../../version/index.ts"
import { experimentRoot } from "./run.ts"

/** The workspace, a commit or an experiment with what it says of itself; the shape of `dvc exp show --json`. */
export interface ShownRevision {
  readonly rev: string
  readonly name: string | null
  readonly data: RevisionData | null
  readonly error: { readonly type: string; readonly msg: string } | null
  /** Of a commit: what varies it. */
  readonly experiments: readonly ShownExperiment[] | null
}

export interface ShownExperiment {
  readonly name: string
  readonly revs: readonly ShownRevision[]
  /** Absent for one that ran. */
  readonly executor: {
    readonly state: Queued["state"]
    readonly name: string
    readonly local: Readonly<Record<string, unknown>>
  } | null
}

export interface RevisionData {
  readonly rev: string
  /** Local time. */
  readonly timestamp: string | null
  readonly params: FileData
  readonly metrics: FileData
  readonly deps: Readonly<Record<string, ShownPath>>
  readonly outs: Readonly<Record<string, ShownPath & { readonly use_cache: boolean; readonly is_data_source: boolean }>>
  readonly meta: Readonly<Record<string, never>>
}

type FileData = Readonly<Record<string, { readonly data: Values[string] }>>

interface ShownPath {
  readonly hash: string | null
  readonly size: number | null
  readonly nfiles: number | null
}

/** HEAD when no revision is named. */
export interface ShowRequest extends Revisions {
  /** How many commits of each are shown, the ones before it included; 1 when left out. */
  readonly back?: number
  readonly hide?: {
    readonly failed?: boolean | undefined
    readonly queued?: boolean | undefined
    readonly workspace?: boolean | undefined
  }
  /** Of params those that stages depend on alone. */
  readonly onlyRead?: boolean | undefined
  /** Commits have no names of branches and tags. */
  readonly hashesOnly?: boolean | undefined
}

/**
 * The workspace and commits, each with the experiments that vary it and those that wait.
 *
 * @throws version.git-failed; what cannot be read of one commit is in its `error`
 */
export async function showExperiments(
  folder: string,
  { back = 1, hide = {}, onlyRead, hashesOnly, ...revisions }: ShowRequest = {},
): Promise<readonly ShownRevision[]> {
  const root = experimentRoot(folder)
  const commits = await withAncestors(root, await chosenCommits(root, revisions), back)
  const [experiments, queued] = [await listExperiments(root), await listQueued(root)]
  const names = hashesOnly === true ? new Map<string, string>() : await namesOfCommits(root)
  const ofCommits = experiments.filter(({ baseline }) => commits.includes(baseline))
  const isHidden = { queued: hide.queued, failed: hide.failed }
  const waiting = queued.filter(({ baseline, state }) => commits.includes(baseline) && isHidden[state] !== true)
  const every = [...commits, ...ofCommits.map(({ commit }) => commit), ...waiting.map(({ stash }) => stash)]
  const times = new Map((await factsOf(root, [...new Set(every)])).map((facts) => [facts.commit, facts.committedAt]))
  const known: BlobCache = new Map()
  await readAhead(root, every, known).catch(onlyKnown) // a row says of itself what is wrong
  const wanted = [
    { rev: "workspace", name: null },
    ...commits.map((rev) => ({ rev, name: names.get(rev) ?? null })),
    ...ofCommits.map(({ commit, name }) => ({ rev: commit, name })),
    ...waiting.map(({ stash, name }) => ({ rev: stash, name })),
  ]
  const shown = await sideBySide(wanted, (one) => revisionAt({ root, known, times, onlyRead }, one))
  const row = (rev: string, name: string | null): ShownRevision =>
    shown.get(wanted.find((one) => one.rev === rev && one.name === name)!)!
  const rows: ShownRevision[] = hide.workspace === true ? [] : [row("workspace", null)]
  for (const commit of commits) {
    const ran = newestFirst(ofCommits, times)
      .filter(({ baseline }) => baseline === commit)
      .map((one): ShownExperiment => ({ name: one.name, revs: [row(one.commit, one.name)], executor: null }))
    const later = waiting
      .filter(({ baseline }) => baseline === commit)
      .map((one) => waitingOne(one, row(one.stash, one.name)))
    const own = [...ran, ...later]
    rows.push({ ...row(commit, names.get(commit) ?? null), experiments: own.length === 0 ? null : own })
  }
  return rows
}

/**
 * What differs in params and metrics between two experiments or commits; without the second up to the workspace, without both
 * since HEAD.
 *
 * @throws experiment.unknown and those of `recordAt`
 */
export async function diffExperiments(
  folder: string,
  {
    from = "HEAD",
    to,
    all = false,
    onlyRead,
  }: {
    readonly from?: string
    readonly to?: string | undefined
    readonly all?: boolean
    readonly onlyRead?: boolean | undefined
  },
): Promise<{ readonly metrics: ValueChanges; readonly params: ValueChanges }> {
  const root = experimentRoot(folder)
  const head = await commitNamed(root, "HEAD")
  const how = { known: new Map<string, string>(), onlyRead }
  const before = await recordAt(root, await commitOfName(root, from, head), how)
  const after = await recordAt(root, to === undefined ? undefined : await commitOfName(root, to, head), how)
  return {
    metrics: changesOf(before.metrics, after.metrics, all),
    params: changesOf(before.params, after.params, all),
  }
}

function onlyKnown(error: unknown): void {
  if (!(error instanceof KnownError)) throw error
}

/** A few at one time: each is a handful of calls of git, of which most of the time is waiting. */
async function sideBySide<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<ReadonlyMap<T, R>> {
  const waiting = [...items]
  const done = new Map<T, R>()
  const next = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) done.set(item, await work(item))
  }
  await Promise.all(Array.from({ length: atOnce }, next))
  return done
}

async function chosenCommits(root: string, revisions: Revisions): Promise<readonly string[]> {
  const head = await commitNamed(root, "HEAD")
  const chosen = await commitsOf(root, revisions)
  const isChosen = chosen.length > 0 || revisions.named !== undefined
  return isChosen || head === undefined ? chosen : [head]
}

interface Looking {
  readonly root: string
  readonly known: BlobCache
  readonly times: ReadonlyMap<string, number>
  readonly onlyRead: boolean | undefined
}

async function revisionAt(
  { root, known, times, onlyRead }: Looking,
  { rev, name }: { readonly rev: string; readonly name: string | null },
): Promise<ShownRevision> {
  const time = times.get(rev)
  const timestamp = time === undefined ? null : localTime(time)
  try {
    const record = await recordAt(root, rev === "workspace" ? undefined : rev, { known, onlyRead })
    return { rev, name, data: { rev, timestamp, ...dataOf(record), meta: {} }, error: null, experiments: null }
  } catch (error) {
    if (!(error instanceof KnownError)) throw error
    return { rev, name, data: null, error: { type: error.code, msg: error.message }, experiments: null }
  }
}

function dataOf({ params, metrics, deps, outs }: PipelineRecord): Omit<RevisionData, "rev" | "timestamp" | "meta"> {
  const byFile = (values: Values): FileData =>
    Object.fromEntries(Object.entries(values).map(([file, data]) => [file, { data }]))
  const shown = ({ md5, size, nfiles }: PipelineRecord["deps"][string]): ShownPath => ({
    hash: md5 ?? null,
    size: size ?? null,
    nfiles: nfiles ?? null,
  })
  return {
    params: byFile(params),
    metrics: byFile(metrics),
    deps: Object.fromEntries(Object.entries(deps).map(([path, dep]) => [path, shown(dep)])),
    outs: Object.fromEntries(
      Object.entries(outs).map(([path, out]) => [path, { ...shown(out), use_cache: out.cache, is_data_source: false }]),
    ),
  }
}

/** What waits has the scores of the commit it will vary, and they are not its own. */
function waitingOne({ name, stash, state }: Queued, row: ShownRevision): ShownExperiment {
  const local = { root: null, log: null, pid: null, returncode: null, task_id: stash }
  const data = row.data === null ? null : { ...row.data, metrics: {} }
  return { name, revs: [{ ...row, data }], executor: { state, name: "dvc-task", local } }
}

function newestFirst(experiments: readonly Experiment[], times: Looking["times"]): readonly Experiment[] {
  return experiments.toSorted((first, second) => (times.get(second.commit) ?? 0) - (times.get(first.commit) ?? 0))
}

function localTime(seconds: number): string {
  const date = new Date(seconds * 1000)
  const two = (value: number): string => String(value).padStart(2, "0")
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-")
  return `${day}T${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`
}

const atOnce = 8
