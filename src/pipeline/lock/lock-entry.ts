import { isPlainObject } from "../../base/index.ts"
import type { Snapshot, YamlValue } from "../../version/index.ts"
import { lockInvalid } from "../errors.ts"

/** What a stage read and wrote when it last ran. */
export interface LockEntry {
  readonly cmd: string | readonly string[]
  readonly deps: readonly LockPath[]
  /** Values by file and dotted key. */
  readonly params: Readonly<Record<string, Readonly<Record<string, YamlValue>>>>
  readonly outs: readonly LockPath[]
}

export interface LockPath extends Snapshot {
  /** As written in `dvc.yaml`. */
  readonly path: string
  /** At an address: what `md5` is in truth, for the server says it. */
  readonly mark?: "etag" | "checksum"
}

/** The keys of a stage and of its entries in DVC's order, which here is not that of a `.dvc` file. */
export function yamlOf(entry: LockEntry): YamlValue {
  const { cmd, deps, params, outs } = entry
  return {
    cmd,
    deps: deps.length === 0 ? undefined : deps.map(pathYaml),
    params: Object.keys(params).length === 0 ? undefined : params,
    outs: outs.length === 0 ? undefined : outs.map(pathYaml),
  }
}

function pathYaml({ path, md5, size, nfiles, isExec, isLegacy, mark }: LockPath): YamlValue {
  return {
    path,
    hash: isLegacy === true ? undefined : "md5",
    [mark ?? "md5"]: md5,
    size: BigInt(size),
    nfiles: nfiles === undefined ? undefined : BigInt(nfiles),
    isexec: isExec,
  }
}

/**
 * One stage of a lock, or a file of the run-cache.
 *
 * @throws pipeline.lock-invalid
 */
export function entryOf(file: string, name: string, value: unknown): LockEntry {
  if (!isPlainObject(value)) throw lockInvalid(file, `stage "${name}" is not a map`)
  const { cmd, deps, params, outs } = value
  if (!isCommand(cmd)) throw lockInvalid(file, `stage "${name}" has no cmd`)
  if (params != null && !isParams(params)) throw lockInvalid(file, `params of stage "${name}" are not maps`)
  return { cmd, deps: pathsOf(file, name, deps), params: params ?? {}, outs: pathsOf(file, name, outs) }
}

function pathsOf(file: string, name: string, value: unknown): readonly LockPath[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw lockInvalid(file, `deps or outs of stage "${name}" are not a list`)
  return value.map((item: unknown) => {
    if (!isPlainObject(item) || typeof item["path"] !== "string")
      throw lockInvalid(file, `stage "${name}" has an entry without a path`)
    const { path, md5, size, nfiles, isexec, hash: hashName } = item
    const mark = (["etag", "checksum"] as const).find((key) => typeof item[key] === "string")
    const hash = mark !== undefined ? String(item[mark]) : typeof md5 === "string" ? md5 : ""
    return {
      path,
      md5: hash,
      size: Number(size ?? 0),
      isDir: hash.endsWith(".dir"),
      ...(mark === undefined ? {} : { mark }),
      ...(typeof nfiles === "bigint" ? { nfiles: Number(nfiles) } : {}),
      ...(isexec === true ? { isExec: true as const } : {}),
      ...(hash !== "" && hashName === undefined ? { isLegacy: true as const } : {}),
    }
  })
}

function isCommand(value: unknown): value is string | readonly string[] {
  return typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string"))
}

function isParams(value: unknown): value is LockEntry["params"] {
  return isPlainObject(value) && Object.values(value).every(isPlainObject)
}
