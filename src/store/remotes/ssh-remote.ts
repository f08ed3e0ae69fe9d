import { statSync } from "node:fs"
import { mkdir, rename, rm } from "node:fs/promises"
import { dirname } from "node:path/posix"
import { promisify } from "node:util"
import type { SFTPWrapper } from "ssh2"
import { hashFile } from "../../base/index.ts"
import { type HashedFault, refuseFaults, refuseKnown } from "./fault.ts"
import { inParallel } from "./in-parallel.ts"
import type { DownloadItem, Remote, UploadItem } from "./remote.ts"
import { connectSsh, type SshConnection, type SshSettings } from "./ssh-connection.ts"

/** A folder of another computer over SFTP, as `ssh://user@host/path`. The library is loaded when the first object moves. */
export function sshRemote(url: string, settings: SshSettings): Remote {
  const base = decodeURIComponent(new URL(url).pathname).replace(/\/+$/, "")
  const shown = url.replace(/(\/\/[^/:@]*):[^/@]*@/, "$1@")
  let opened: Promise<SshConnection> | undefined
  const connect = (): Promise<SshConnection> =>
    (opened ??= connectSsh(url, settings, () => {
      opened = undefined // the next try makes a new one
    }))
  const sftp = async (): Promise<SFTPWrapper> => (await connect()).sftp
  const at = (key: string): string => `${base}/${key}`
  const made = new Set<string>()
  const moving = { jobs: parallelJobs, isPassing }
  return {
    url: shown,
    readOnly: false,
    existing: (keys, options) => existing({ sftp, at, url: shown }, keys, { ...moving, ...options, onDone: undefined }),
    list: async (prefix) => {
      const keys: string[] = []
      const items = [{ key: prefix }]
      refuseFaults(
        shown,
        await inParallel(items, moving, async () => {
          keys.push(...(await listBelow(await sftp(), at(prefix).replace(/\/$/, ""), prefix)))
        }),
      )
      return keys
    },
    upload: (items, options) => {
      const work = { ...moving, ...options }
      return refusing(inParallel(items, work, async (item) => send(await sftp(), { item, path: at(item.key), made })))
    },
    download: (items, options) =>
      refusing(
        inParallel(items, { ...moving, ...options }, async (item) => {
          await receive(await sftp(), { ...item, key: at(item.key) }).catch(rethrowMissing)
        }),
      ),
    remove: async (keys) => {
      const items = keys.map((key) => ({ key }))
      const faults = await inParallel(items, moving, async ({ key }) => {
        const channel = await sftp()
        await promisify(channel.unlink.bind(channel))(at(key)).catch(ignoreMissing)
      })
      refuseFaults(shown, faults)
    },
    close: () => void opened?.then(({ client }) => client.end()).catch(() => {}),
  }
}

interface Place {
  readonly url: string
  readonly sftp: () => Promise<SFTPWrapper>
  readonly at: (key: string) => string
}

/** A few are asked for one by one; of many the folders they lie in are listed. */
async function existing(
  { sftp, at, url }: Place,
  keys: readonly string[],
  options: Parameters<typeof inParallel>[1],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const folders = [...new Set(keys.map((key) => key.slice(0, key.lastIndexOf("/") + 1)))]
  const wanted = new Set(keys)
  const isListed = keys.length > folders.length * 4
  const items = (isListed ? folders : keys).map((key) => ({ key }))
  const faults = await inParallel(items, options, async ({ key }) => {
    const channel = await sftp()
    if (isListed) {
      const names = await namesIn(channel, at(key))
      for (const { filename } of names) if (wanted.has(`${key}${filename}`)) found.add(`${key}${filename}`)
    } else if (await promisify(channel.stat.bind(channel))(at(key)).catch(ignoreMissing)) found.add(key)
  })
  refuseFaults(url, faults)
  return found
}

/** Beside its place, then renamed: nobody sees half an object. */
async function send(
  sftp: SFTPWrapper,
  { item, path, made }: { readonly item: UploadItem; readonly path: string; readonly made: Set<string> },
): Promise<void> {
  const folder = dirname(path)
  await makeFolder(sftp, folder, made)
  const temporary = `${folder}/.tmp-${process.pid}-${count++}`
  const { size } = statSync(item.file)
  try {
    await put(sftp, item.file, temporary)
    const sent = (await promisify(sftp.stat.bind(sftp))(temporary)).size
    if (sent !== size) throw Object.assign(new Error(`${sent} of ${size} bytes arrived`), { code: "CORRUPT" })
    await promisify(sftp.ext_openssh_rename.bind(sftp))(temporary, path)
  } catch (error) {
    await promisify(sftp.unlink.bind(sftp))(temporary).catch(() => {}) // the first failure is the one to tell of
    throw error
  }
}

function put(sftp: SFTPWrapper, from: string, to: string): Promise<void> {
  return new Promise((resolve, reject) =>
    sftp.fastPut(from, to, { concurrency: 16, chunkSize: blockBytes }, (error) =>
      error === undefined || error === null ? resolve() : reject(error),
    ),
  )
}

/** Many blocks are asked for at a time, so that a long way costs little; hashed and renamed when all are there. */
async function receive(sftp: SFTPWrapper, { key, file, md5 }: DownloadItem): Promise<void> {
  const temporary = `${dirname(file)}/.tmp-${process.pid}-ssh-${count++}`
  await mkdir(dirname(file), { recursive: true })
  try {
    await new Promise<void>((resolve, reject) =>
      sftp.fastGet(key, temporary, { concurrency: 64, chunkSize: blockBytes }, (error) =>
        error === undefined || error === null ? resolve() : reject(error),
      ),
    )
    if (md5 !== undefined) {
      const found = (await hashFile("md5", temporary)).hex
      if (found !== md5) throw Object.assign(new Error(`its MD5 is ${found}, wanted was ${md5}`), { code: "CORRUPT" })
    }
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function makeFolder(sftp: SFTPWrapper, folder: string, made: Set<string>): Promise<void> {
  if (folder === "/" || made.has(folder)) return
  if ((await promisify(sftp.stat.bind(sftp))(folder).catch(ignoreMissing)) === undefined) {
    await makeFolder(sftp, dirname(folder), made)
    const mkdir = promisify(sftp.mkdir.bind(sftp) as (path: string, done: (error?: Error | null) => void) => void)
    // Another upload may have made it meanwhile.
    await mkdir(folder).catch(async (error: unknown) => {
      if ((await promisify(sftp.stat.bind(sftp))(folder).catch(ignoreMissing)) === undefined) throw error
    })
  }
  made.add(folder)
}

async function listBelow(sftp: SFTPWrapper, folder: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = []
  for (const { filename, attrs } of await namesIn(sftp, folder)) {
    if (attrs.isDirectory()) keys.push(...(await listBelow(sftp, `${folder}/${filename}`, `${prefix}${filename}/`)))
    else if (!filename.startsWith(".tmp-")) keys.push(`${prefix}${filename}`)
  }
  return keys
}

async function namesIn(sftp: SFTPWrapper, folder: string) {
  const read = promisify(sftp.readdir.bind(sftp) as ReadFolder)
  return (await read(folder).catch(ignoreMissing)) ?? []
}

type ReadFolder = (
  path: string,
  done: (
    error: Error | null | undefined,
    list: readonly { readonly filename: string; readonly attrs: { isDirectory(): boolean } }[],
  ) => void,
) => void

async function refusing(moved: Promise<readonly HashedFault[]>): Promise<readonly HashedFault[]> {
  const faults = await moved
  refuseKnown(faults)
  return faults
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

function rethrowMissing(error: unknown): never {
  throw isMissing(error) ? Object.assign(new Error("there is no such object"), { code: "MISSING" }) : error
}

/** SFTP's status 2: no such file. */
function isMissing(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === 2
}

/** A connection that was lost: SFTP's statuses 6 and 7, or the system's. */
function isPassing(error: unknown): boolean {
  const { code, message = "" } = error as { readonly code?: unknown; readonly message?: string }
  return (
    code === 6 || code === 7 || passing.has(String(code)) || /not connected|no response|Not connected/i.test(message)
  )
}

const passing: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "CORRUPT",
  "ERR_STREAM_PREMATURE_CLOSE",
])

let count = 0

/** One channel answers many questions at a time, and a server allows few open files. */
const parallelJobs = 32
const blockBytes = 32 << 10
