import { existsSync, readdirSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import {
  addToCache,
  cacheHolds,
  checkoutFromCache,
  hashPath,
  pointerPathOf,
  readPointer,
  type Workspace,
  writePointer,
} from "../../version/index.ts"
import type { Stage } from "./stage.ts"

/**
 * Bring the `.dvc` files of the data that stages read in line with the data, as `dvc repro` does: data that changed is
 * stored and its `.dvc` file says so, data that is gone comes back from the cache. Frozen ones and those DVC 2 wrote
 * stay as they are.
 *
 * @param read the stages, and `.dvc` files besides
 * @param how `commits`: changed data goes into the cache; `onUpdate`: called with each `.dvc` file that was written
 * @throws version.pointer-invalid, version.pointer-conflict and those of `addToCache`
 */
export async function verifySources(
  { stages, pointers: named }: { readonly stages: readonly Stage[]; readonly pointers: readonly string[] },
  workspace: Workspace,
  how: { readonly commits: boolean; readonly onUpdate: (pointer: string) => void },
): Promise<void> {
  const made = new Set(stages.flatMap(({ outs }) => outs.map(({ file }) => file)))
  const here = stages.flatMap(({ deps }) => deps.filter(({ isOutside }) => isOutside !== true))
  const read = new Set(here.map(({ file }) => file).filter((file) => !made.has(file)))
  const pointers = new Set([...named, ...[...read].flatMap((path) => pointersOf(path, workspace.root))])
  for (const pointer of pointers) if (await verify(pointer, workspace, how)) how.onUpdate(pointer)
}

async function verify(
  path: string,
  workspace: Workspace,
  { commits }: { readonly commits: boolean },
): Promise<boolean> {
  const pointer = await readPointer(path)
  if (pointer.frozen) return false
  let updated = false
  for (const { file, snapshot, legacy } of pointer.outs) {
    if (legacy) continue
    if (!existsSync(file)) {
      if (snapshot !== undefined && (await cacheHolds(workspace, snapshot)))
        await checkoutFromCache(workspace, snapshot, file)
      continue
    }
    const now = await hashPath(file, workspace)
    if (now.md5 === snapshot?.md5 && (!commits || (await cacheHolds(workspace, now)))) continue
    const stored = commits ? await addToCache(workspace, file) : now
    if (stored.md5 === snapshot?.md5 || pointerPathOf(file) !== path) continue
    await writePointer(file, stored)
    updated = true
  }
  return updated
}

/** The `.dvc` file of a path or of a folder it lies in; of a folder also those inside of it. */
export function pointersOf(path: string, root: string): readonly string[] {
  const found: string[] = []
  for (let place = path; place !== root && place !== dirname(place); place = dirname(place))
    if (existsSync(pointerPathOf(place))) found.push(pointerPathOf(place))
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) found.push(...pointersIn(path))
  return found
}

function pointersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === ".git" || entry.name === ".dvc" ? [] : pointersIn(path)
    return entry.name.endsWith(".dvc") && entry.isFile() ? [path] : []
  })
}
