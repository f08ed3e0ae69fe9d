import { once } from "node:events"
import { mkdir, readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import pino from "pino"
import { withFileErrors } from "../../base/index.ts"

export interface RollingFileOptions {
  readonly folder: string
  /** The files are `NAME.1.log`, `NAME.2.log`, ... */
  readonly name: string
  /** Size at which the next one is begun. */
  readonly maxBytes: number
  /** How many stay besides the one in use. */
  readonly keepFiles: number
}

export interface RollingFile {
  write(line: string): void
  close(): Promise<void>
}

/**
 * A file that takes lines without making anyone wait, and goes on in the next one when it is full. A disk that takes no more
 * does not end the process: lines wait, then are lost, and `onFailure` hears of it once.
 *
 * @throws base.disk-full, base.folder-read-only when it cannot be opened
 */
export async function openRollingFile(
  { folder, name, maxBytes, keepFiles }: RollingFileOptions,
  onFailure: (error: Error) => void,
): Promise<RollingFile> {
  const pathOf = (number: number): string => join(folder, `${name}.${number}.log`)
  let number = Math.max(1, ...(await numbersOf(folder, name)))
  let size = await stat(pathOf(number)).then(
    (found) => found.size,
    () => 0,
  )
  const file = await withFileErrors("write", pathOf(number), async () => {
    const opening = pino.destination({ dest: pathOf(number), sync: false, maxLength: mostWaitingBytes })
    await once(opening, "ready").catch((error: unknown) => {
      withoutEnd(opening)
      throw error
    })
    return opening
  })
  const goOn = async (): Promise<void> => {
    size = 0
    file.reopen(pathOf(++number))
    const old = (await numbersOf(folder, name)).filter((other) => other < number - keepFiles)
    for (const other of old) await rm(pathOf(other), { force: true })
  }
  let movedOn = Promise.resolve()
  let failed = false
  const fail = (error: Error): void => {
    if (!failed) onFailure(error)
    failed = true
  }
  file.on("error", fail)
  file.on("error", () => withoutEnd(file))
  file.on("write", (bytes) => {
    const isFull = size < maxBytes && size + bytes >= maxBytes
    size += bytes
    if (!isFull) return
    file.once("drain", () => {
      movedOn = goOn().catch(fail) // what is being written must end in its own file
    })
  })
  return {
    write: (line) => void file.write(line),
    close: async () => {
      await new Promise((settle) => {
        file.once("close", settle)
        file.once("error", () => file.destroy()) // said to `onFailure`
        file.end()
      })
      await movedOn
    },
  }
}

/** At the end of the process what waits is written, which fails for a file that was never opened, and never ends on a full disk. */
function withoutEnd(file: Destination): void {
  file.flushSync = () => {}
}

async function numbersOf(folder: string, name: string): Promise<readonly number[]> {
  const entries = await withFileErrors("write", folder, async () => {
    await mkdir(folder, { recursive: true })
    return readdir(folder)
  })
  return entries.flatMap((entry) => {
    const number = entry.startsWith(`${name}.`) ? /^(\d+)\.log$/.exec(entry.slice(name.length + 1))?.[1] : undefined
    return number === undefined ? [] : [Number(number)]
  })
}

type Destination = ReturnType<typeof pino.destination>

/** Lines beyond it are dropped while the disk takes none. */
const mostWaitingBytes = 1 << 20
