import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { hashBytes } from "../../base/index.ts"
import { openRemote, type Remote } from "../index.ts"

test("objects go to a bucket and come back, and both ways of asking agree on what is there", async () => {
  const { remote, stored } = await bucket()
  const folder = scratch()
  const items = Array.from({ length: 30 }, (_, index) => {
    const text = `object ${index}`
    const md5 = hashBytes("md5", text)
    writeFileSync(join(folder, md5), text)
    return { file: join(folder, md5), key: `files/md5/ab/${md5.slice(2)}`, md5 }
  })
  expect(await remote.upload(items)).toEqual([])
  expect(stored.size).toBe(30)
  expect([...stored.keys()][0]).toMatch(/^\/bkt\/pre\/files\/md5\/ab\//)
  const keys = items.map(({ key }) => key)
  expect((await remote.existing([...keys, "files/md5/ab/none"])).size, "by listing").toBe(30)
  expect((await remote.existing([keys[0]!, "files/md5/cd/none"])).size, "one by one").toBe(1)
  const down = items.map(({ key, md5 }) => ({ key, md5, file: join(folder, "back", md5) }))
  expect(await remote.download(down)).toEqual([])
  expect(readFileSync(down[7]!.file, "utf8")).toBe("object 7")
  const [fault] = await remote.download([{ key: "files/md5/ab/none", file: join(folder, "none") }])
  expect(fault).toMatchObject({ code: "MISSING" })
})

test("a large object goes in parts", async () => {
  const { remote, stored } = await bucket()
  const folder = scratch()
  const bytes = Buffer.alloc(70 << 20, "mlwright")
  writeFileSync(join(folder, "large"), bytes)
  expect(await remote.upload([{ file: join(folder, "large"), key: "large" }])).toEqual([])
  expect(hashBytes("md5", stored.get("/bkt/pre/large") ?? "")).toBe(hashBytes("md5", bytes))
})

test("a server that is overloaded for a while is asked again", async () => {
  let refusals = 3
  const { remote, stored } = await bucket(() => (refusals-- > 0 ? [503, "SlowDown"] : undefined))
  const folder = scratch()
  writeFileSync(join(folder, "a"), "1")
  expect(await remote.upload([{ file: join(folder, "a"), key: "a" }])).toEqual([])
  expect(stored.size).toBe(1)
})

test.each(["ExpiredToken", "InvalidAccessKeyId", "AccessDenied"])(
  "credentials refused with %s say what to do",
  async (code) => {
    const { remote } = await bucket(() => [403, code])
    const folder = scratch()
    writeFileSync(join(folder, "a"), "1")
    await expect(remote.upload([{ file: join(folder, "a"), key: "a" }])).rejects.toMatchObject({
      code: "store.credentials-refused",
    })
  },
)

/** A server that speaks as much of the protocol of S3 as objects need. */
async function bucket(refuse: () => readonly [number, string] | undefined = () => undefined) {
  const stored = new Map<string, Buffer>()
  const parts = new Map<number, Buffer>()
  const server = createServer(async (request, answer) => {
    const body = await bodyOf(request)
    const refused = refuse()
    const url = new URL(request.url ?? "/", "http://localhost")
    if (refused !== undefined) {
      const [status, code] = refused
      answer.writeHead(status, { "content-type": "application/xml" })
      answer.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`)
    } else if (url.searchParams.has("list-type")) {
      const prefix = `${url.pathname.replace(/\/$/, "")}/${url.searchParams.get("prefix")}`
      const keys = [...stored.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice("/bkt/".length))
      const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("")
      answer.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`)
    } else if (request.method === "POST" && url.searchParams.has("uploads"))
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
      answer.writeHead(found === undefined ? 404 : 200)
      const missing = request.method === "GET" ? "<Error><Code>NoSuchKey</Code></Error>" : ""
      answer.end(request.method === "HEAD" ? undefined : (found ?? missing))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = { endpointUrl, region: "us-east-1", accessKeyId: "key", secretAccessKey: "secret" }
  const remote: Remote = openRemote("s3://bkt/pre", settings)
  onTestFinished(() => {
    remote.close()
    server.closeAllConnections()
    server.close()
  })
  return { remote, stored }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "s3-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
