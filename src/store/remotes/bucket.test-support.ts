import { mkdtempSync, rmSync } from "node:fs"
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { hashBytes } from "../../base/index.ts"
import { openRemote, type Remote, type RemoteSettings } from "../index.ts"

/** A server that speaks as much of the protocol of S3 as objects need. */
export async function bucket(
  refuse: () => readonly [number, string] | undefined = () => undefined,
  { serverDate, ...more }: RemoteSettings & { readonly serverDate?: string } = {},
) {
  const stored = new Map<string, Buffer>()
  const heard = new Map<string, IncomingHttpHeaders>()
  const cuts = new Set<string>()
  const parts = new Map<number, Buffer>()
  const server = createServer(async (request, answer) => {
    const body = await bodyOf(request)
    const refused = refuse()
    const url = new URL(request.url ?? "/", "http://localhost")
    const { range = "" } = request.headers
    const isStart = url.searchParams.has("uploads")
    heard.set(`${request.method} ${url.pathname}${isStart ? "?uploads" : ""}`, request.headers)
    if (serverDate !== undefined) answer.setHeader("date", serverDate)
    if (refused !== undefined) {
      const [status, code] = refused
      answer.writeHead(status, { "content-type": "application/xml" })
      answer.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`)
    } else if (url.searchParams.has("list-type")) {
      const prefix = `${url.pathname.replace(/\/$/, "")}/${url.searchParams.get("prefix")}`
      const keys = [...stored.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice("/bkt/".length))
      const contents = keys.map((key) => entryOf(key, stored.get(`/bkt/${key}`)!)).join("")
      answer.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`)
    } else if (request.method === "POST" && isStart)
      answer.end("<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
    else if (request.method === "POST") {
      stored.set(url.pathname, Buffer.concat([...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part)))
      answer.end("<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>")
    } else if (request.method === "PUT") {
      const part = Number(url.searchParams.get("partNumber") ?? 0)
      if (part > 0) parts.set(part, body)
      else stored.set(url.pathname, body)
      answer.writeHead(200, { etag: '"e"' }).end()
    } else {
      const found = stored.get(url.pathname)
      const [, from = 0, last = 0] = /^bytes=(\d+)-(\d+)$/.exec(range)?.map(Number) ?? []
      if (found?.length === 0 && range !== "") {
        answer.writeHead(416).end("<Error><Code>InvalidRange</Code></Error>")
        return
      }
      if (found !== undefined && last > 0) {
        const part = found.subarray(from, last + 1)
        answer.writeHead(206, {
          "content-range": `bytes ${from}-${from + part.length - 1}/${found.length}`,
          "content-length": part.length,
        })
        const cut = [...cuts].find((start) => range.startsWith(start))
        cuts.delete(cut ?? "")
        if (cut === undefined) answer.end(part)
        else answer.write(part.subarray(0, 1000), () => request.socket.destroy())
        return
      }
      const told = found && { "content-length": found.length, etag: `"${hashBytes("md5", found)}"` }
      answer.writeHead(found === undefined ? 404 : 200, told)
      const missing = request.method === "GET" ? "<Error><Code>NoSuchKey</Code></Error>" : ""
      answer.end(request.method === "HEAD" ? undefined : (found ?? missing))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = { endpointUrl, region: "us-east-1", accessKeyId: "key", secretAccessKey: "secret", ...more }
  const remote: Remote = openRemote("s3://bkt/pre", settings)
  onTestFinished(() => {
    remote.close()
    server.closeAllConnections()
    server.close()
  })
  return { remote, stored, heard, endpointUrl, cutOnce: (range: string) => void cuts.add(range) }
}

function entryOf(key: string, bytes: Buffer): string {
  const etag = `&quot;${hashBytes("md5", bytes)}&quot;`
  return `<Contents><Key>${key}</Key><Size>${bytes.length}</Size><ETag>${etag}</ETag></Contents>`
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "s3-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
