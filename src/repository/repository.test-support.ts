import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"
import { addPaths, initDvc } from "../version/index.ts"
import { changeRepository, type Repository } from "./index.ts"

/** New repositories of git and DVC side by side, one for each name. @returns absolute folders */
export async function repositories<const Names extends readonly string[]>(
  ...names: Names
): Promise<{ readonly [At in keyof Names]: string }> {
  const folder = mkdtempSync(join(tmpdir(), "repository-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const roots = names.map((name) => join(folder, name))
  for (const root of roots) {
    mkdirSync(root)
    git(root, "init", "-q", "--initial-branch=main")
    git(root, "config", "user.name", "Ann")
    git(root, "config", "user.email", "ann@example.org")
    await initDvc(root)
  }
  return roots as { readonly [At in keyof Names]: string }
}

/** Write files, track what they lie in by its first name, and commit all. */
export async function commitData(root: string, files: Readonly<Record<string, string>>, message: string) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const tops = [...new Set(Object.keys(files).map((path) => join(root, path.split("/")[0] ?? "")))]
  await change(root, ({ workspace, tracked }) => addPaths(workspace, { paths: tops, tracked }))
  git(root, "add", "-A")
  git(root, "commit", "-qm", message)
}

export function change<T>(root: string, work: (repository: Repository) => Promise<T>): Promise<T> {
  return changeRepository(root, () => {}, work)
}

/** @returns what git answers, without the line break at its end */
export function git(root: string, ...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd()
}
