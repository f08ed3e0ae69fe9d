import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { projectOf } from "./project.test-support.ts"

const md5 = (text: string): string => createHash("md5").update(text).digest("hex")

test("a stage that DVC 2 ran is unchanged as long as its files are, although DVC 3 names them otherwise", async () => {
  const windows = "a\r\nb\r\n"
  const { run, read, write } = await projectOf({
    "dvc.yaml":
      "stages:\n  one:\n    cmd: cp in.txt out.txt\n    deps: [in.txt]\n    outs: [{out.txt: {cache: false}}]\n",
    "in.txt": windows,
    "out.txt": windows,
    "dvc.lock": lockOf(md5("a\nb\n")),
  })
  expect(await run()).toBe("one:cached")
  expect(read("dvc.lock")).toBe(lockOf(md5("a\nb\n")))
  write("in.txt", "other\r\n")
  expect(await run()).toBe("one:ran")
  expect(read("dvc.lock").match(/hash: md5\n {6}md5: (\w+)/g)).toHaveLength(2)
  expect(read("dvc.lock")).toContain(md5("other\r\n"))
})

function lockOf(name: string): string {
  const entry = (path: string): string => `    - path: ${path}\n      md5: ${name}\n      size: 6\n`
  return `schema: '2.0'\nstages:\n  one:\n    cmd: cp in.txt out.txt\n    deps:\n${entry("in.txt")}    outs:\n${entry("out.txt")}`
}
