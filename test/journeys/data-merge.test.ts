import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { done, workFolder } from "./mlwright.ts"

test("git merges folders and locks by the driver that install sets up, and marks what a person must decide", async () => {
  const root = join(await workFolder(), "work")
  mkdirSync(join(root, "data"), { recursive: true })
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  const write = (path: string, text: string): void => writeFileSync(join(root, path), text)
  git("init", "-q", "--initial-branch=main")
  git("config", "user.name", "Ann")
  git("config", "user.email", "ann@example.org")
  await done(root, "init")
  await done(root, "install")
  write("data/x", "1")
  for (const name of ["a", "b"]) write(`${name}.in`, "1")
  write("dvc.yaml", `stages:${["a", "b"].map((name) => stage(name)).join("")}`)
  const keep = async (message: string): Promise<void> => {
    await done(root, "add", "data")
    await done(root, "repro")
    git("add", "-A")
    git("commit", "-qm", message)
  }
  await keep("first")
  git("checkout", "-qb", "side")
  write("data/side", "side")
  write("b.in", "2")
  await keep("side")
  git("checkout", "-q", "main")
  expect(readdirSync(join(root, "data")), "the hook checks out what the branch has").toEqual(["x"])
  write("data/main", "main")
  write("a.in", "2")
  await keep("main")

  git("merge", "--quiet", "side", "-m", "merged")
  await done(root, "checkout")
  expect(readdirSync(join(root, "data"))).toEqual(["main", "side", "x"])
  expect((await done(root, "status")).json).toEqual({})

  git("checkout", "-qb", "left")
  write("data/x", "left")
  await keep("left")
  git("checkout", "-q", "main")
  write("data/x", "right")
  await keep("right")
  expect(() => git("merge", "--quiet", "left", "-m", "never")).toThrow(/data\.dvc: data\/x: both sides changed it/)
  expect(readFileSync(join(root, "data.dvc"), "utf8")).toMatch(/^<{7} ours$/m)
}, 120_000)

function stage(name: string): string {
  return `\n  ${name}:\n    cmd: cp ${name}.in ${name}.out\n    deps: [${name}.in]\n    outs: [${name}.out]\n`
}
