import { existsSync } from "node:fs"
import { mkdir, rm } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { withFileErrors } from "../base/index.ts"
import { configFileOf, editDvcConfig, ensureGit, initDvc } from "../version/index.ts"
import { repositoryExists } from "./errors.ts"

export interface InitRepositoryOptions {
  /** False for a repository that is in no git. */
  readonly scm: boolean
  /** A repository around it does not matter. */
  readonly subdir?: boolean
  /** Make it anew; its settings go, its cache stays. */
  readonly force?: boolean
}

/**
 * Make a folder a bare DVC repository, as `dvc init` does; a git repository too, if it is in none.
 *
 * @returns absolute folder, and paths of the files made from there
 * @throws repository.exists, version.git-missing, base.folder-read-only
 */
export async function initRepository(
  place: { readonly base: string; readonly folder: string },
  { scm, subdir = false, force = false }: InitRepositoryOptions,
): Promise<{ readonly root: string; readonly files: readonly string[] }> {
  const root = resolve(place.base, place.folder)
  const around = subdir ? (existsSync(join(root, ".dvc")) ? root : undefined) : repositoryAround(root)
  if (around !== undefined && !(force && around === root)) throw repositoryExists(around)
  await withFileErrors("write", root, () => mkdir(root, { recursive: true }))
  if (force) await withFileErrors("write", root, () => rm(configFileOf(root, "repo"), { force: true }))
  if (scm) await ensureGit(root)
  const files = await initDvc(root)
  if (!scm) await editDvcConfig(configFileOf(root, "repo"), [{ section: "core", key: "no_scm", value: "True" }])
  return { root, files }
}

function repositoryAround(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, ".dvc"))) return current
    if (dirname(current) === current) return undefined
  }
}
