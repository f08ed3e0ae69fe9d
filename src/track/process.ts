import { readFileSync, readlinkSync } from "node:fs"
import { hostname } from "node:os"
import { isPlainObject } from "../base/index.ts"

/** What tells one process from every other, also after its number was given to another one. */
export interface ProcessMark {
  readonly pid: number
  readonly host: string
  /** Boot, process namespace and start time, where the system tells them; empty otherwise. */
  readonly boot: string
  readonly namespace: string
  readonly started: string
}

/** The effect: which process this is, and which have ended. */
export interface Processes {
  readonly self: () => ProcessMark
  /** True only when it is certain: another machine's process never is. */
  readonly hasEnded: (mark: ProcessMark) => boolean
}

export const systemProcesses: Processes = {
  self: () => ({
    pid: process.pid,
    host: hostname(),
    boot: bootId(),
    namespace: namespaceId(),
    started: startOf(process.pid).started,
  }),
  hasEnded: (mark) => {
    if (mark.host !== hostname()) return false
    if (mark.boot !== bootId()) return true
    if (mark.namespace !== namespaceId()) return false
    if (!exists(mark.pid)) return true
    const now = startOf(mark.pid)
    return now.ended || (now.started !== "" && now.started !== mark.started)
  },
}

/** @returns undefined when the text is not a mark */
export function parseProcessMark(text: string): ProcessMark | undefined {
  try {
    const mark: unknown = JSON.parse(text)
    if (!isPlainObject(mark)) return undefined
    const { pid, host, boot, namespace, started } = mark
    if (typeof pid !== "number" || typeof host !== "string" || typeof started !== "string") return undefined
    return { pid, host, started, boot: String(boot ?? ""), namespace: String(namespace ?? "") }
  } catch {
    return undefined
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** Of Linux' /proc; the name in brackets may hold anything, so the fields are counted from the last bracket. */
function startOf(pid: number): { readonly started: string; readonly ended: boolean } {
  const fields =
    readOr(() => readFileSync(`/proc/${pid}/stat`, "utf8"))
      .split(") ")
      .at(-1)
      ?.split(" ") ?? []
  return { started: fields[19] ?? "", ended: fields[0] === "Z" || fields[0] === "X" }
}

function bootId(): string {
  return readOr(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")).trim()
}

function namespaceId(): string {
  return readOr(() => readlinkSync("/proc/self/ns/pid"))
}

/** Systems without /proc tell less; then the process number alone decides. */
function readOr(read: () => string): string {
  try {
    return read()
  } catch {
    return ""
  }
}
