import { type ChildProcess, spawn } from "node:child_process"
import { basename } from "node:path"
import { commandFailed, shellMissing } from "./errors.ts"

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
  const child = spawn(shell, [...(quietFlags[basename(shell)] ?? []), "-c", order.command], {
    cwd: order.folder,
    env: { ...order.environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  })
  const lastLines = relay(child, order.onOutput)
  const watcher = child.pid === undefined ? undefined : watchOver(child.pid)
  const stop = (): void => endGroup(child)
  order.signal.addEventListener("abort", stop, { once: true })
  try {
    const { exitCode, signal } = await ended(child, shell)
    order.signal.throwIfAborted()
    if (exitCode !== 0)
      throw commandFailed(order.command, {
        ...(exitCode === null ? {} : { exitCode }),
        ...(signal === null ? {} : { signal }),
        lastLines: lastLines(),
      })
  } finally {
    order.signal.removeEventListener("abort", stop)
    watcher?.kill("SIGKILL")
  }
}

interface End {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

/** When the shell has ended and said all; a child it left behind may hold its pipes open, so only a moment is waited. */
function ended(child: ChildProcess, shell: string): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(shellMissing(shell, error)))
    child.once("close", (exitCode, signal) => resolve({ exitCode, signal }))
    child.once("exit", (exitCode, signal) => {
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

/**
 * A process that waits for ours to end: `kill -9` closes its standard input, and then it ends the command's group, so
 * that nothing goes on writing outputs that the next run writes too.
 */
function watchOver(group: number): ChildProcess {
  const script = 'read -r _; kill -TERM "-$1" && sleep 1 && kill -KILL "-$1"'
  const watcher = spawn("/bin/sh", ["-c", script, "watch", String(group)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  watcher.on("error", () => {})
  watcher.stdin?.on("error", () => {})
  watcher.unref()
  return watcher
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

const quietFlags: Readonly<Record<string, readonly string[]>> = {
  bash: ["--noprofile", "--norc"],
  zsh: ["--no-rcs"],
  fish: ["--no-config"],
}

const graceMs = 5_000

const lastWordsMs = 500

const keptCharacters = 8_192

const keptLines = 10
