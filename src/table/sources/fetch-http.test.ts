import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { expect, test } from "vitest"
import type { DataSettings } from "../config.ts"
import { type Profile, profileFiles } from "../profile/profile.ts"
import { errorOf, useScratch } from "../scratch.test-support.ts"
import { serverOf } from "./server.test-support.ts"

const scratch = useScratch()

const csv = "size,price\n1,2\n3,4\n5,6\n"

const read = (address: string, settings: Partial<DataSettings> = {}): Promise<Profile> =>
  profileFiles([address], scratch.options(settings))

test("an address is downloaded, unpacked, and gone when it is read", async () => {
  const url = await serverOf((_, response) => response.end(gzipSync(csv)))
  const { rows, files } = await read(`${url}/data/sizes.csv.gz`)
  expect(rows).toBe(3)
  expect(files).toEqual([`${url}/data/sizes.csv.gz`])
  expect(await readdir(join(scratch.root(), "tmp"))).toEqual([])
})

test("the format is told by what the server says of it when the address does not", async () => {
  const url = await serverOf((request, response) => {
    if (request.url === "/export?id=1") response.setHeader("content-type", "application/json; charset=utf-8")
    else response.setHeader("content-disposition", 'attachment; filename="../rows.jsonl"')
    response.end('{"size": 1}\n{"size": 2}\n')
  })
  expect((await read(`${url}/export?id=1`)).rows).toBe(2)
  expect((await read(`${url}/download`)).rows).toBe(2)
})

test("an answer that the server packed on the way is what it was before", async () => {
  const url = await serverOf((_, response) => {
    response.setHeader("content-encoding", "gzip")
    response.end(gzipSync(csv))
  })
  expect((await read(`${url}/sizes.csv`)).rows).toBe(3)
})

test("redirects are followed, but not for ever and not out of the web", async () => {
  const url = await serverOf((request, response) => {
    const target = { "/once": "/sizes.csv", "/ever": "/ever", "/file": "file:///etc/passwd" }[request.url ?? ""]
    if (target === undefined) return response.end(csv)
    response.writeHead(302, { location: target }).end()
  })
  expect((await read(`${url}/once`)).rows).toBe(3)
  expect((await errorOf(read(`${url}/ever`))).code).toBe("table.redirects-too-many")
  const error = await errorOf(read(`${url}/file`))
  expect(error.code).toBe("table.address-failed")
  expect(error.message).toContain('redirects to "file:///etc/passwd"')
})

test("a name and password in the address are a login, not sent on to another host, and never shown", async () => {
  const seen: (string | undefined)[] = []
  const other = await serverOf((request, response) => {
    seen.push(request.headers.authorization)
    response.end(csv)
  })
  const url = await serverOf((request, response) => {
    seen.push(request.headers.authorization)
    if (request.url === "/away") response.writeHead(307, { location: `${other}/sizes.csv` }).end()
    else response.writeHead(403).end()
  })
  const login = url.replace("//", "//ann:s%40cret@")
  expect((await read(`${login}/away`)).rows).toBe(3)
  expect(seen).toEqual([`Basic ${Buffer.from("ann:s@cret").toString("base64")}`, undefined])
  const error = await errorOf(read(`${login}/sizes.csv?signature=abc`))
  expect(error.code).toBe("table.address-refused")
  expect(JSON.stringify([error.message, error.hint, error.detail])).not.toMatch(/cret|abc/)
})

test.each([
  [404, "table.address-missing", "user"],
  [401, "table.address-refused", "user"],
  [500, "table.address-failed", "environment"],
  [503, "table.address-failed", "environment"],
] as const)("an answer of %d is %s", async (status, code, blame) => {
  const url = await serverOf((_, response) => response.writeHead(status).end("no"))
  const error = await errorOf(read(`${url}/sizes.csv`, { downloadRetries: 0 }))
  expect([error.code, error.blame]).toEqual([code, blame])
  expect(error.message).toContain(String(status))
})

test("a web page in place of a table is called so", async () => {
  const url = await serverOf((_, response) => response.end("<!DOCTYPE html><html><body>Log in</body></html>"))
  const error = await errorOf(read(`${url}/sizes.csv`))
  expect(error.code).toBe("table.address-html")
})

test("a host that is not there, and a connection that is cut, are said", async () => {
  const gone = await errorOf(read("http://127.0.0.1:59999/sizes.csv"))
  expect(gone.message).toContain("nothing answers there")
  const unsealed = (await serverOf((_, response) => response.end(csv))).replace("http:", "https:")
  expect((await errorOf(read(`${unsealed}/sizes.csv`))).message).toContain("it does not speak https there")
  const url = await serverOf((_, response) => {
    response.writeHead(200, { "content-length": "1000" })
    response.write(csv, () => response.destroy())
  })
  expect((await errorOf(read(`${url}/sizes.csv`, { downloadRetries: 1 }))).code).toBe("table.address-failed")
})

test("a download that is cut goes on where it was, while the content is the same", async () => {
  const asked: (string | undefined)[] = []
  const url = await serverOf((request, response) => {
    const { range } = request.headers
    asked.push(range)
    const start = range === undefined ? 0 : Number(/bytes=(\d+)-/.exec(range)?.[1])
    const rest = csv.slice(start)
    response.writeHead(range === undefined ? 200 : 206, {
      etag: '"one"',
      "content-length": rest.length,
      ...(range !== undefined && { "content-range": `bytes ${start}-${csv.length - 1}/${csv.length}` }),
    })
    if (rest.length > 10) response.write(rest.slice(0, 10), () => setTimeout(() => response.destroy(), 100))
    else response.end(rest)
  })
  const { rows, columns } = await read(`${url}/sizes.csv`)
  expect([rows, columns.map(({ name }) => name)]).toEqual([3, ["size", "price"]])
  // a busy machine may see the line cut before it has read anything of a turn, and asks for the same once more
  expect([...new Set(asked)]).toEqual([undefined, "bytes=10-", "bytes=20-"])
})

test("a download that cannot go on, or whose content has changed, begins again, and a busy server is asked again", async () => {
  let turn = 0
  const url = await serverOf((_, response) => {
    turn++
    if (turn === 1) return response.writeHead(503).end("busy")
    response.writeHead(200, { etag: `"${turn}"`, "content-length": csv.length })
    if (turn === 2) return response.write("other,name", () => setTimeout(() => response.destroy(), 100))
    return response.end(csv)
  })
  const { rows, columns } = await read(`${url}/sizes.csv`)
  expect([turn, rows, columns.map(({ name }) => name)]).toEqual([3, 3, ["size", "price"]])
})

test("a server that says nothing more is given up", async () => {
  const url = await serverOf((_, response) => void response.write(csv))
  const error = await errorOf(read(`${url}/sizes.csv`, { silenceSeconds: 1 }))
  expect(error.code).toBe("table.server-silent")
})

test("a body that never ends is stopped by its size and by the time it takes", async () => {
  const url = await serverOf((_, response) => {
    response.write("size,price\n")
    const timer = setInterval(() => response.write("1,2\n".repeat(50_000)), 10)
    response.on("close", () => clearInterval(timer))
  })
  const large = await errorOf(read(`${url}/sizes.csv`, { downloadMegabytes: 1 }))
  expect(large.code).toBe("table.download-too-large")
  const long = await errorOf(read(`${url}/sizes.csv`, { downloadSeconds: 1 }))
  expect(long.code).toBe("table.download-slow")
})

test("an address that says it is too large is not downloaded at all", async () => {
  const url = await serverOf((_, response) => {
    response.writeHead(200, { "content-length": "5000000" })
    response.write("1")
  })
  const error = await errorOf(read(`${url}/sizes.csv`, { downloadMegabytes: 2 }))
  expect(error.code).toBe("table.download-too-large")
})

test("a reference that is none says which there are", async () => {
  expect((await errorOf(read("gs://bucket/sizes.csv"))).message).toContain('"gs" is not known')
  const error = await errorOf(read("https://$" + "{NO_HOST}/sizes.csv"))
  expect(error.code).toBe("table.variable-missing")
  expect(error.hint).toContain("NO_HOST")
})
