import { createHash } from "node:crypto"
import { createReadStream, createWriteStream, statSync } from "node:fs"
import { mkdir, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { type Readable, Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import { remoteReadOnly, remoteUnlisted } from "../errors.ts"
import type { ServerAnswer } from "./exchange.ts"
import { refuseFaults, refuseKnown } from "./fault.ts"
import { type HttpRequests, type HttpSettings, httpRequests, shownUrl } from "./http-requests.ts"
import { inParallel } from "./in-parallel.ts"
import type { DownloadItem, Remote, UploadItem } from "./remote.ts"

/** An http or https server as remote; objects are sent only where `method` says how. @param url with or without a slash at its end */
export function httpRemote(url: string, settings: HttpSettings): Remote {
  const base = url.replace(/\/+$/, "")
  const shown = shownUrl(base)
  const requests = httpRequests(settings)
  const { method } = settings
  const refuseList = async (): Promise<never> => {
    throw remoteUnlisted(shown)
  }
  const ask: Ask = (verb, key, sent) => requests.ask(verb, addressOf(base, key), sent)
  return {
    url: shown,
    readOnly: method === undefined,
    existing: async (keys, options) => {
      const found = new Set<string>()
      const items = keys.map((key) => ({ key }))
      const faults = await inParallel(items, { ...options, onDone: undefined, isPassing }, async ({ key }) => {
        const { status, body } = await ask("HEAD", key)
        body.resume()
        if (status < 300) found.add(key)
        else if (status !== 404 && status !== 403) throw answered(status)
      })
      refuseFaults(shown, faults)
      return found
    },
    list: refuseList,
    upload: async (items, options) => {
      if (method === undefined) throw remoteReadOnly(shown)
      const faults = await inParallel(items, { ...options, isPassing }, (item) => send(ask, method, item))
      refuseKnown(faults)
      return faults
    },
    download: async (items, options) => {
      const faults = await inParallel(items, { ...options, isPassing }, (item) => get(ask, item))
      refuseKnown(faults)
      return faults
    },
    // What is to be removed is known from a list.
    remove: refuseList,
    close: requests.close,
  }
}

type Ask = (method: string, key: string, sent?: Parameters<HttpRequests["ask"]>[2]) => Promise<ServerAnswer>

async function get(ask: Ask, { key, file, md5 }: DownloadItem): Promise<void> {
  const { status, body } = await ask("GET", key)
  if (status < 300) return saveStream(body, file, md5)
  body.resume()
  throw answered(status)
}

async function send(ask: Ask, method: string, { key, file }: UploadItem): Promise<void> {
  const { status, body } = await ask(method, key, { stream: createReadStream(file), bytes: statSync(file).size })
  body.resume()
  if (status >= 300) throw answered(status)
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

function answered(status: number): Error {
  const code = status === 404 ? "MISSING" : status >= 500 || status === 429 ? "BUSY" : `HTTP${status}`
  return Object.assign(new Error(`the server answered ${status}`), { code })
}

/** A lost connection or an overloaded server. */
function isPassing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === "BUSY" || code === "CORRUPT" || passing.has(code ?? "")
}

const passing: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "EAI_AGAIN",
  "ERR_STREAM_PREMATURE_CLOSE",
])

let count = 0
