import { readdirSync, statSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  fetchManifest,
  initDvc,
  isTrusted,
  manifestOf,
  objectPath,
  openWorkspace,
  type Tracked,
  type Workspace,
} from "../version/index.ts"
import { sourcePathMissing } from "./errors.ts"
import { openRepository } from "./repository.ts"
import { localFolder, openSource, type SourceRepository } from "./source.ts"

/** One name of a listing; the keys are DVC's. */
export interface ListedFile {
  readonly isout: boolean
  readonly isdir: boolean
  readonly isexec: boolean
  /** Bytes; null where nobody says. */
  readonly size: number | null
  readonly md5: string | null
  /** From the path that was listed. */
  readonly path: string
}

export interface ListRequest {
  readonly url: string
  readonly path?: string | undefined
  readonly rev?: string | undefined
  readonly remote?: string | undefined
  /** Levels below the path; 1 without going into folders. */
  readonly depth: number
  readonly dvcOnly?: boolean | undefined
}

/**
 * What a repository has, tracked data and files of git together: of a commit, or of a folder of this computer as it lies.
 *
 * @param folder absolute; a relative url counts from there
 * @throws repository.source-path-missing and those of `openSource`
 */
export async function listFiles(folder: string, request: ListRequest): Promise<readonly ListedFile[]> {
  const { url, dvcOnly = false, depth } = request
  const path = (request.path ?? "").replaceAll("\\", "/").replace(/^\.?\/|\/+$/g, "")
  const all = await allFiles(folder, request)
  const below = all.filter((file) => path === "" || file.path === path || file.path.startsWith(`${path}/`))
  if (below.length === 0 && path !== "") throw sourcePathMissing(url, path)
  const shown = new Map<string, ListedFile>()
  for (const file of below) {
    if (dvcOnly && !file.isout) continue
    const rest =
      file.path === path ? (file.path.split("/").at(-1) ?? "") : file.path.slice(path === "" ? 0 : path.length + 1)
    const isFolderItself = file.isdir && file.path === path
    if (isFolderItself) continue
    const steps = rest.split("/")
    for (let level = 1; level <= Math.min(depth, steps.length - 1); level++) {
      const name = steps.slice(0, level).join("/")
      const isShown = level === depth && steps.length > depth
      if (isShown && !shown.has(name)) shown.set(name, folderNamed(name, file.isout && isInside(all, path, name)))
    }
    if (steps.length <= depth && !(file.isdir && depth === Number.POSITIVE_INFINITY && hasBelow(all, file.path)))
      shown.set(rest, { ...file, path: rest })
  }
  return [...shown.values()].toSorted((first, second) => (first.path < second.path ? -1 : 1))
}

/**
 * Every file of a repository, tracked folders besides; paths from its top.
 *
 * @throws those of `openSource`
 */
export async function allFiles(
  folder: string,
  request: Pick<ListRequest, "url" | "rev" | "remote">,
): Promise<readonly ListedFile[]> {
  const local = localFolder(request.url, folder)
  return local !== undefined && request.rev === undefined ? ofFolder(local) : ofCommit(folder, request)
}

function folderNamed(path: string, isout: boolean): ListedFile {
  return { isout, isdir: true, isexec: false, size: null, md5: null, path }
}

function isInside(all: readonly ListedFile[], base: string, name: string): boolean {
  const path = base === "" ? name : `${base}/${name}`
  return all.some((file) => file.isout && file.isdir && (path === file.path || path.startsWith(`${file.path}/`)))
}

function hasBelow(all: readonly ListedFile[], path: string): boolean {
  return all.some((file) => file.path.startsWith(`${path}/`))
}

async function ofFolder(folder: string): Promise<readonly ListedFile[]> {
  const { root, workspace, tracked } = await openRepository(folder)
  const outs = (await outputs(tracked, workspace, (one) => filesOf(workspace, one))).map((file) => ({
    ...file,
    size: file.size ?? sizeAt(join(root, file.path)),
  }))
  const known = new Set(outs.map(({ path }) => path))
  const files: ListedFile[] = []
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`
      if (known.has(path) || workspace.rules.leavesOut(join(root, path), entry.isDirectory())) continue
      if (entry.isDirectory()) visit(path)
      else files.push(plainFile(path, statSync(join(root, path), { throwIfNoEntry: false })))
    }
  }
  visit("")
  return [...outs, ...files]
}

function plainFile(path: string, stat: { readonly size: number; readonly mode: number } | undefined): ListedFile {
  const isexec = stat !== undefined && (stat.mode & 0o100) !== 0
  return { isout: false, isdir: false, isexec, size: stat?.size ?? null, md5: null, path }
}

async function ofCommit(
  folder: string,
  { url, rev, remote }: Pick<ListRequest, "url" | "rev" | "remote">,
): Promise<readonly ListedFile[]> {
  const source = await openSource(url, folder, { rev, remote })
  const temporary = await mkdtemp(join(tmpdir(), "mlwright-list-"))
  try {
    await initDvc(temporary)
    const workspace = source.workspace ?? (await openWorkspace(temporary))
    const outs = await outputs(source.tracked, workspace, (one) => filesOf(workspace, one, source))
    const blobs = await source.blobs(source.files.map(({ blob }) => blob))
    const files = source.files
      .filter(({ path }) => !path.startsWith(".dvc/"))
      .map(({ path, blob }) => plainFile(path, { size: blobs.get(blob)?.length ?? 0, mode: 0 }))
    return [...outs, ...files]
  } finally {
    await source.close()
    await rm(temporary, { recursive: true, force: true })
  }
}

async function outputs(
  tracked: readonly Tracked[],
  workspace: Workspace,
  below: (one: Tracked) => Promise<readonly { readonly md5: string; readonly relpath: string }[]>,
): Promise<readonly ListedFile[]> {
  const listed: ListedFile[] = []
  for (const one of tracked) {
    const { path, snapshot, cache } = one
    if (!cache) continue
    const isdir = snapshot?.isDir === true
    const size = snapshot?.size ?? null
    listed.push({ isout: true, isdir, isexec: snapshot?.isExec === true, size, md5: snapshot?.md5 ?? null, path })
    for (const { md5, relpath } of isdir ? await below(one) : [])
      listed.push({
        isout: true,
        isdir: false,
        isexec: false,
        size: sizeIn(workspace, one, md5),
        md5,
        path: `${path}/${relpath}`,
      })
  }
  return listed
}

/** Of a file in a tracked folder, when the cache has it. */
function sizeIn(workspace: Workspace, { snapshot }: Tracked, md5: string): number | null {
  return snapshot === undefined ? null : sizeAt(objectPath(workspace, { ...snapshot, md5 }))
}

function sizeAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}

/** Files of a folder, when its manifest is here or can be had. */
async function filesOf(workspace: Workspace, one: Tracked, source?: SourceRepository) {
  const { snapshot, path } = one
  if (snapshot === undefined) return []
  if (await isTrusted(workspace, snapshot)) return manifestOf(workspace, snapshot, path)
  for (const remote of source?.remotes(one) ?? [])
    if (await fetchManifest(workspace, remote, snapshot)) return manifestOf(workspace, snapshot, path)
  return []
}
