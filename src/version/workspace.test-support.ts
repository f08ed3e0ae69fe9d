import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"
import { type Chosen, findTrackers, initDvc, openWorkspace, trackedByPointers, type Workspace } from "./index.ts"

/** A new DVC repository with these files, and a folder `store` beside it as its default remote. */
export async function repository(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), "version-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const root = join(folder, "work")
  await initDvc(root)
  write(root, { ".dvc/config": `[core]\n    remote = s\n['remote "s"']\n    url = ../../store\n`, ...files })
  return openWorkspace(root)
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** All that is tracked. */
export async function everything(workspace: Workspace): Promise<readonly Chosen[]> {
  const { pointers } = await findTrackers(workspace)
  return trackedByPointers(workspace.root, pointers).map((tracked) => ({ tracked }))
}

/** Contents by path below a folder. */
export function contents(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")]
    }),
  )
}

export const remoteFolder = ({ root }: Workspace): string => join(dirname(root), "store")
