import { basename, join } from "node:path"
import { Readable } from "node:stream"
import { KnownError } from "../../base/index.ts"
import { type Deadlines, withDeadlines } from "./deadlines.ts"
import {
  addressFailed,
  addressHtml,
  addressMissing,
  addressRefused,
  downloadTooLarge,
  redirectsTooMany,
} from "./errors.ts"
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
  return withDeadlines(name, settings, async (deadlines) => {
    const response = await follow(url, name, deadlines)
    const declared = Number(response.headers.get("content-length") ?? Number.NaN)
    // A packed answer is unpacked on the way; its length then says nothing.
    const total = response.headers.has("content-encoding") || Number.isNaN(declared) ? undefined : declared
    const maxBytes = megabytes(settings.downloadMegabytes)
    if (total !== undefined && total > maxBytes) throw downloadTooLarge(name, maxBytes)
    const path = join(await options.folder(), fileNameOf(response, url))
    const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body)
    const isHtml = /^text\/html|^application\/xhtml/i.test(response.headers.get("content-type") ?? "")
    await known(name, () =>
      saveStream(body, path, {
        doing: `downloading ${name}`,
        maxBytes,
        tooMany: (most) => downloadTooLarge(name, most),
        ...(total !== undefined && { total }),
        progress,
        see: (block, before) => {
          deadlines.heard()
          if (before === 0 && (isHtml || htmlStart.test(Buffer.from(block).toString("latin1", 0, 200)))) {
            throw addressHtml(name)
          }
        },
      }),
    )
    return { path, name, fetched: true }
  })
}

/** Redirects are followed here: only a few, only over the web, and never from https to http. */
async function follow(start: URL, name: string, { signal, heard }: Deadlines): Promise<Response> {
  let url = start
  for (let turn = 0; turn <= mostRedirects; turn++) {
    const { plain, headers } = withoutUser(url)
    const response = await known(name, () => fetch(plain.href, { redirect: "manual", signal, headers }))
    heard()
    const location = response.headers.get("location")
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) {
      if (response.ok) return response
      await response.body?.cancel()
      throw refusal(name, response.status)
    }
    await response.body?.cancel()
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

/** A name and password in an address are sent in a header to that host; `fetch` takes no address that holds them. */
function withoutUser(url: URL): { readonly plain: URL; readonly headers: Record<string, string> } {
  if (url.username === "" && url.password === "") return { plain: url, headers: {} }
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  const plain = new URL(url)
  plain.username = ""
  plain.password = ""
  return { plain, headers: { authorization: `Basic ${Buffer.from(user).toString("base64")}` } }
}

function refusal(name: string, status: number): KnownError {
  if (status === 404 || status === 410) return addressMissing(name, status)
  return status >= 500 || status === 429
    ? addressFailed(name, `the server answers ${status}`)
    : addressRefused(name, status)
}

/** Turn what the network says into an error a person can act on; it hides the reason in causes. */
async function known<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KnownError || !(error instanceof Error)) throw error
    const cause = error.cause instanceof Error ? error.cause : error
    const isNetwork =
      error instanceof TypeError || /^(?:E[A-Z]+|UND_ERR)/.test((cause as NodeJS.ErrnoException).code ?? "")
    throw isNetwork ? addressFailed(name, wordsOf(cause), error) : error
  }
}

function wordsOf(cause: Error): string {
  const code = (cause as NodeJS.ErrnoException).code ?? ""
  return failures.get(code) ?? cause.message.replace(/\.$/, "")
}

/** The name the server gives, the end of the address, or a word with the ending of the content's type. */
function fileNameOf(response: Response, url: URL): string {
  const [, given] = /filename="?([^";]+)"?/i.exec(response.headers.get("content-disposition") ?? "") ?? []
  const last = basename(given ?? decodeURIComponent(url.pathname.split("/").pop() ?? "")).replace(/[^\w.() -]/g, "_")
  if (/\.\w+$/.test(last)) return last
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";")
  return `${last === "" ? "table" : last}${endings.get(type.trim().toLowerCase()) ?? ""}`
}

const failures: ReadonlyMap<string, string> = new Map([
  ["ENOTFOUND", "there is no such host"],
  ["EAI_AGAIN", "the name of the host could not be looked up"],
  ["ECONNREFUSED", "nothing answers there"],
  ["ECONNRESET", "the connection was cut"],
  ["UND_ERR_SOCKET", "the connection was cut before the end"],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "it ends before its content does"],
  ["ETIMEDOUT", "the host does not answer"],
  ["UND_ERR_CONNECT_TIMEOUT", "the host does not answer"],
])

const endings: ReadonlyMap<string, string> = new Map([
  ["text/csv", ".csv"],
  ["text/tab-separated-values", ".tsv"],
  ["application/json", ".json"],
  ["application/x-ndjson", ".jsonl"],
  ["application/jsonl", ".jsonl"],
])

const htmlStart = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b/i

const mostRedirects = 5
