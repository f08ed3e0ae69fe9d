/** Data verbs on a disk that is full: each says so, leaves nothing half-written, and goes on once there is room. */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"

const verbs = ["add", "commit", "checkout", "push", "pull", "fetch", "repro"] as const

describe.skipIf(!canMount())("on a disk that is full", () => {
  test.each(verbs)("%s says so, loses nothing, and goes on once there is room", async (verb) => {
    const { root, filler } = await prepared(verb)
    fillDisk(filler)
    const before = contentOf(root)
    const refused = await mlwright(root, ...wordsOf(verb))
    const code = verb === "repro" ? "pipeline.step-failed" : "base.disk-full"
    expect(refused.json?.error, refused.stderr).toMatchObject({ code, blame: "environment" })
    expect(refused.json.error.message).toMatch(/the disk is full$/)
    expect(refused.code).toBe(3)
    for (const [path, content] of Object.entries(before)) expect(contentOf(root)[path], path).toBe(content)
    expect(leftovers(root)).toEqual([])
    rmSync(filler)
    await done(root, ...wordsOf(verb))
    if (verb === "fetch") await done(root, "checkout")
    expect((await done(root, "status")).json).toEqual({})
    if (verb === "push") expect((await done(root, "status", "--cloud")).json).toEqual({})
  })
})

/** A repository with its cache and its remote on a disk of 12 MB, in the state before a verb has something to write. */
async function prepared(verb: (typeof verbs)[number]) {
  const disk = await workFolder()
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m,nr_inodes=4k", "tmpfs", disk])
  onTestFinished(() => void spawnSync("umount", ["-l", disk]))
  const root = join(disk, "work")
  mkdirSync(join(root, "data"), { recursive: true })
  await done(root, "init")
  await done(root, "remote", "add", "-d", "s", "../store")
  for (let number = 0; number < 20; number++)
    writeFileSync(join(root, "data", String(number)), String(number % 10).repeat(50_000 + number))
  const remove = (...paths: readonly string[]): void => {
    for (const path of paths) rmSync(join(root, path), { recursive: true, force: true })
  }
  if (verb === "add") return { root, filler: join(disk, "filler") }
  await done(root, "add", "data")
  if (verb === "commit") writeFileSync(join(root, "data/0"), "changed".repeat(20_000))
  if (verb === "checkout") remove("data")
  if (verb === "pull" || verb === "fetch") {
    await done(root, "push")
    remove("data", ".dvc/cache")
  }
  if (verb === "repro")
    writeFileSync(
      join(root, "dvc.yaml"),
      "stages: {make: {cmd: truncate -s 400000 sparse.bin, deps: [data], outs: [sparse.bin]}}\n", // takes no room itself
    )
  return { root, filler: join(disk, "filler") }
}

function wordsOf(verb: (typeof verbs)[number]): readonly string[] {
  if (verb === "add") return ["add", "data"]
  return verb === "commit" ? ["commit", "--force"] : [verb]
}

/** Leaves room for small files such as locks and lists, and for no data. */
function fillDisk(filler: string): void {
  const { bavail, bsize } = statfsSync(join(filler, ".."))
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 130_000)))
}

/** Files outside of temporary folders. */
function contentOf(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !/[/](?:\.dvc[/]tmp|\.mlwright)[/]/.test(path))
      .map((path) => [path.slice(root.length + 1), readFileSync(path, "latin1")]),
  )
}

function leftovers(root: string): readonly string[] {
  return readdirSync(join(root, ".."), { recursive: true })
    .map(String)
    .filter((path) => path.includes(".tmp-") || path.endsWith(".tmp"))
}

/** Skips loudly: only the superuser may mount, and not in every container. */
function canMount(): boolean {
  const tried =
    process.getuid?.() === 0 && spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", tmpdir()]).status === 0
  if (!tried) console.warn("SKIPPED: mounting is not allowed here; data verbs on a full disk were not tested")
  return tried
}
