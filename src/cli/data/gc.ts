import { formatBytes } from "../../base/index.ts"
import type { Repository } from "../../repository/index.ts"
import type { Tracked } from "../../version/index.ts"
import type { CommandDefinition } from "../command.ts"
import { keepNotSaid } from "../errors.ts"
import { inRepository } from "./in-repository.ts"

interface Flags {
  readonly workspace?: true
  readonly allBranches?: true
  readonly allTags?: true
  readonly allCommits?: true
  readonly rev?: string
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
      .option("-p, --projects <folder...>", "keep what these other repositories on the same cache or remote track")
      .option("-c, --cloud", "also on the remote")
      .option("-r, --remote <name>", "this remote, not the default one")
      .option("--dry", "say what would be removed")
      .option("-f, --force", "remove it")
      .action((flags: Flags) =>
        run(async (context) => {
          if (!hasScope(flags)) throw keepNotSaid()
          const { terminal } = context
          const found = await inRepository(context, (repository) => collect(repository, flags))
          const { cache, remote, removed } = found
          const verb = removed ? "removed" : "would remove"
          const lines = [
            `${verb} ${cache.objects} objects of the cache (${formatBytes(cache.bytes)})`,
            ...(remote === undefined ? [] : [`${verb} ${remote.objects} objects of ${remote.url}`]),
            ...(removed || flags.dry === true || cache.objects + (remote?.objects ?? 0) === 0
              ? []
              : ["Next: the same command with --force"]),
          ]
          terminal.result(lines.join("\n"), found)
        }),
      )
  },
}

async function collect(repository: Repository, flags: Flags) {
  const version = await import("../../version/index.ts")
  const { workspace } = repository
  const needed = await version.neededObjects(workspace, await keptBy(repository, flags))
  const removes = flags.force === true && flags.dry !== true
  const here = version.garbageInCache(workspace, needed)
  const remote = flags.cloud === true ? version.remoteOf(workspace.config, flags.remote) : undefined
  try {
    const there = remote === undefined ? undefined : await version.garbageOnRemote(remote, needed)
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
  const { allBranches: branches, allTags: tags, allCommits: commits, rev } = flags
  if (rev !== undefined && !(await hasRevision(repository.root, rev))) throw revisionUnknown(rev)
  const revisions = { branches, tags, commits, named: rev === undefined ? [] : [rev] }
  const kept = [...repository.tracked, ...(await trackedAtAny(repository, revisions))]
  for (const folder of flags.projects ?? []) kept.push(...(await openRepository(folder)).tracked)
  return kept
}

function hasScope({ workspace, allBranches, allTags, allCommits, rev }: Flags): boolean {
  return [workspace, allBranches, allTags, allCommits].includes(true) || rev !== undefined
}
