import { execFile, spawn } from "node:child_process"
import { chmod, open } from "node:fs/promises"
import { inBulk } from "./bulk.ts"

export interface Amount {
  readonly files: number
  readonly bytes: number
}

/** Whether each object is made durable on its own: right for a few, and where nothing better is known. */
export function syncsEach({ files, bytes }: Amount): boolean {
  return process.platform !== "linux" || (files <= fewFiles && bytes <= fewBytes)
}

/**
 * Make many new objects durable with one call to the operating system, then protect them: the mode 0444 says that an object
 * may be trusted without being read again, so it comes last. After a power loss before that, both DVC and mlwright hash
 * them anew. Very much data is left to a process of its own, for the disk would take longer than all the rest.
 *
 * @param folder that holds them all
 */
export async function settle(folder: string, files: readonly string[], amount: Amount): Promise<void> {
  if (syncsEach(amount)) return
  if (amount.bytes > patientBytes && files.length <= mostArguments) {
    const script = 'd="$1"; shift; sync -f "$d" && chmod 444 "$@"'
    spawn("/bin/sh", ["-c", script, "sh", folder, ...files], { detached: true, stdio: "ignore" }).unref()
    return
  }
  await makeDurable(folder, () => files)
  await inBulk(
    files.map((file) => ({ file })),
    { kind: "protect" },
    { goOn: true },
  )
}

/** @param files all that is new in the folder, for where they must be made durable one by one */
export async function makeDurable(folder: string, files: () => readonly string[]): Promise<void> {
  if (!(await syncFileSystem(folder))) for (const file of files()) await syncFile(file)
}

/** Make a few new objects durable one by one, then protect them. */
export async function settleEach(files: readonly string[]): Promise<void> {
  for (const file of files) {
    await syncFile(file)
    await chmod(file, 0o444)
  }
}

/** `sync -f` of coreutils is syncfs(2), which Node does not offer. */
function syncFileSystem(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("sync", ["-f", folder], (error) => resolve(error === null))
  })
}

/** @param path of a file, or of a folder for the names in it */
export async function syncFile(path: string): Promise<void> {
  await using file = await open(path, "r")
  await file.sync()
}

const fewFiles = 32
const fewBytes = 64 << 20

/** What a disk takes in the blink of an eye; beyond it, waiting would be felt. */
const patientBytes = 256 << 20
const mostArguments = 1_000
