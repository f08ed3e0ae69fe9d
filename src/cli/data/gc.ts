import { InvalidArgumentError } from "commander"
import { formatBytes } from "../../base/index.ts"
import type { Repository } from "../../repository/index.ts"
import type { Tracked } from "../../version/index.ts"
import type { CommandDefinition } from "../command.ts"
import { keepNotSaid, tipsNotSaid } from "../errors.ts"
import { wholeNumber } from "../whole-number.ts"
import { inRepository } from "./in-repository.ts"

interface Flags {
  readonly workspace?: true
  readonly allBranches?: true
  readonly allTags?: true
  readonly allCommits?: true
  readonly rev?: string
  readonly num: number
  readonly date?: number
  readonly allExperiments?: true
  readonly notInRemote?: true
  readonly cloud?: true
  readonly remote?: string
  readonly projects?: readonly string[]
  readonly dry?: true
  readonly force?: true
}

export const gcCommand: CommandDefinition = {
  name: "gc",
  define: (command, run) => {
    command
      .description("remove objects that nothing needs; without --force it says which and removes nothing")
      .option("-w, --workspace", "keep what the workspace tracks; the options below keep this too")
      .option("-a, --all-branches", "keep what the tip of every branch tracks")
      .option("-T, --all-tags", "keep what every tag tracks")
      .option("-A, --all-commits", "keep what any commit tracked")
      .option("--rev <commit>", "keep what this commit tracks")
      .option("-n, --num <number>", "of so many commits, the last of --rev, of branches and of tags", wholeNumber, 1)
      .option("--date <yyyy-mm-dd>", "keep what commits of this day or later track", dayStart)
      .option("--all-experiments", "keep what experiments track, those in the queue too")
      .option("--not-in-remote", "of all this keep in the cache only what the remote does not have")
      .option("-p, --projects <folder...>", "keep what these other repositories on the same cache or remote track")
      .option("-c, --cloud", "also on the remote")
      .option("-r, --remote <name>", "this remote, not the default one")
      .option("--dry", "say what would be removed")
      .option("-f, --force", "remove it")
      .action((flags: Flags) =>
        run(async (context) => {
          if (!hasScope(flags)) throw keepNotSaid()
          if (flags.num > 1 && !hasTips(flags)) throw tipsNotSaid()
          const { terminal } = context
          const found = await inRepository(context, (repository) => collect(repository, flags))
          const { cache, remote, removed } = found
          const verb = removed ? "removed" : "would remove"
          const lines = [
            `${verb} ${objectsText(cache.objects)} of the cache (${formatBytes(cache.bytes)})`,
            ...(remote === undefined ? [] : [`${verb} ${objectsText(remote.objects)} of ${remote.url}`]),
            ...(removed || flags.dry === true || cache.objects + (remote?.objects ?? 0) === 0
              ? []
              : ["Next: the same command with --force"]),
          ]
          terminal.result(lines.join("\n"), found)
        }),
      )
  },
}

function objectsText(count: number): string {
  return `${count} object${count === 1 ? "" : "s"}`
}

async function collect(repository: Repository, flags: Flags) {
  const version = await import("../../version/index.ts")
  const { workspace } = repository
  const needed = await version.neededObjects(workspace, await keptBy(repository, flags))
  const removes = flags.force === true && flags.dry !== true
  const asksRemote = flags.cloud === true || flags.notInRemote === true
  const remote = asksRemote ? version.remoteOf(workspace.config, flags.remote) : undefined
  try {
    const isLean = flags.notInRemote === true && remote !== undefined
    const here = version.garbageInCache(workspace, isLean ? await version.neededBeside(remote, needed) : needed)
    const isAbout = flags.cloud === true && remote !== undefined
    const there = isAbout ? await version.garbageOnRemote(remote, needed) : undefined
    if (removes) version.removeFromCache(workspace, here)
    if (removes && remote !== undefined && there !== undefined) await version.removeFromRemote(remote, there)
    return {
      removed: removes,
      cache: { objects: here.keys.length, bytes: here.bytes, keys: here.keys },
      ...(remote === undefined || there === undefined
        ? {}
        : { remote: { url: remote.url, objects: there.keys.length, keys: there.keys } }),
    }
  } finally {
    remote?.close()
  }
}

async function keptBy(repository: Repository, flags: Flags): Promise<readonly Tracked[]> {
  const { openRepository, revisionUnknown, trackedAtAny } = await import("../../repository/index.ts")
  const { hasRevision } = await import("../../version/index.ts")
  const { allBranches: branches, allTags: tags, allCommits: commits, rev, num: last, date: since } = flags
  if (rev !== undefined && !(await hasRevision(repository.root, rev))) throw revisionUnknown(rev)
  const tips = { branches, tags, commits, named: rev === undefined ? [] : [rev], last, since }
  const kept = [...repository.tracked, ...(await trackedAtAny(repository, tips))]
  if (flags.allExperiments === true) {
    const { listExperiments, listQueued } = await import("../../experiment/index.ts")
    const named = [
      ...(await listExperiments(repository.root)).map(({ commit }) => commit),
      ...(await listQueued(repository.root)).map(({ stash }) => stash),
    ]
    kept.push(...(await trackedAtAny(repository, { named })))
  }
  for (const folder of flags.projects ?? []) kept.push(...(await openRepository(folder)).tracked)
  return kept
}

function hasScope(flags: Flags): boolean {
  const { workspace, allBranches, allTags, allCommits, allExperiments, rev, date } = flags
  return (
    [workspace, allBranches, allTags, allCommits, allExperiments].includes(true) ||
    rev !== undefined ||
    date !== undefined
  )
}

/** Whether commits are named that others come before. */
function hasTips({ allBranches, allTags, rev }: Flags): boolean {
  return allBranches === true || allTags === true || rev !== undefined
}

/** The beginning of a day here, in seconds since 1970. */
function dayStart(text: string): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  if (Number.isNaN(date.getTime()) || date.getMonth() !== Number(month) - 1)
    throw new InvalidArgumentError("A day such as 2026-05-31 is wanted.")
  return date.getTime() / 1000
}
