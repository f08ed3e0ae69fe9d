import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { basename, isAbsolute } from "node:path"
import { Writable } from "node:stream"
import { commandFailed, shellMissing } from "../errors.ts"

export interface ShellCommand {
  readonly command: string
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly onOutput: (stream: "stdout" | "stderr", text: string) => void
}

/**
 * Run a command in the shell as DVC does: `$SHELL` or `/bin/sh`, without its settings files. It gets a process group of
 * its own, which ends as a whole when the signal aborts or this process dies in whatever way.
 *
 * @throws pipeline.command-failed, pipeline.shell-missing; the signal's reason when aborted
 */
export async function runShell(order: ShellCommand): Promise<void> {
  order.signal.throwIfAborted()
  const shell = order.environment["SHELL"] || "/bin/sh"
  if (isAbsolute(shell) && !existsSync(shell)) throw shellMissing(shell)
  const wanted = [shell, ...(quietFlags[basename(shell)] ?? []), "-c", order.command]
  const child = spawn("/bin/sh", ["-c", watched, "sh", ...wanted], {
    cwd: order.folder,
    env: { ...order.environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  })
  const lastLines = relay(child, order.onOutput)
  const stop = (): void => endGroup(child)
  order.signal.addEventListener("abort", stop, { once: true })
  try {
    const { exitCode, signal } = await ended(child)
    order.signal.throwIfAborted()
    if (exitCode !== 0)
      throw commandFailed(order.command, {
        ...(exitCode === null ? {} : { exitCode }),
        ...(signal === null ? {} : { signal }),
        lastLines: lastLines(),
      })
  } finally {
    order.signal.removeEventListener("abort", stop)
  }
}

interface End {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

/** When the shell has ended and said all; a child it left behind may hold its pipes open, so only a moment is waited. */
function ended(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(shellMissing("/bin/sh", error)))
    child.once("close", (exitCode, signal) => resolve({ exitCode, signal }))
    child.once("exit", (exitCode, signal) => {
      dismissWatch(child) // it holds a pipe, and "close" comes only when all are closed
      setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
        resolve({ exitCode, signal })
      }, lastWordsMs).unref()
    })
  })
}

/** @returns what gives the last lines of stderr */
function relay(child: ChildProcess, onOutput: ShellCommand["onOutput"]): () => readonly string[] {
  let tail = ""
  child.stdout?.setEncoding("utf8").on("data", (text: string) => onOutput("stdout", text))
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-keptCharacters)
    onOutput("stderr", text)
  })
  return () =>
    tail
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .slice(-keptLines)
}

/** The watch of a command that has ended lets go of what the command left running on purpose. */
function dismissWatch(child: ChildProcess): void {
  const line = child.stdio[3]
  if (!(line instanceof Writable)) return
  line.on("error", () => {}) // it has gone already
  line.end("done\n")
}

function endGroup(child: ChildProcess): void {
  const group = child.pid
  if (group === undefined) return
  signalGroup(group, "SIGTERM")
  const harder = setTimeout(() => signalGroup(group, "SIGKILL"), graceMs)
  child.once("exit", () => {
    clearTimeout(harder)
    signalGroup(group, "SIGKILL")
  })
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}

/**
 * Starts the command with a watch in its group: when this process dies, even by `kill -9`, the line between them closes
 * without a word, and the watch ends the group, so that nothing goes on writing outputs that the next run writes too.
 */
const watched = `( trap '' TERM; read -r word <&3 || { kill -TERM -$$; sleep 1; kill -KILL -$$; } ) >/dev/null 2>&1 &
exec 3<&-
exec "$@"`

const quietFlags: Readonly<Record<string, readonly string[]>> = {
  bash: ["--noprofile", "--norc"],
  zsh: ["--no-rcs"],
  fish: ["--no-config"],
}

const graceMs = 5_000

const lastWordsMs = 500

const keptCharacters = 8_192

const keptLines = 10
