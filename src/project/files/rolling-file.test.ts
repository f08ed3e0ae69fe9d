import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { expect, onTestFinished, test } from "vitest"
import { openRollingFile } from "./rolling-file.ts"

async function logFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mlwright-log-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'a "quoted" <name>')
}

const never = (error: Error): void => expect.unreachable(error.message)

test("a full file is followed by the next, the oldest go, and no line is lost or cut", async () => {
  const folder = await logFolder()
  const file = await openRollingFile({ folder, name: "run", maxBytes: 50, keepFiles: 2 }, never)
  for (let line = 0; line < 12; line++) {
    file.write(`line ${line} of twelve lines\n`)
    await wait(10)
  }
  await file.close()
  const names = (await readdir(folder)).sort()
  expect(names.length).toBeLessThanOrEqual(3)
  expect(names).not.toContain("run.1.log")
  const kept = (await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")))).join("")
  expect(kept.trim().split("\n").at(-1)).toBe("line 11 of twelve lines")
  expect(kept).toMatch(/^(line \d+ of twelve lines\n)+$/)
})

test("the next one who opens it goes on in the last file", async () => {
  const folder = await logFolder()
  for (const line of ["one\n", "two\n"]) {
    const file = await openRollingFile({ folder, name: "run", maxBytes: 1000, keepFiles: 2 }, never)
    file.write(line)
    await file.close()
  }
  expect(await readFile(join(folder, "run.1.log"), "utf8")).toBe("one\ntwo\n")
})

test("a file that cannot be opened is a known error, and the end of the process does not try it again", async () => {
  const folder = await logFolder()
  await mkdir(join(folder, "run.1.log"), { recursive: true })
  const before = process.listeners("exit")
  await expect(openRollingFile({ folder, name: "run", maxBytes: 50, keepFiles: 2 }, never)).rejects.toMatchObject({
    blame: "user",
    message: expect.stringContaining("there is a folder of that name"),
  })
  const added = process.listeners("exit").filter((listener) => !before.includes(listener))
  for (const listener of added) expect(() => listener(0)).not.toThrow()
})
