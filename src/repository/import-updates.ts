import { dirname } from "node:path"
import { KnownError } from "../base/index.ts"
import { commitAt, commitOn, type ImportSource, readImport } from "../version/index.ts"
import { localFolder } from "./source.ts"

/** Imports whose source has a newer commit, and those whose source did not answer. */
export interface ImportUpdates {
  /** By the absolute path of the `.dvc` file: the source as DVC names it. */
  readonly available: ReadonlyMap<string, string>
  readonly unasked: readonly { readonly url: string; readonly problem: string }[]
}

/**
 * Ask the repositories that data was imported from whether the branch that is followed has moved; each is asked once.
 *
 * @param pointers absolute paths of `.dvc` files of imports
 * @throws version.pointer-invalid
 */
export async function importUpdates(pointers: readonly string[]): Promise<ImportUpdates> {
  const available = new Map<string, string>()
  const asked = new Map<string, Promise<string | undefined | KnownError>>()
  const problems = new Map<string, string>()
  for (const pointer of pointers) {
    const source = await readImport(pointer)
    if (source.kind !== "repository") continue
    const { path, url, rev, revLock } = source
    const key = `${url}\0${rev ?? ""}`
    const now = await (asked.get(key) ?? remembered(asked, key, newestCommit(source, dirname(pointer))))
    if (now instanceof KnownError) problems.set(url, now.message)
    else if (now !== undefined && now !== revLock) available.set(pointer, `${path} (${url})`)
  }
  return { available, unasked: [...problems].map(([url, problem]) => ({ url, problem })) }
}

function remembered<T>(asked: Map<string, Promise<T>>, key: string, answer: Promise<T>): Promise<T> {
  asked.set(key, answer)
  return answer
}

/** @returns undefined for a commit that is named by its hash, which does not move */
async function newestCommit(
  { url, rev = "HEAD" }: Extract<ImportSource, { readonly kind: "repository" }>,
  from: string,
): Promise<string | undefined | KnownError> {
  try {
    const local = localFolder(url, from)
    return await (local === undefined ? commitOn(url, rev) : commitAt(local, rev))
  } catch (error) {
    if (error instanceof KnownError) return error
    throw error
  }
}
