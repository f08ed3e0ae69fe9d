import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { dirname, join, relative, sep } from "node:path"
import { withFileErrors } from "../base/index.ts"
import {
  ignoreInGit,
  isWithoutGit,
  pointerPathOf,
  pushObjects,
  remoteOf,
  type Snapshot,
  writeImport,
  writePointer,
} from "../version/index.ts"
import { freePlace, type Imported, type ImportOptions, placeNamed } from "./import-data.ts"
import type { Repository } from "./repository.ts"
import { addressFrom, takeOutside } from "./take-outside.ts"

export interface SendOptions extends Omit<ImportOptions, "extent"> {
  /** The default one when it is left out. */
  readonly remote?: string | undefined
  /** `add` forgets where it came from. */
  readonly as: "add" | "import"
}

export type Sent = Imported & { readonly snapshot: Snapshot }

/**
 * Send what a path or an address holds to a remote and remember here what it is. It passes through a folder that goes when all
 * is sent: nothing of it stays in the cache or the workspace.
 *
 * @throws version.remote-unset, version.path-taken, version.paths-overlap, store.outside-missing, version.transfer-failed
 */
export async function sendToRemote(repository: Repository, url: string, options: SendOptions): Promise<Sent> {
  const { workspace } = repository
  const { name, stored } = placeNamed(repository, url, options.out)
  const remote = remoteOf(workspace.config, options.remote)
  const temporary = join(workspace.root, ".dvc", "tmp")
  await withFileErrors("write", temporary, () => mkdir(temporary, { recursive: true }))
  const folder = await mkdtemp(join(temporary, `.tmp-${process.pid}-`))
  try {
    const target = freePlace(repository, name, options)
    const passing = { ...workspace, cacheFolder: join(folder, "cache") }
    const from = stored(dirname(target))
    const { snapshot, mark } = await takeOutside(passing, addressFrom(workspace, from, dirname(target)), options)
    const path = relative(workspace.root, target).split(sep).join("/")
    const tracked = { path, file: target, owner: pointerPathOf(target), snapshot, cache: true, push: true }
    const { jobs, onDone } = options
    await pushObjects(passing, { remote, chosen: [{ tracked }] }, { jobs, onDone })
    await rm(pointerPathOf(target), { force: true })
    const pointer =
      options.as === "add"
        ? await writePointer(target, snapshot)
        : await writeImport(target, { kind: "url", url: from, mark }, snapshot)
    if (!isWithoutGit(workspace)) await ignoreInGit(target)
    return { path: target, pointer, snapshot }
  } finally {
    remote.close()
    await rm(folder, { recursive: true, force: true })
    await workspace.hashes.save()
  }
}
