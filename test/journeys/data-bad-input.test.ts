import { execFileSync, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"

test("a manifest that is cut off, or leads out of its folder, is refused; a pull brings the right one back", async () => {
  const { root, object } = await repository()
  const manifest = object(".dir")
  await done(root, "push")
  chmodSync(manifest, 0o644)
  writeFileSync(manifest, readFileSync(manifest, "utf8").slice(0, 40))
  chmodSync(manifest, 0o444)
  rmSync(join(root, "data"), { recursive: true })
  expect((await mlwright(root, "checkout")).json.error).toMatchObject({ code: "version.object-corrupt" })
  await done(root, "pull")
  expect((await done(root, "status")).json).toEqual({})

  rmSync(join(root, "data"), { recursive: true })
  const evil = `[{"md5": "${"0".repeat(32)}", "relpath": "../../outside"}]`
  const name = createHash("md5").update(evil).digest("hex")
  const place = join(root, ".dvc/cache/files/md5", name.slice(0, 2))
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, `${name.slice(2)}.dir`), evil, { mode: 0o444 })
  const pointer = readFileSync(join(root, "data.dvc"), "utf8")
  writeFileSync(join(root, "data.dvc"), pointer.replace(/md5: .*\.dir/, `md5: ${name}.dir`))
  const refused = await mlwright(root, "checkout")
  expect(refused.json.error).toMatchObject({ code: "version.object-corrupt" })
  expect(refused.json.error.message).toContain("../../outside")
  expect(existsSync(join(root, "../outside"))).toBe(false)
})

test("a folder with a link to itself, or a name that is no text, is refused by that name", async () => {
  const { root } = await repository()
  symlinkSync(".", join(root, "data/loop"))
  expect((await mlwright(root, "add", "data")).json.error).toMatchObject({ code: "version.link-loop" })
  rmSync(join(root, "data/loop"))
  execFileSync("sh", ["-c", "printf x > \"$(printf 'data/caf\\351')\""], { cwd: root })
  expect((await mlwright(root, "add", "data")).json.error).toMatchObject({ code: "version.name-not-text" })
})

test("names with line breaks, quotes and letters that differ only in case come back as they were", async () => {
  const { root } = await repository()
  const names = ["a\nb", 'quote "q"', "A", "a", "-dash", "tab\t", "#hash", "Ωmega", "\u{1f600}"]
  for (const name of names) writeFileSync(join(root, "data", name), name)
  await done(root, "add", "data")
  await done(root, "push")
  for (const path of ["data", ".dvc/cache"]) rmSync(join(root, path), { recursive: true })
  await done(root, "pull")
  for (const name of names) expect(readFileSync(join(root, "data", name), "utf8")).toBe(name)
  expect((await done(root, "status")).json).toEqual({})
})

test("a file that is written while it is added is refused or kept whole, never half", async () => {
  const { root } = await repository()
  writeFileSync(join(root, "growing"), Buffer.alloc(64 << 20))
  const writer = spawn("sh", ["-c", "while :; do echo more >> growing; done"], { cwd: root, stdio: "ignore" })
  const outcome = await mlwright(root, "add", "growing")
  writer.kill("SIGKILL")
  expect(outcome.code).toBe(3)
  expect(outcome.json.error).toMatchObject({ code: "version.changed-while-read" })
  expect(existsSync(join(root, "growing.dvc"))).toBe(false)
  await done(root, "add", "growing")
  expect((await done(root, "status")).json).toEqual({})
})

test("a remote that breaks off half-way is told of, and the next pull fetches only the rest", async () => {
  const { root } = await repository(60)
  await done(root, "push")
  const store = join(root, "../store")
  let answered = 0
  let broken = true
  const server = createServer((request, answer) => {
    if (broken && ++answered > 30) return void answer.writeHead(403).end()
    const path = join(store, decodeURIComponent(request.url ?? ""))
    if (!existsSync(path)) return void answer.writeHead(404).end()
    answer.end(request.method === "HEAD" ? undefined : readFileSync(path))
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await done(root, "remote", "modify", "s", "url", url)
  for (const path of ["data", ".dvc/cache"]) rmSync(join(root, path), { recursive: true })
  const failed = await mlwright(root, "pull")
  expect(failed.json.error).toMatchObject({ code: "version.transfer-failed" })
  expect(existsSync(join(root, "data"))).toBe(false)
  broken = false
  const got = 30 - 1
  const { json } = await done(root, "pull")
  expect(json.fetched).toBe(60 - got)
  expect((await done(root, "status")).json).toEqual({})
})

test("a damaged object is found by a checkout, and made good from the remote by a pull", async () => {
  const { root, object } = await repository()
  await done(root, "push")
  const damaged = object("")
  chmodSync(damaged, 0o644)
  writeFileSync(damaged, "not what it was")
  chmodSync(damaged, 0o444)
  renameSync(join(root, "data"), join(root, "../before"))
  const refused = await mlwright(root, "checkout")
  expect(refused.code).not.toBe(0)
  expect(refused.json.error.code).toMatch(/^version\.(?:checkout-incomplete|object-corrupt)$/)
  await done(root, "pull")
  for (const name of ["0", "1", "2"])
    expect(readFileSync(join(root, "data", name), "utf8")).toBe(readFileSync(join(root, "../before", name), "utf8"))
})

async function repository(files = 3) {
  const root = join(await workFolder(), "work")
  mkdirSync(join(root, "data"), { recursive: true })
  for (let number = 0; number < files; number++) writeFileSync(join(root, "data", String(number)), `content ${number}`)
  await done(root, "init")
  await done(root, "remote", "add", "-d", "s", "../store")
  await done(root, "add", "data")
  /** Path of an object of the cache whose name ends so; of a file when the ending is empty. */
  const object = (ending: string): string => {
    const found = execFileSync("find", [join(root, ".dvc/cache/files/md5"), "-type", "f"], { encoding: "utf8" })
    return found
      .trim()
      .split("\n")
      .find((path) => (ending === "" ? !path.endsWith(".dir") : path.endsWith(ending)))!
  }
  return { root, object }
}

test("scripts may ask quietly whether anything changed, and words that fit nothing are refused", async () => {
  const { root } = await repository()
  expect(await mlwright(root, "status", "--quiet")).toMatchObject({ code: 0 })
  writeFileSync(join(root, "data", "more"), "more")
  expect(await mlwright(root, "status", "--quiet")).toMatchObject({ code: 4 })
  for (const [code, ...words] of [
    ["cli.pattern-matches-nothing", "add", "--glob", "*.nothing"],
    ["cli.pattern-matches-nothing", "pull", "--glob", "*.nothing"],
    ["cli.several-for-one", "add", "--out", "x", "data/a", "data/b"],
    ["repository.revision-unknown", "gc", "--rev", "nowhere"],
    ["version.config-value-wrong", "remote", "modify", "s", "jobs", "many"],
  ] as const)
    expect((await mlwright(root, ...words)).json.error).toMatchObject({ code })
})
