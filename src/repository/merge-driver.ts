import { basename, dirname, join, resolve } from "node:path"
import { readText, writeFileAtomic } from "../base/index.ts"
import { mergePointers, mergeTexts, openWorkspace, type ThreeTexts } from "../version/index.ts"
import { mergeLocks } from "./merge-locks.ts"
import { findRepository } from "./repository.ts"

/** Three files as git hands them to a merge driver; the answer goes into `our`. */
export interface MergeRequest {
  readonly ancestor: string
  readonly our: string
  readonly their: string
  /** What is merged, from the folder. */
  readonly path: string
}

export interface Merged {
  /** What a person must decide, in words; empty when all is merged. */
  readonly conflicts: readonly string[]
  /** Stages both sides ran anew. */
  readonly kept: readonly string[]
}

/**
 * Merge a `.dvc` file or `dvc.lock` for git. Where it cannot be done, git's markers stand in the file.
 *
 * @throws repository.missing, version.git-failed, base.disk-full
 */
export async function mergeForGit(folder: string, { ancestor, our, their, path }: MergeRequest): Promise<Merged> {
  const file = resolve(folder, path)
  const root = findRepository(dirname(file))
  const at = (name: string): Promise<string> => readText(join(resolve(folder), name))
  const texts: ThreeTexts = { base: await at(ancestor), ours: await at(our), theirs: await at(their) }
  const answer = await merge(root, file, texts)
  await writeFileAtomic(join(resolve(folder), our), answer.text)
  return answer
}

async function merge(root: string, file: string, texts: ThreeTexts): Promise<Merged & { readonly text: string }> {
  if (basename(file) === "dvc.lock") return { ...mergeLocks(texts, file), conflicts: [] }
  if (file.endsWith(".dvc")) return { ...(await mergePointers(await openWorkspace(root), file, texts)), kept: [] }
  const { text, isClean } = await mergeTexts(root, texts)
  return { text, kept: [], conflicts: isClean ? [] : ["lines that both sides changed"] }
}
