import { compareIndexes, type IndexEntryAt, notInCache, workspaceIndex } from "../version/index.ts"
import { indexAt } from "./data-status.ts"
import { openRepository } from "./repository.ts"

export interface DiffEntry {
  readonly path: string | { readonly old: string; readonly new: string }
  readonly hash: string | { readonly old: string; readonly new: string }
}

/** The names are DVC's. */
export interface DataDiff {
  readonly added: readonly DiffEntry[]
  readonly deleted: readonly DiffEntry[]
  readonly modified: readonly DiffEntry[]
  readonly renamed: readonly DiffEntry[]
  readonly "not in cache": readonly DiffEntry[]
}

/**
 * What changed of tracked data between two commits, or between a commit and the workspace, as `dvc diff` says it.
 *
 * @param revisions the older first; without the second the workspace
 * @returns undefined when nothing changed
 * @throws repository.revision-unknown and those of `openRepository`
 */
export async function dataDiff(
  folder: string,
  revisions: readonly [string, string?],
  targets: readonly string[] = [],
): Promise<DataDiff | undefined> {
  const repository = await openRepository(folder)
  const { workspace, tracked } = repository
  const [before, after] = revisions
  const old = await indexAt(repository, before, true)
  const now =
    after === undefined ? await workspaceIndex(workspace, tracked, true) : await indexAt(repository, after, true)
  const isWanted = (path: string): boolean =>
    targets.length === 0 ||
    targets.some((target) => path === target || path.startsWith(`${target.replace(/\/$/, "")}/`))
  const changes = compareIndexes(old, now).filter(({ path }) => isWanted(path))
  const shown = (path: string, isDir: boolean): string => (isDir ? `${path}/` : path)
  const of = (kind: "added" | "deleted"): readonly DiffEntry[] =>
    changes
      .filter((change) => change.kind === kind)
      .map(({ path, isDir, old: from, now: to }) => ({ path: shown(path, isDir), hash: (to ?? from)?.md5 ?? "" }))
  const diff = {
    added: of("added"),
    deleted: of("deleted"),
    modified: changes
      .filter(({ kind }) => kind === "modified")
      .map(({ path, old: from, now: to }) => ({
        path: shown(path, from?.isDir === true),
        hash: { old: from?.md5 ?? "", new: to?.md5 ?? "" },
      })),
    renamed: changes
      .filter(({ kind }) => kind === "renamed")
      .map(({ path, to = "", isDir, old: from }) => ({
        path: { old: shown(path, isDir), new: shown(to, isDir) },
        hash: from?.md5 ?? "",
      })),
    "not in cache":
      after === undefined
        ? notInCache(workspace, old)
            .filter(({ path }) => isWanted(path))
            .map(entryOf)
        : [],
  }
  return Object.values(diff).some((entries) => entries.length > 0) ? diff : undefined
}

function entryOf({ path, isDir, md5 }: IndexEntryAt): DiffEntry {
  return { path: isDir ? `${path}/` : path, hash: md5 }
}
