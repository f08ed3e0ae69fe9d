import { spawn } from "node:child_process"
import { closeSync, constants, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Clock, knownFileError, systemClock } from "../../base/index.ts"
import { acquireLock } from "../../store/index.ts"
import { repositoryBusy } from "../errors.ts"
import type { Workspace } from "../workspace.ts"

export interface RepositoryLock {
  release(): Promise<void>
}

export interface RepositoryLockOptions {
  /** How long to wait for another holder. */
  readonly timeoutMs?: number
  /** Called once when the wait begins, with the process that holds the lock, 0 when it is not known. */
  readonly onWait?: ((pid: number) => void) | undefined
  readonly clock?: Clock
}

/**
 * Take DVC's own lock, so that a running `dvc` and mlwright never change a repository at the same time: flock(2) on
 * `.dvc/tmp/lock`. It dies with the process that holds it.
 *
 * Node has no flock(2). But such a lock belongs to the open file, not to the process that asked for it: a helper that
 * inherits the file takes it and ends, and the lock stays for as long as this process keeps the file open. The helper is
 * `flock` of util-linux, else Perl, else Python; a machine with none of them has no DVC either, and a lock of our own keeps
 * two mlwright apart. On macOS open(2) itself can take the lock.
 *
 * @throws version.repository-busy, base.folder-read-only
 */
export async function acquireRepositoryLock(
  workspace: Pick<Workspace, "root">,
  options: RepositoryLockOptions = {},
): Promise<RepositoryLock> {
  const { timeoutMs = defaultWaitMs, onWait, clock = systemClock } = options
  const path = join(workspace.root, ".dvc", "tmp", "lock")
  const start = clock.elapsed()
  let told = false
  for (;;) {
    const attempt = await tryLock(path)
    if (attempt === "none") return ownLock(workspace.root, timeoutMs)
    if (attempt !== "held") return attempt
    const pid = holderOf(path)
    if (clock.elapsed() - start >= timeoutMs) throw repositoryBusy(workspace.root, pid)
    if (!told) onWait?.(pid)
    told = true
    await sleep(100)
  }
}

async function tryLock(path: string): Promise<RepositoryLock | "held" | "none"> {
  const fd = openLockFile(path)
  if (fd === undefined) return "held"
  const taken = process.platform === "darwin" ? "taken" : await flockInherited(fd)
  if (taken !== "taken") {
    closeSync(fd)
    return taken
  }
  const text = ` ${process.pid}\n`
  writeSync(fd, text, 0)
  ftruncateSync(fd, text.length)
  let open = true
  return {
    release: async () => {
      if (open) closeSync(fd)
      open = false
    },
  }
}

/** @returns undefined where opening takes the lock and someone else holds it */
function openLockFile(path: string): number | undefined {
  try {
    mkdirSync(join(path, ".."), { recursive: true })
    const lockOnOpen = process.platform === "darwin" ? openExclusive | constants.O_NONBLOCK : 0
    return openSync(path, constants.O_RDWR | constants.O_CREAT | lockOnOpen, 0o644)
  } catch (error) {
    if (["EAGAIN", "EWOULDBLOCK"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined
    throw knownFileError(error, "write", path)
  }
}

async function flockInherited(fd: number): Promise<"taken" | "held" | "none"> {
  for (const [program, ...args] of helpers) {
    const exitCode = await new Promise<number | undefined>((resolve) => {
      const child = spawn(program, args, { stdio: ["ignore", "ignore", "ignore", fd] })
      child.on("error", () => resolve(undefined))
      child.on("exit", (code) => resolve(code ?? 1))
    })
    if (exitCode === 0) return "taken"
    if (exitCode === 1) return "held"
  }
  return "none"
}

async function ownLock(root: string, timeoutMs: number): Promise<RepositoryLock> {
  const outcome = await acquireLock(join(root, ".dvc", "tmp", "mlwright.lock"), "mlwright", { timeoutMs })
  if (!outcome.held) throw repositoryBusy(root, outcome.holder.pid)
  return outcome.lock
}

function holderOf(path: string): number {
  return Number(readFileSync(path, "utf8").trim()) || 0
}

/** Each takes the lock on file 3 without waiting; 0 taken, 1 held by another. */
const helpers = [
  ["flock", "-x", "-n", "3"],
  ["perl", "-e", 'use Fcntl ":flock"; open(my $f, "+<&=", 3) or exit 2; exit(flock($f, LOCK_EX | LOCK_NB) ? 0 : 1)'],
  [
    "python3",
    "-c",
    "import fcntl, sys\ntry: fcntl.flock(3, fcntl.LOCK_EX | fcntl.LOCK_NB)\nexcept OSError: sys.exit(1)",
  ],
] as const

/** O_EXLOCK of BSD and macOS, which Node has no name for. */
const openExclusive = 0x20

const defaultWaitMs = 60_000
