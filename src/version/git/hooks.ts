import { existsSync } from "node:fs"
import { chmod, mkdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { readText, withFileErrors, writeFileAtomic } from "../../base/index.ts"
import { hookExists } from "../errors.ts"
import { git, gitText, topOf } from "./git.ts"

/** What git is told of us. */
export interface InstalledHooks {
  /** Absolute paths. */
  readonly hooks: readonly string[]
  /** Absolute path of the file that says which files our driver merges. */
  readonly attributes: string
  /** The file was changed, and belongs into git. */
  readonly isNew: boolean
}

/**
 * Let git call mlwright: before a commit, after a checkout, before a push, and to merge `.dvc` files and `dvc.lock`. Only
 * files that are ours are written anew.
 *
 * @param root of the repository of DVC
 * @param own program and script that stand in where `mlwright` is not on PATH
 * @throws version.hook-exists, version.git-failed, base.folder-read-only
 */
export async function installHooks(
  root: string,
  own: readonly string[],
  { force = false }: { readonly force?: boolean | undefined } = {},
): Promise<InstalledHooks> {
  const folder = await hooksFolder(root)
  const hooks = hookNames.map((name) => join(folder, name))
  for (const hook of hooks)
    if (!force && existsSync(hook) && !(await readText(hook)).includes(mark)) throw hookExists(hook)
  await withFileErrors("write", folder, () => mkdir(folder, { recursive: true }))
  for (const [index, hook] of hooks.entries()) {
    await writeFileAtomic(hook, `#!/bin/sh\n${mark}\n${calling(own, `${hookNames[index]} "$@"`)}\n`)
    await chmod(hook, 0o755)
  }
  const driver = calling(own, "merge-driver --ancestor %O --our %A --their %B --path %P")
  await gitText(root, ["config", "--local", "merge.mlwright.name", "merge of .dvc files and dvc.lock"])
  await gitText(root, ["config", "--local", "merge.mlwright.driver", driver])
  return { hooks, ...(await writeAttributes(root)) }
}

async function hooksFolder(root: string): Promise<string> {
  const chosen = await git(root, ["config", "--local", "--get", "core.hooksPath"])
  if (chosen.exitCode === 0) return resolve(await topOf(root), chosen.stdout.trim())
  return join(resolve(root, await gitText(root, ["rev-parse", "--git-common-dir"])), "hooks")
}

function calling(own: readonly string[], words: string): string {
  const quoted = own.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")
  return `if command -v mlwright >/dev/null 2>&1; then mlwright git-hook ${words}; else ${quoted} git-hook ${words}; fi`
}

async function writeAttributes(root: string): Promise<Pick<InstalledHooks, "attributes" | "isNew">> {
  const attributes = join(root, ".gitattributes")
  const text = existsSync(attributes) ? await readText(attributes) : ""
  const missing = merged.filter((line) => !text.split(/\r?\n/).includes(line))
  const glue = text === "" || text.endsWith("\n") ? "" : "\n"
  if (missing.length > 0) await writeFileAtomic(attributes, `${text}${glue}${missing.join("\n")}\n`)
  return { attributes, isNew: missing.length > 0 }
}

/** DVC's hooks. */
const hookNames = ["pre-commit", "post-checkout", "pre-push"] as const

const merged = ["*.dvc merge=mlwright", "dvc.lock merge=mlwright"] as const

const mark = "# made by mlwright install"
