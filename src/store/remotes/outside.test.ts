import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { bucket, scratch } from "./bucket.test-support.ts"
import { openOutside } from "./outside.ts"

const settings = { accessKeyId: "key", secretAccessKey: "secret" }

test("a folder of a bucket is every object below its name, and comes as files", async () => {
  const { stored, endpointUrl } = await bucket()
  for (const [key, text] of Object.entries({
    "data/a.csv": "a",
    "data/sub/b-c": "bb",
    "data/sub/": "",
    "data2/x": "x",
  }))
    stored.set(`/bkt/${key}`, Buffer.from(text))
  for (const url of ["s3://bkt/data", "s3://bkt/data/"]) {
    const outside = await openOutside(url, { ...settings, endpointUrl })
    expect(outside).toMatchObject({
      kind: "folder",
      files: [
        { relpath: "a.csv", size: 1, etag: "0cc175b9c0f1b6a831c399e269772661" },
        { relpath: "sub/b-c", size: 2, etag: "21ad0bd836b90d08f4cf640b4c298e7c" },
      ],
    })
    const folder = join(scratch(), "here")
    await outside.save(folder)
    expect(["a.csv", "sub/b-c"].map((path) => readFileSync(join(folder, path), "utf8"))).toEqual(["a", "bb"])
  }
})

test("a file of a bucket is taken as a file, also when others begin with its name", async () => {
  const { stored, endpointUrl } = await bucket()
  stored.set("/bkt/data", Buffer.from("text"))
  stored.set("/bkt/data/a", Buffer.from("a"))
  expect(await openOutside("s3://bkt/data", { ...settings, endpointUrl })).toMatchObject({ kind: "file" })
})

test("what is not there, and names that would be written beside the folder, are refused", async () => {
  const { stored, endpointUrl } = await bucket()
  stored.set("/bkt/data/../up", Buffer.from("x"))
  const opening = (url: string) => openOutside(url, { ...settings, endpointUrl })
  await expect(opening("s3://bkt/none")).rejects.toMatchObject({ code: "store.outside-missing" })
  await expect(opening("s3://bkt/data")).rejects.toMatchObject({ code: "store.outside-name-unsafe" })
})

test("a connection that ends before the content is told as such, without the password of the address", async () => {
  const server = createServer(({ method }, answer) => {
    answer.writeHead(200, { etag: "a", "content-length": 1000 })
    if (method === "HEAD") answer.end()
    else answer.write("begin", () => answer.destroy())
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}/a`
  const outside = await openOutside(`http://ann:p@ss@${address}`)
  await expect(outside.save(join(scratch(), "a"))).rejects.toMatchObject({
    code: "store.outside-missing",
    message: expect.stringContaining(`"http://${address}"`),
  })
})
