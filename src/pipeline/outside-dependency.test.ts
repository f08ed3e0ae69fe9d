import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { recordAt } from "./load/record-at.ts"
import { projectOf } from "./project.test-support.ts"

test("a dependency at an address is what its server says: the lock is DVC's, and a stage runs when it changes", async () => {
  const { url, contents } = await served({ "/x.csv": "one" })
  const project = await projectOf({
    "dvc.yaml": `stages: {a: {cmd: echo ran > a.txt, deps: ["${url}/x.csv"], outs: [a.txt]}}\n`,
  })
  expect(await project.run()).toBe("a:ran")
  expect(project.read("dvc.lock")).toBe(`schema: '2.0'
stages:
  a:
    cmd: echo ran > a.txt
    deps:
    - path: ${url}/x.csv
      hash: md5
      checksum: '"mark of one"'
      size: 3
    outs:
    - path: a.txt
      hash: md5
      md5: 9162db8c1a1400373a884e82a996a5a0
      size: 4
`)
  expect(await project.run()).toBe("a:cached")
  contents["/x.csv"] = "three"
  expect(await project.run()).toBe("a:ran")
  contents["/x.csv"] = "one"
  expect(await project.run(), "what lies elsewhere is no reason to take back an old result").toBe("a:ran")
  expect((await recordAt(project.root)).deps).toEqual({ [`${url}/x.csv`]: { md5: '"mark of one"', size: 3 } })
})

test("a dependency that its server does not have is missing, and one whose server does not answer ends the run", async () => {
  const { url, contents, close } = await served({ "/x.csv": "one" })
  const project = await projectOf({
    "dvc.yaml": `stages: {a: {cmd: echo ran > a.txt, deps: ["${url}/x.csv"], outs: [a.txt]}}\n`,
  })
  delete contents["/x.csv"]
  await expect(project.run()).rejects.toMatchObject({ code: "pipeline.dependency-missing" })
  await close()
  await expect(project.run()).rejects.toMatchObject({ code: "store.outside-missing", blame: "environment" })
})

/** A server of texts, each with a mark of its own. */
async function served(contents: Record<string, string>) {
  const server = createServer(({ url = "" }, answer) => {
    const text = contents[url]
    if (text === undefined) return void answer.writeHead(404).end()
    answer.writeHead(200, { etag: `"mark of ${text}"`, "content-length": text.length }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  onTestFinished(close)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, contents, close }
}
