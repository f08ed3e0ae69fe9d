import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { onTestFinished } from "vitest"

/** The built command, as a user has it. */
export const command = join(import.meta.dirname, "../../dist/mlwright.js")

/** Real tables beside the repository. */
export const tables = join(import.meta.dirname, "../../../shared/data")

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** The one JSON document on standard output. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the document as a user's script would
  readonly json: any
}

/** Run `mlwright --json ARGS` in a folder. */
export async function mlwright(folder: string, ...args: readonly string[]): Promise<Outcome> {
  return finished(start(folder, ["--json", ...args]))
}

/** The same, and it must end well. */
export async function done(folder: string, ...args: readonly string[]): Promise<Outcome> {
  const outcome = await mlwright(folder, ...args)
  if (outcome.code !== 0)
    throw new Error(`mlwright ${args.join(" ")} ended with ${outcome.code}\n${outcome.stdout}\n${outcome.stderr}`)
  return outcome
}

/** @param as another user, for a test that runs as root */
export function start(
  folder: string,
  args: readonly string[],
  as: { readonly uid?: number; readonly gid?: number } = {},
): ChildProcess {
  return spawn(process.execPath, [command, ...args], {
    ...as,
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  })
}

export async function finished(child: ChildProcess): Promise<Outcome> {
  let stdout = ""
  let stderr = ""
  child.stdout?.on("data", (text) => (stdout += text))
  child.stderr?.on("data", (text) => (stderr += text))
  const code = await new Promise<number>((settle) =>
    child.once("close", (status, signal) => settle(status ?? (signal === null ? 1 : 128))),
  )
  return { code, stdout, stderr, json: parsed(stdout) }
}

/** A folder of the test's own, gone when the test is. */
export async function workFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mlwright-journey-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Start `mlwright serve` on a free port; stopped when the test is. */
export async function serve(
  project: string,
  ...args: readonly string[]
): Promise<{ readonly url: string; readonly server: ChildProcess }> {
  const server = start(project, ["--json", "serve", "--port", "0", ...args])
  onTestFinished(() => void server.kill("SIGKILL"))
  for await (const line of createInterface({ input: server.stdout! })) return { url: JSON.parse(line).url, server }
  throw new Error("the server ended before it answered")
}

/** Skips loudly: says which table is missing, and what was not tested. */
export function table(path: string): { readonly path: string; readonly absent: boolean } {
  const full = join(tables, path)
  const absent = !existsSync(full)
  if (absent) console.warn(`SKIPPED: the real table ${path} is not beside the repository; its journey was not tested`)
  return { path: full, absent }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
