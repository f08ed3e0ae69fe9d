import { existsSync } from "node:fs"
import { basename, dirname, resolve } from "node:path"
import { parseDocument } from "yaml"
import { isPlainObject, readText, writeFileAtomic } from "../../base/index.ts"
import { pointerConflict, pointerInvalid } from "../errors.ts"
import { conflictLine } from "../merge/conflict.ts"
import type { Snapshot } from "../objects/snapshot.ts"
import { editYamlMap } from "../yaml/edit.ts"
import { yamlText } from "../yaml/text.ts"

/** A `.dvc` file: it stands in git for data that does not. */
export interface Pointer {
  /** Absolute path of the `.dvc` file. */
  readonly path: string
  readonly outs: readonly PointerOutput[]
  /** Imported data and frozen pointers follow their source, not the workspace. */
  readonly frozen: boolean
  /** It has a source elsewhere. */
  readonly isImport: boolean
  /** Its source is another repository. */
  readonly isFromRepository: boolean
}

export interface PointerOutput {
  /** As written. */
  readonly path: string
  /** Absolute. */
  readonly file: string
  /** Absent when nothing was stored yet. */
  readonly snapshot?: Snapshot
  /** Written by DVC 2, whose hashes ignore line ends of text files. */
  readonly legacy: boolean
  /** Kept in the cache. */
  readonly cache: boolean
  /** Goes to remotes. */
  readonly push: boolean
  /** The one remote it goes to. */
  readonly remote?: string
}

/** @returns absolute path of the `.dvc` file of a file or folder */
export function pointerPathOf(path: string): string {
  return `${path.replace(/[/\\]+$/, "")}.dvc`
}

/** @throws version.pointer-invalid, version.pointer-conflict, base.file-missing, base.file-unreadable */
export async function readPointer(path: string): Promise<Pointer> {
  return parsePointer(await readText(path), path)
}

/**
 * @param path absolute; relative outputs count from its folder
 * @throws version.pointer-invalid, version.pointer-conflict
 */
export function parsePointer(text: string, path: string): Pointer {
  const conflict = conflictLine(text)
  if (conflict !== undefined) throw pointerConflict(path, conflict)
  const document = parseDocument(text)
  const problem = document.errors[0]
  if (problem !== undefined) throw pointerInvalid(path, problem.message.split("\n")[0] ?? "it is not YAML")
  const value: unknown = document.toJS() ?? {}
  if (!isPlainObject(value)) throw pointerInvalid(path, "wanted a map with outs")
  const outs = value["outs"] ?? []
  if (!Array.isArray(outs)) throw pointerInvalid(path, "outs is not a list")
  const folder = resolve(dirname(path), typeof value["wdir"] === "string" ? value["wdir"] : ".")
  const read = outs.map((out: unknown) => outputOf(out, { path, folder }))
  const [source]: unknown[] = Array.isArray(value["deps"]) ? value["deps"] : []
  const isImport = source !== undefined
  const isFromRepository = isPlainObject(source) && isPlainObject(source["repo"])
  return { path, outs: read, frozen: value["frozen"] === true || isImport, isImport, isFromRepository }
}

/**
 * Say in the `.dvc` file of a path what the path holds. An existing file is edited in place: comments and order stay,
 * new keys go to the end, and nothing is written when it says so already.
 *
 * @param path absolute path of the data
 * @returns absolute path of the `.dvc` file
 * @throws version.pointer-invalid, version.pointer-conflict, base.disk-full, base.folder-read-only
 */
export async function writePointer(path: string, snapshot: Snapshot): Promise<string> {
  const file = pointerPathOf(path)
  if (!existsSync(file)) {
    await writeFileAtomic(file, yamlText({ outs: [{ ...outputEntry(snapshot), path: basename(path) }] }))
    return file
  }
  const pointer = await readPointer(file)
  const index = pointer.outs.findIndex((out) => out.file === resolve(path))
  if (index === -1) throw pointerInvalid(file, `it has no output "${basename(path)}"`)
  const text = await readText(file)
  const edited = editYamlMap(text, ["outs", index], outputEntry(snapshot))
  if (edited !== text) await writeFileAtomic(file, edited)
  return file
}

/** What a `.dvc` file says of a snapshot, keys in the order of a new one. */
export function outputEntry(snapshot: Snapshot) {
  return {
    md5: snapshot.md5,
    size: BigInt(snapshot.size),
    nfiles: snapshot.nfiles === undefined ? undefined : BigInt(snapshot.nfiles),
    isexec: snapshot.isExec,
    hash: "md5",
  }
}

function outputOf(out: unknown, at: { readonly path: string; readonly folder: string }): PointerOutput {
  if (!isPlainObject(out)) throw pointerInvalid(at.path, "an output is not a map")
  const { path, md5, size, nfiles, isexec, hash, cache, push, remote } = out
  if (typeof path !== "string" || path === "") throw pointerInvalid(at.path, "an output has no path")
  const isLegacy = md5 !== undefined && md5 !== null && hash === undefined
  const place = {
    path,
    file: resolve(at.folder, path),
    legacy: isLegacy,
    cache: cache !== false,
    push: push !== false,
    ...(typeof remote === "string" ? { remote } : {}),
  }
  if (md5 === undefined || md5 === null) return place
  if (typeof md5 !== "string" || !/^[0-9a-f]{32}(?:\.dir)?$/.test(md5))
    throw pointerInvalid(at.path, `"${String(md5)}" is not an MD5`)
  return {
    ...place,
    snapshot: {
      md5,
      size: typeof size === "number" ? size : 0,
      isDir: md5.endsWith(".dir"),
      ...(typeof nfiles === "number" ? { nfiles } : {}),
      ...(isexec === true ? { isExec: true } : {}),
      ...(isLegacy ? { isLegacy: true } : {}),
    },
  }
}
