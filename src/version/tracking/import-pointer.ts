import { existsSync } from "node:fs"
import { basename } from "node:path"
import { parseDocument } from "yaml"
import { isPlainObject, readText, writeFileAtomic } from "../../base/index.ts"
import { pointerInvalid } from "../errors.ts"
import type { Snapshot } from "../objects/snapshot.ts"
import { stageMd5 } from "../objects/stage-md5.ts"
import { editYamlMap } from "../yaml/edit.ts"
import { yamlText } from "../yaml/text.ts"
import { outputEntry, pointerPathOf, readPointer } from "./pointer.ts"

/** Where imported data comes from: a path of another repository at a commit, or an address. */
export type ImportSource =
  | {
      readonly kind: "repository"
      readonly path: string
      /** As it was given; a relative one counts from the folder of the `.dvc` file. */
      readonly url: string
      /** Branch, tag or commit that is followed; the default branch when it is left out. */
      readonly rev?: string
      /** Commit the data was taken from; absent before it was. */
      readonly revLock?: string
      readonly config?: string
      readonly remote?: string
    }
  | {
      readonly kind: "url"
      readonly url: string
      /** What tells one state of the source from another; absent before it was looked at. */
      readonly mark?: SourceMark
    }

/** MD5 of a file or folder of this computer, ETag of an object of S3, checksum as an HTTP server gives it. */
export interface SourceMark {
  readonly key: "md5" | "etag" | "checksum"
  readonly value: string
  readonly size?: number
  readonly nfiles?: number
}

/**
 * Say in the `.dvc` file of a path where it was imported from and what it holds. Of an existing file only what changed is
 * written.
 *
 * @param path absolute path of the data
 * @param snapshot absent when the data was not looked at
 * @returns absolute path of the `.dvc` file
 * @throws version.pointer-invalid, base.disk-full, base.folder-read-only
 */
export async function writeImport(path: string, source: ImportSource, snapshot?: Snapshot): Promise<string> {
  const file = pointerPathOf(path)
  const out = snapshot === undefined ? { hash: "md5" } : outputEntry(snapshot)
  if (!existsSync(file)) {
    const stage = { frozen: true, deps: [dependencyOf(source)], outs: [{ ...out, path: basename(path) }] }
    const isDone = source.kind === "url" ? source.mark !== undefined : source.revLock !== undefined
    await writeFileAtomic(file, yamlText(isDone ? { md5: stageMd5(stage), ...stage } : stage))
    return file
  }
  let text = await readText(file)
  const dependency = dependencyOf(source)
  if (source.kind === "repository") text = editYamlMap(text, ["deps", 0, "repo"], repoEntry(source))
  else {
    const { path: _path, ...mark } = dependency
    text = editYamlMap(text, ["deps", 0], mark)
  }
  text = editYamlMap(text, ["outs", 0], out)
  const stage: unknown = parseDocument(text).toJS()
  if (!isPlainObject(stage)) throw pointerInvalid(file, "wanted a map with outs")
  text = editYamlMap(text, [], { md5: stageMd5(stage) })
  await writeFileAtomic(file, text)
  return file
}

/**
 * Where the data of a `.dvc` file comes from.
 *
 * @throws version.pointer-invalid when it has no source, version.pointer-conflict, base.file-missing
 */
export async function readImport(file: string): Promise<ImportSource> {
  await readPointer(file)
  const stage: unknown = parseDocument(await readText(file)).toJS()
  const dependency: unknown = isPlainObject(stage) && Array.isArray(stage["deps"]) ? stage["deps"][0] : undefined
  if (!isPlainObject(dependency)) throw pointerInvalid(file, "it was not imported: it has no source in deps")
  const { path, repo } = dependency
  if (typeof path !== "string") throw pointerInvalid(file, "its source has no path")
  if (!isPlainObject(repo)) return { kind: "url", url: path, ...markIn(dependency) }
  if (typeof repo["url"] !== "string") throw pointerInvalid(file, "the repository of its source has no url")
  return {
    kind: "repository",
    path,
    url: repo["url"],
    ...textIn(repo, "rev", "rev"),
    ...textIn(repo, "rev_lock", "revLock"),
    ...textIn(repo, "config", "config"),
    ...textIn(repo, "remote", "remote"),
  }
}

function markIn(dependency: Readonly<Record<string, unknown>>): { readonly mark?: SourceMark } {
  for (const key of ["md5", "etag", "checksum"] as const) {
    const { [key]: value, size, nfiles } = dependency
    if (typeof value !== "string") continue
    const counts = { ...(typeof size === "number" ? { size } : {}), ...(typeof nfiles === "number" ? { nfiles } : {}) }
    return { mark: { key, value, ...counts } }
  }
  return {}
}

function textIn(repo: Readonly<Record<string, unknown>>, key: string, name: string): Readonly<Record<string, string>> {
  const value = repo[key]
  return typeof value === "string" ? { [name]: value } : {}
}

function dependencyOf(source: ImportSource) {
  if (source.kind === "repository") return { path: source.path, repo: repoEntry(source) }
  const { mark, url } = source
  if (mark === undefined) return { path: url }
  return {
    [mark.key]: mark.value,
    size: mark.size === undefined ? undefined : BigInt(mark.size),
    nfiles: mark.nfiles === undefined ? undefined : BigInt(mark.nfiles),
    hash: "md5",
    path: url,
  }
}

function repoEntry({ url, rev, revLock, config, remote }: Extract<ImportSource, { readonly kind: "repository" }>) {
  return { url, rev, rev_lock: revLock, config, remote }
}
