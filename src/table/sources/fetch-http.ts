import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http"
import { basename, join } from "node:path"
import { KnownError, version } from "../../base/index.ts"
import { type Deadlines, withDeadlines } from "./deadlines.ts"
import {
  addressFailed,
  addressHtml,
  addressMissing,
  addressRefused,
  downloadTooLarge,
  redirectsTooMany,
} from "./errors.ts"
import { isHtml } from "./magic.ts"
import { megabytes, type RawFile, type SourceOptions } from "./options.ts"
import { withoutSecrets } from "./reference.ts"
import { saveStream, sizeOf } from "./save-stream.ts"
import { networkFailures, tryAgain, wasCut } from "./try-again.ts"

/**
 * Download what an address gives. A connection that is cut is made again, and goes on where it was when the server says that the
 * content is still the same.
 *
 * @throws table.address-missing, table.address-refused, table.address-failed, table.address-html, table.redirects-too-many,
 *   table.download-too-large, table.download-slow, table.server-silent, base.disk-full
 */
export async function fetchHttp(url: URL, options: SourceOptions): Promise<RawFile> {
  const name = withoutSecrets(url.href)
  const { settings, progress } = options
  const folder = await options.folder()
  return withDeadlines(name, settings, (deadlines) =>
    known(name, () => {
      const { signal } = deadlines
      const partial: Partial = { path: "", bytes: 0, version: undefined }
      const trying = { doing: `downloading ${name}`, retries: settings.downloadRetries, signal, progress, passes }
      return tryAgain(trying, async () => {
        await download(url, partial, { name, deadlines, folder, options })
        return { path: partial.path, name, fetched: true }
      })
    }),
  )
}

/** What has come of a file, over several connections. */
interface Partial {
  path: string
  bytes: number
  /** By which the server knows the content; undefined when it cannot go on in the middle of it. */
  version: string | undefined
}

interface Downloading {
  readonly name: string
  readonly deadlines: Deadlines
  readonly folder: string
  readonly options: SourceOptions
}

async function download(
  url: URL,
  partial: Partial,
  { name, deadlines, folder, options: { settings, progress } }: Downloading,
): Promise<void> {
  const { bytes, version: known } = partial
  const range = bytes > 0 && known !== undefined ? { range: `bytes=${bytes}-`, "if-range": known } : undefined
  const answer = await follow(url, { name, deadlines, headers: range ?? {} })
  const goesOn = range !== undefined && answer.headers["content-range"]?.startsWith(`bytes ${bytes}-`) === true
  const start = goesOn ? bytes : 0
  const total = start + Number(answer.headers["content-length"] ?? Number.NaN)
  const maxBytes = megabytes(settings.downloadMegabytes)
  if (total > maxBytes) {
    answer.destroy()
    throw downloadTooLarge(name, maxBytes)
  }
  if (!goesOn) partial.path = join(folder, fileNameOf(answer.headers, url))
  partial.version = versionOf(answer.headers)
  const isSaidHtml = /^text\/html|^application\/xhtml/i.test(answer.headers["content-type"] ?? "")
  await saveStream(answer, partial.path, {
    doing: `downloading ${name}`,
    maxBytes,
    tooMany: (most) => downloadTooLarge(name, most),
    ...(!Number.isNaN(total) && { total }),
    progress,
    start,
    see: (block, before) => {
      deadlines.heard()
      if (before === 0 && (isSaidHtml || isHtml(Buffer.from(block).subarray(0, 200)))) throw addressHtml(name)
    },
  }).finally(async () => {
    partial.bytes = await sizeOf(partial.path)
  })
}

/** A weak version does not say that the bytes are the same. */
function versionOf({
  etag,
  "accept-ranges": ranges,
  "last-modified": modified,
}: IncomingHttpHeaders): string | undefined {
  if (ranges !== undefined && ranges !== "bytes") return undefined
  return etag !== undefined && !etag.startsWith("W/") ? etag : modified
}

/** A connection that was cut, and a server that has too much to do just now. */
function passes(error: unknown, attempt: number): boolean {
  return error instanceof KnownError ? busy.has(Number(error.detail["status"])) : wasCut(error, attempt)
}

const busy = new Set([429, 502, 503, 504])

interface Asking {
  readonly name: string
  readonly deadlines: Deadlines
  readonly headers: OutgoingHttpHeaders
}

/** Redirects are followed here: only a few, only over the web, and never from https to http. */
async function follow(start: URL, { name, deadlines: { signal, heard }, headers }: Asking): Promise<IncomingMessage> {
  let url = start
  for (let turn = 0; turn <= mostRedirects; turn++) {
    const answer = await get(url, headers, signal)
    heard()
    const status = answer.statusCode ?? 0
    const location = answer.headers.location
    if (status >= 200 && status < 300) return answer
    answer.destroy()
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) throw refusal(name, status)
    const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined
    if (
      next === undefined ||
      !/^https?:$/.test(next.protocol) ||
      (url.protocol === "https:" && next.protocol === "http:")
    ) {
      throw addressFailed(name, `it redirects to ${JSON.stringify(withoutSecrets(location))}, which is not followed`)
    }
    url = next
  }
  throw redirectsTooMany(name, mostRedirects)
}

/** A name and password in the address are sent as a login to that host; nothing is packed on the way, so that lengths hold. */
async function get(url: URL, own: OutgoingHttpHeaders, signal: AbortSignal): Promise<IncomingMessage> {
  const { request } = await (url.protocol === "https:" ? import("node:https") : import("node:http"))
  return new Promise((settle, fail) => {
    const headers = { "accept-encoding": "identity", "user-agent": `mlwright/${version}`, ...own }
    request(url, { headers, signal, agent: false }, settle).on("error", fail).end()
  })
}

function refusal(name: string, status: number): KnownError {
  if (status === 404 || status === 410) return addressMissing(name, status)
  return status >= 500 || status === 429
    ? addressFailed(name, `the server answers ${status}`, { status })
    : addressRefused(name, status)
}

/** Turn what the network says into an error a person can act on. */
async function known<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KnownError || !(error instanceof Error)) throw error
    const { code = "", syscall } = error as NodeJS.ErrnoException
    // A socket is written to as well.
    const isOfDisk = syscall === "open" || (syscall === "write" && !networkFailures.has(code))
    if (isOfDisk || !/^(?:E[A-Z]+|ERR_(?:TLS|SSL|STREAM_PREMATURE).*|HPE_.*|CERT_.*|.*_CERT.*)$/.test(code)) throw error
    throw addressFailed(name, networkFailures.get(code) ?? error.message.replace(/\.$/, ""), { cause: error })
  }
}

/** The name the server gives, the end of the address, or a word with the ending of the content's type. */
function fileNameOf(headers: IncomingHttpHeaders, url: URL): string {
  const [, given] = /filename="?([^";]+)"?/i.exec(headers["content-disposition"] ?? "") ?? []
  const last = basename(given ?? decodeURIComponent(url.pathname.split("/").pop() ?? "")).replace(/[^\w.() -]/g, "_")
  if (/\.\w+$/.test(last)) return last
  const [type = ""] = (headers["content-type"] ?? "").split(";")
  return `${last === "" ? "table" : last}${endings.get(type.trim().toLowerCase()) ?? ""}`
}

const endings: ReadonlyMap<string, string> = new Map([
  ["text/csv", ".csv"],
  ["text/tab-separated-values", ".tsv"],
  ["application/json", ".json"],
  ["application/x-ndjson", ".jsonl"],
  ["application/jsonl", ".jsonl"],
])

const mostRedirects = 5
