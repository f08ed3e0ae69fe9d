import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import { hashBytes } from "../base/index.ts"
import { loadPipeline, trackedByStages } from "../pipeline/index.ts"
import {
  blobsOf,
  commitsOf,
  commitsSince,
  findTrackers,
  openWorkspace,
  type Revisions,
  type Tracked,
  trackedByPointers,
  treeAt,
  withAncestors,
} from "../version/index.ts"
import type { Repository } from "./repository.ts"

/**
 * What a commit tracked: its `.dvc` files, `dvc.yaml` and `dvc.lock` are read as they were then.
 *
 * @throws version.git-failed and those of `loadPipeline`
 */
export async function trackedAt({ root }: Pick<Repository, "root">, revision: string): Promise<readonly Tracked[]> {
  const files = (await treeAt(root, revision)).filter(({ path }) => says.test(path))
  return trackedOf(root, files)
}

/** Commits of a history, chosen. */
export interface ChosenHistory extends Revisions {
  /** So many commits of each that is named, of each branch and of each tag; 1 when left out. */
  readonly last?: number | undefined
  /** Also all that were made at this time or later; seconds since 1970. */
  readonly since?: number | undefined
}

/**
 * What any of several commits tracked.
 *
 * @throws those of `trackedAt`
 */
export async function trackedAtAny(
  { root }: Pick<Repository, "root">,
  { last = 1, since, ...revisions }: ChosenHistory,
): Promise<readonly Tracked[]> {
  const seen = new Set<string>()
  const tracked: Tracked[] = []
  const tips = await withAncestors(root, await commitsOf(root, revisions), last)
  const recent = since === undefined ? [] : await commitsSince(root, since)
  for (const commit of new Set([...tips, ...recent])) {
    const files = (await treeAt(root, commit)).filter(({ path }) => says.test(path))
    const state = hashBytes("md5", files.map(({ path, blob }) => `${blob} ${path}`).join("\n"))
    if (seen.has(state)) continue
    seen.add(state)
    tracked.push(...(await trackedOf(root, files)))
  }
  return tracked
}

async function trackedOf(
  root: string,
  files: readonly { readonly path: string; readonly blob: string }[],
): Promise<readonly Tracked[]> {
  const blobs = await blobsOf(root, [...new Set(files.map(({ blob }) => blob))])
  const folder = await mkdtemp(join(tmpdir(), "mlwright-revision-"))
  try {
    await mkdir(join(folder, ".dvc"))
    for (const { path, blob } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), blobs.get(blob) ?? "")
    }
    const workspace = await openWorkspace(folder)
    const { pointers, pipelines } = await findTrackers(workspace)
    const byStages = pipelines.length === 0 ? [] : await trackedByStages(await loadPipeline(folder))
    return [...trackedByPointers(folder, pointers), ...byStages].map((one) => ({
      ...one,
      file: join(root, relative(folder, one.file)),
      owner: join(root, relative(folder, one.owner)),
    }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Files that say what is tracked, or that those may refer to. */
const says = /(?:\.dvc|(?:^|\/)dvc\.(?:yaml|lock)|(?:^|\/)\.(?:dvcignore|gitignore)|\.(?:ya?ml|json|toml|py))$/
