import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { openRemote, type Remote } from "../store/index.ts"
import {
  blobsOf,
  cloneBare,
  commitAt,
  openWorkspace,
  remoteOf,
  shownUrl,
  type Tracked,
  type TreeFile,
  treeAt,
  type Workspace,
} from "../version/index.ts"
import { revisionUnknown, sourceWithoutCommit } from "./errors.ts"
import { trackedAt } from "./tracked-at.ts"

/** Another repository, of DVC or of git alone, at one commit. */
export interface SourceRepository {
  /** As a person knows it. */
  readonly url: string
  /** Full name. */
  readonly commit: string
  /** What the commit tracks; paths from the top of the repository. */
  readonly tracked: readonly Tracked[]
  /** What git itself has of the commit. */
  readonly files: readonly TreeFile[]
  /** Contents of files of git by their names. */
  blobs(names: readonly string[]): Promise<ReadonlyMap<string, Buffer>>
  /** Where objects may be, the nearest first; an output may have a remote of its own. */
  remotes(tracked?: Pick<Tracked, "remote">): readonly Remote[]
  /** Of a repository on this computer that is one of DVC. */
  readonly workspace?: Workspace
  close(): Promise<void>
}

export interface SourceOptions {
  /** Branch, tag or commit; the one that is checked out, or the default branch, when it is left out. */
  readonly rev?: string | undefined
  /** Remote of that repository that is asked for objects; its default one when it is left out. */
  readonly remote?: string | undefined
}

/**
 * Open a repository by its folder or by an address that git can clone.
 *
 * @param url a relative folder counts from `from`
 * @throws version.git-failed, repository.source-without-commit, repository.revision-unknown, version.remote-unknown
 */
export async function openSource(url: string, from: string, options: SourceOptions = {}): Promise<SourceRepository> {
  const local = localFolder(url, from)
  if (local !== undefined) return opened(url, local, options)
  const folder = await mkdtemp(join(tmpdir(), "mlwright-source-"))
  const clear = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const bare = join(folder, "bare")
    await cloneBare(url, bare)
    const source = await opened(shownUrl(url), bare, { ...options, settings: join(folder, "settings") })
    return { ...source, close: async () => void (await Promise.all([source.close(), clear()])) }
  } catch (error) {
    await clear()
    throw error
  }
}

/** @returns absolute folder when the address is one of this computer */
export function localFolder(url: string, from: string): string | undefined {
  if (/^file:\/\//i.test(url)) return fileURLToPath(url)
  const folder = resolve(from, url)
  return existsSync(folder) ? folder : undefined
}

async function opened(
  url: string,
  folder: string,
  { rev, remote, settings }: SourceOptions & { readonly settings?: string },
): Promise<SourceRepository> {
  const commit = await commitAt(folder, rev ?? "HEAD")
  if (commit === undefined) throw rev === undefined ? sourceWithoutCommit(url) : revisionUnknown(rev)
  const files = await treeAt(folder, commit)
  const blobs = (names: readonly string[]) => blobsOf(folder, names)
  const workspace = await settingsOf(folder, { files, blobs, settings })
  const remotes: Remote[] = []
  return {
    url,
    commit,
    files,
    blobs,
    tracked: await trackedAt({ root: folder }, commit),
    ...(workspace !== undefined && settings === undefined ? { workspace } : {}),
    remotes: (tracked) => {
      if (workspace === undefined) return []
      const { config, cacheFolder } = workspace
      const name = remote ?? tracked?.remote
      const hasOne = name !== undefined || config.get("core")?.has("remote") === true
      const found = [
        ...(settings === undefined ? [openRemote(cacheFolder)] : []),
        ...(hasOne ? [remoteOf(config, name)] : []),
      ]
      remotes.push(...found)
      return found
    },
    close: async () => {
      for (const one of remotes) one.close()
    },
  }
}

/** Settings of DVC: those of the folder, or of the commit where only git's objects are here. */
async function settingsOf(
  folder: string,
  { files, blobs, settings }: Pick<SourceRepository, "files" | "blobs"> & { readonly settings: string | undefined },
): Promise<Workspace | undefined> {
  if (settings === undefined) return existsSync(join(folder, ".dvc")) ? openWorkspace(folder) : undefined
  const blob = files.find(({ path }) => path === ".dvc/config")?.blob
  if (blob === undefined) return undefined
  await mkdir(join(settings, ".dvc"), { recursive: true })
  await writeFile(join(settings, ".dvc", "config"), (await blobs([blob])).get(blob) ?? "")
  return openWorkspace(settings)
}
