import { createHash } from "node:crypto"
import { createWriteStream } from "node:fs"
import { mkdir, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { Readable, Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import { remoteReadOnly } from "../errors.ts"
import { refuseFaults } from "./fault.ts"
import { inParallel } from "./in-parallel.ts"
import type { DownloadItem, Remote } from "./remote.ts"

/** An http or https server as remote; objects are read only. @param url with or without a slash at its end */
export function httpRemote(url: string): Remote {
  const base = url.replace(/\/+$/, "")
  const shown = base.replace(/\/\/[^/@]*@/, "//")
  const refuse = async (): Promise<never> => {
    throw remoteReadOnly(shown)
  }
  return {
    url: shown,
    readOnly: true,
    existing: async (keys, options) => {
      const found = new Set<string>()
      const items = keys.map((key) => ({ key }))
      const faults = await inParallel(items, { ...options, isPassing }, async ({ key }) => {
        const answer = await fetch(addressOf(base, key), { method: "HEAD" })
        if (answer.ok) found.add(key)
        else if (answer.status !== 404 && answer.status !== 403) throw answered(answer)
      })
      refuseFaults(shown, faults)
      return found
    },
    list: refuse,
    upload: refuse,
    download: (items, options) => inParallel(items, { ...options, isPassing }, (item) => get(base, item)),
    remove: refuse,
    close: () => {},
  }
}

async function get(base: string, { key, file, md5 }: DownloadItem): Promise<void> {
  const answer = await fetch(addressOf(base, key))
  if (!answer.ok || answer.body === null) throw answered(answer)
  await saveStream(Readable.fromWeb(answer.body), file, md5)
}

/** Write a stream beside its place and rename it when its MD5 is the one that was wanted. */
export async function saveStream(stream: Readable, file: string, md5?: string): Promise<void> {
  const temporary = `${dirname(file)}/.tmp-${process.pid}-net-${count++}`
  const hash = createHash("md5")
  const tap = new Transform({
    transform: (block: Buffer, _encoding, done) => {
      hash.update(block)
      done(null, block)
    },
  })
  await mkdir(dirname(file), { recursive: true })
  try {
    await pipeline(stream, tap, createWriteStream(temporary))
    const found = hash.digest("hex")
    if (md5 !== undefined && found !== md5)
      throw Object.assign(new Error(`its MD5 is ${found}, wanted was ${md5}`), { code: "CORRUPT" })
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

function addressOf(base: string, key: string): string {
  return `${base}/${key.split("/").map(encodeURIComponent).join("/")}`
}

function answered({ status, statusText }: Response): Error {
  const code = status === 404 ? "MISSING" : status >= 500 || status === 429 ? "BUSY" : `HTTP${status}`
  return Object.assign(new Error(`the server answered ${status} ${statusText}`.trim()), { code })
}

/** A lost connection or an overloaded server; fetch has its reason as the cause. */
function isPassing(error: unknown): boolean {
  const { code, cause } = error as NodeJS.ErrnoException & { readonly cause?: NodeJS.ErrnoException }
  return code === "BUSY" || code === "CORRUPT" || passing.has(code ?? "") || passing.has(cause?.code ?? "")
}

const passing: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ERR_STREAM_PREMATURE_CLOSE",
])

let count = 0
