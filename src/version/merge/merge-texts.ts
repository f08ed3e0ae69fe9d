import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { gitFailed } from "../errors.ts"
import { git } from "../git/git.ts"

/** A text as two sides have it, and as it was before both; empty where there was none. */
export interface ThreeTexts {
  readonly base: string
  readonly ours: string
  readonly theirs: string
}

/**
 * Merge line by line as git does; where both sides changed the same lines git's markers stand in the text.
 *
 * @param root of a repository of DVC, for temporary files
 * @throws version.git-missing, version.git-failed, base.disk-full
 */
export async function mergeTexts(
  root: string,
  texts: ThreeTexts,
): Promise<{ readonly text: string; readonly isClean: boolean }> {
  if (texts.ours === texts.theirs || texts.theirs === texts.base) return { text: texts.ours, isClean: true }
  const around = join(root, ".dvc", "tmp")
  await withFileErrors("write", around, () => mkdir(around, { recursive: true }))
  const folder = await mkdtemp(join(around, `.tmp-${process.pid}-`))
  try {
    const files = { ours: join(folder, "ours"), base: join(folder, "base"), theirs: join(folder, "theirs") }
    for (const side of ["ours", "base", "theirs"] as const) await writeFile(files[side], texts[side])
    const labels = ["-L", "ours", "-L", "base", "-L", "theirs"]
    const merged = await git(folder, ["merge-file", "-p", "--quiet", ...labels, files.ours, files.base, files.theirs])
    // The number of conflicts, or 255 for what went wrong.
    if (merged.exitCode > 127) throw gitFailed("merge-file", merged.stderr.trim())
    return { text: merged.stdout, isClean: merged.exitCode === 0 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
