import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
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
import { saveStream } from "./save-stream.ts"

/**
 * Download what an address gives, once.
 *
 * @throws table.address-missing, table.address-refused, table.address-failed, table.address-html, table.redirects-too-many,
 *   table.download-too-large, table.download-slow, table.server-silent, base.disk-full
 */
export async function fetchHttp(url: URL, options: SourceOptions): Promise<RawFile> {
  const name = withoutSecrets(url.href)
  const { settings, progress } = options
  return withDeadlines(name, settings, (deadlines) =>
    known(name, async () => {
      const answer = await follow(url, name, deadlines)
      const total = Number(answer.headers["content-length"] ?? Number.NaN)
      const maxBytes = megabytes(settings.downloadMegabytes)
      if (total > maxBytes) {
        answer.destroy()
        throw downloadTooLarge(name, maxBytes)
      }
      const path = join(await options.folder(), fileNameOf(answer.headers, url))
      const isSaidHtml = /^text\/html|^application\/xhtml/i.test(answer.headers["content-type"] ?? "")
      await saveStream(answer, path, {
        doing: `downloading ${name}`,
        maxBytes,
        tooMany: (most) => downloadTooLarge(name, most),
        ...(!Number.isNaN(total) && { total }),
        progress,
        see: (block, before) => {
          deadlines.heard()
          if (before === 0 && (isSaidHtml || isHtml(Buffer.from(block).subarray(0, 200)))) {
            throw addressHtml(name)
          }
        },
      })
      return { path, name, fetched: true }
    }),
  )
}

/** Redirects are followed here: only a few, only over the web, and never from https to http. */
async function follow(start: URL, name: string, { signal, heard }: Deadlines): Promise<IncomingMessage> {
  let url = start
  for (let turn = 0; turn <= mostRedirects; turn++) {
    const answer = await get(url, signal)
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
async function get(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const { request } = await (url.protocol === "https:" ? import("node:https") : import("node:http"))
  return new Promise((settle, fail) => {
    const headers = { "accept-encoding": "identity", "user-agent": `mlwright/${version}` }
    request(url, { headers, signal, agent: false }, settle).on("error", fail).end()
  })
}

function refusal(name: string, status: number): KnownError {
  if (status === 404 || status === 410) return addressMissing(name, status)
  return status >= 500 || status === 429
    ? addressFailed(name, `the server answers ${status}`)
    : addressRefused(name, status)
}

/** Turn what the network says into an error a person can act on. */
async function known<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KnownError || !(error instanceof Error)) throw error
    const { code = "", syscall } = error as NodeJS.ErrnoException
    const isOfDisk = syscall === "open" || syscall === "write"
    if (isOfDisk || !/^(?:E[A-Z]+|ERR_(?:TLS|SSL|STREAM_PREMATURE).*|HPE_.*|CERT_.*|.*_CERT.*)$/.test(code)) throw error
    throw addressFailed(name, failures.get(code) ?? error.message.replace(/\.$/, ""), error)
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

const failures: ReadonlyMap<string, string> = new Map([
  ["ENOTFOUND", "there is no such host"],
  ["EAI_AGAIN", "the name of the host could not be looked up"],
  ["ECONNREFUSED", "nothing answers there"],
  ["ECONNRESET", "the connection was cut"],
  ["ERR_STREAM_PREMATURE_CLOSE", "the connection was cut before the end"],
  ["ETIMEDOUT", "the host does not answer"],
  ["EPROTO", "it does not speak https there"],
])

const endings: ReadonlyMap<string, string> = new Map([
  ["text/csv", ".csv"],
  ["text/tab-separated-values", ".tsv"],
  ["application/json", ".json"],
  ["application/x-ndjson", ".jsonl"],
  ["application/jsonl", ".jsonl"],
])

const mostRedirects = 5
