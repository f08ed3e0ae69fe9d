import type { IncomingMessage, ServerResponse } from "node:http"
import { gzipSync } from "node:zlib"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { DataSettings } from "../config.ts"
import { type Profile, profileFiles } from "../profile/profile.ts"
import { errorOf, useScratch } from "../scratch.test-support.ts"
import { serverOf } from "./server.test-support.ts"

const scratch = useScratch()

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret")
  vi.stubEnv("AWS_REGION", "eu-central-1")
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true")
  vi.stubEnv("AWS_CONFIG_FILE", "nowhere")
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "nowhere")
})

afterEach(() => void vi.unstubAllEnvs())

const objects: Readonly<Record<string, Buffer>> = {
  "trips/2024-01.csv": Buffer.from("size,price\n1,2\n3,4\n"),
  "trips/2024-02.csv.gz": gzipSync("size,price\n5,6\n"),
  "trips/_SUCCESS": Buffer.from("done"),
  "trips/notes/readme.md": Buffer.from("# notes"),
}

/** The part of a store's answers that is used: GetObject, and ListObjectsV2 in pages of one key. */
function store(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "", "http://store")
  const [, bucket, ...rest] = url.pathname.split("/")
  const key = decodeURIComponent(rest.join("/"))
  const content = objects[key]
  if (bucket !== "taxi") refuse(response, 404, "NoSuchBucket")
  else if (url.searchParams.get("list-type") === "2") list(url.searchParams, response)
  else if (content === undefined) refuse(response, 404, "NoSuchKey")
  else response.end(content)
}

function list(parameters: URLSearchParams, response: ServerResponse): void {
  const keys = Object.keys(objects).filter((key) => key.startsWith(parameters.get("prefix") ?? ""))
  const at = Number(parameters.get("continuation-token") ?? 0)
  const contents = keys
    .slice(at, at + 1)
    .map((key) => `<Contents><Key>${key}</Key><Size>${objects[key]!.length}</Size></Contents>`)
  const more = at + 1 < keys.length
  response.setHeader("content-type", "application/xml")
  response.end(
    `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${at + 1}</NextContinuationToken>` : ""}${contents.join("")}</ListBucketResult>`,
  )
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml" })
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>It says ${code}</Message></Error>`)
}

function read(address: string, endpoint: string, settings: Partial<DataSettings> = {}): Promise<Profile> {
  return profileFiles([address], { ...scratch.options(settings), variables: { AWS_ENDPOINT_URL: endpoint } })
}

test("an object is downloaded with the credentials of the environment", async () => {
  const seen: string[] = []
  const url = await serverOf((request, response) => {
    seen.push(request.headers.authorization ?? "")
    store(request, response)
  })
  const { rows, files } = await read("s3://taxi/trips/2024-01.csv", url)
  expect({ rows, files }).toEqual({ rows: 2, files: ["s3://taxi/trips/2024-01.csv"] })
  expect(seen).toEqual([expect.stringContaining("Credential=AKIDEXAMPLE/")])
})

test("a prefix and a pattern are all tables below them, page by page", async () => {
  const url = await serverOf(store)
  const names = ["s3://taxi/trips/2024-01.csv", "s3://taxi/trips/2024-02.csv.gz"]
  expect(await read("s3://taxi/trips/", url)).toMatchObject({ rows: 3, files: names })
  expect(await read("s3://taxi/trips/2024-*", url)).toMatchObject({ rows: 3, files: names })
})

test("what is not there is said", async () => {
  const url = await serverOf(store)
  const key = await errorOf(read("s3://taxi/trips/2025-01.csv", url))
  expect([key.code, key.message]).toEqual(["table.object-missing", expect.stringContaining("no such object")])
  expect((await errorOf(read("s3://other/trips.csv", url))).message).toContain("no such bucket")
  expect((await errorOf(read("s3://taxi/nothing/", url))).message).toContain("no table is there")
})

test.each([
  [403, "AccessDenied", "table.object-denied"],
  [403, "SignatureDoesNotMatch", "table.object-denied"],
  [400, "InvalidToken", "table.object-denied"],
  [404, "NameOfItsOwn", "table.object-denied"],
  [400, "ExpiredToken", "table.token-expired"],
  [400, "InvalidRequest", "table.object-failed"],
])("a store that answers %d %s is told: %s", async (status, name, code) => {
  const url = await serverOf((_, response) => refuse(response, status, name))
  const error = await errorOf(read("s3://taxi/trips/2024-01.csv", url))
  expect(error.code).toBe(code)
  expect(error.hint).not.toBe("")
})

test("an object that is cut off goes on where it was, and begins anew when it is another one by then", async () => {
  const [first, other] = ["size,price\n1,2\n3,4\n", "size,price\n5,6\n"]
  for (const changes of [false, true]) {
    const asked: (string | undefined)[] = []
    const url = await serverOf((request, response) => {
      const { range, "if-match": version } = request.headers
      const turn = asked.push(range)
      const content = changes && turn > 1 ? other : first
      const etag = `"${content.length}"`
      if (version !== undefined && version !== etag) return refuse(response, 412, "PreconditionFailed")
      const start = range === undefined ? 0 : Number(/bytes=(\d+)-/.exec(range)?.[1])
      const rest = content.slice(start)
      const behind = { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` }
      response.writeHead(start > 0 ? 206 : 200, { etag, "content-length": rest.length, ...(start > 0 && behind) })
      if (turn > 1) response.end(rest)
      else response.write(rest.slice(0, 12), () => setTimeout(() => response.destroy(), 50))
    })
    const { rows } = await read("s3://taxi/trips/2024-01.csv", url)
    expect({ rows, asked }).toEqual(
      changes ? { rows: 1, asked: [undefined, "bytes=12-", undefined] } : { rows: 2, asked: [undefined, "bytes=12-"] },
    )
  }
})

test("an endpoint that is no address is said, and another store than Amazon's needs no region", async () => {
  expect((await errorOf(read("s3://taxi/trips/2024-01.csv", "localhost:9000"))).code).toBe("table.endpoint-unknown")
  vi.stubEnv("AWS_REGION", undefined)
  expect((await read("s3://taxi/trips/2024-01.csv", await serverOf(store))).rows).toBe(2)
})

test("without credentials no request is made", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined)
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined)
  let requests = 0
  const url = await serverOf((_, response) => {
    requests++
    response.end()
  })
  expect((await errorOf(read("s3://taxi/trips/2024-01.csv", url))).code).toBe("table.credentials-missing")
  expect(requests).toBe(0)
})

test("a store that says nothing more, and an object that is too large, are given up", async () => {
  const url = await serverOf((_, response) => {
    response.writeHead(200, { "content-length": "3000000" })
    response.write("size,price\n")
  })
  const silent = await errorOf(read("s3://taxi/trips/2024-01.csv", url, { silenceSeconds: 1 }))
  expect(silent.code).toBe("table.server-silent")
  const large = await errorOf(read("s3://taxi/trips/2024-01.csv", url, { downloadMegabytes: 1 }))
  expect(large.code).toBe("table.download-too-large")
})
