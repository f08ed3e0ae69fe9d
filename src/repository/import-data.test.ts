import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { checkoutTracked, pullTracked } from "../version/index.ts"
import {
  fetchImports,
  getFromRepository,
  importFromRepository,
  importFromUrl,
  listFiles,
  sendToRemote,
  updateImports,
} from "./index.ts"
import { change, commitData, git, repositories } from "./repository.test-support.ts"

describe("importing from another repository", () => {
  test("a tracked file comes with the commit it was taken from, and update brings the next one", async () => {
    const { source, here } = await twoRepositories()
    const made = await change(here, (repository) =>
      importFromRepository(repository, { url: "../source", path: "a.txt" }),
    )
    const first = git(source, "rev-parse", "HEAD")
    expect(readFileSync(join(here, "a.txt"), "utf8")).toBe("one\n")
    expect(pointer(here, "a.txt")).toContain(`    url: ../source\n    rev_lock: ${first}\nouts:\n`)
    expect(readFileSync(join(here, ".gitignore"), "utf8")).toBe("/a.txt\n")

    await commitData(source, { "a.txt": "two\n" }, "second")
    const [updated] = await change(here, (repository) => updateImports(repository, ["a.txt.dvc"]))
    expect(updated).toMatchObject({ changed: true, path: made.path })
    expect(readFileSync(join(here, "a.txt"), "utf8")).toBe("two\n")
    expect(pointer(here, "a.txt")).toContain(`rev_lock: ${git(source, "rev-parse", "HEAD")}`)
    const [again] = await change(here, (repository) => updateImports(repository, ["a.txt"]))
    expect(again?.changed).toBe(false)
  })

  test("a part of a tracked folder, a folder of git and a mixture come as one folder each", async () => {
    const { here } = await twoRepositories()
    for (const path of ["data/sub", "code", "data"])
      await change(here, (repository) => importFromRepository(repository, { url: "../source", path }))
    expect(readFileSync(join(here, "sub/b"), "utf8")).toBe("b\n")
    expect(readFileSync(join(here, "code/f.py"), "utf8")).toBe("print()\n")
    expect(readFileSync(join(here, "data/sub/b"), "utf8")).toBe("b\n")
  })

  test("what is in no cache comes from its source again, as it was imported, and needs no remote", async () => {
    const { source, here } = await twoRepositories()
    await change(here, (repository) => importFromRepository(repository, { url: "../source", path: "a.txt" }))
    await change(here, (repository) => importFromRepository(repository, { url: "../source", path: "data" }))
    await change(here, (repository) => importFromUrl(repository, "../source/code/f.py"))
    await commitData(source, { "a.txt": "two\n" }, "second")
    rmSync(join(here, ".dvc/cache"), { recursive: true })
    const fetch = () =>
      change(here, (repository) =>
        fetchImports(repository, { chosen: repository.tracked.map((tracked) => ({ tracked })) }),
      )
    expect(await fetch()).toMatchObject({ rest: [] })
    expect((await fetch()).objects).toBe(0)
    rmSync(join(here, "a.txt"))
    await change(here, ({ workspace, tracked }) =>
      checkoutTracked(
        workspace,
        tracked.map((one) => ({ tracked: one })),
      ),
    )
    expect(readFileSync(join(here, "a.txt"), "utf8")).toBe("one\n")
  })

  test("where a source is gone, that is said when there is no remote, and else the remote is left to be asked", async () => {
    const { source, here } = await twoRepositories()
    await change(here, (repository) => importFromRepository(repository, { url: "../source", path: "a.txt" }))
    for (const gone of [source, join(here, ".dvc/cache")]) rmSync(gone, { recursive: true })
    const fetch = (remote?: string) =>
      change(here, (repository) =>
        fetchImports(repository, { chosen: repository.tracked.map((tracked) => ({ tracked })), remote }),
      )
    await expect(fetch()).rejects.toMatchObject({ code: "version.git-failed" })
    expect((await fetch("store")).rest).toMatchObject([{ tracked: { path: "a.txt" } }])
  })

  test("changed data is not overwritten by an update unless it is forced", async () => {
    const { source, here } = await twoRepositories()
    await change(here, (repository) => importFromRepository(repository, { url: "../source", path: "a.txt" }))
    writeFileSync(join(here, "a.txt"), "my own\n")
    await commitData(source, { "a.txt": "two\n" }, "second")
    await expect(change(here, (repository) => updateImports(repository, ["a.txt.dvc"]))).rejects.toMatchObject({
      code: "version.unsaved-data",
    })
    await change(here, (repository) => updateImports(repository, ["a.txt.dvc"], { force: true }))
    expect(readFileSync(join(here, "a.txt"), "utf8")).toBe("two\n")
  })

  test("a repository that is cloned gives the same, and a path it does not have is refused by name", async () => {
    const { source, here } = await twoRepositories()
    execFileSync("git", ["clone", "-q", "--bare", source, join(here, "../bare")])
    const url = `file://${join(here, "../bare")}`
    await change(here, (repository) => importFromRepository(repository, { url, path: "code/f.py" }))
    expect(readFileSync(join(here, "f.py"), "utf8")).toBe("print()\n")
    await expect(
      change(here, (repository) => importFromRepository(repository, { url, path: "nowhere" })),
    ).rejects.toMatchObject({ code: "repository.source-path-missing" })
    await expect(
      change(here, (repository) => importFromRepository(repository, { url, path: "code", rev: "v9" })),
    ).rejects.toMatchObject({ code: "repository.revision-unknown" })
  })

  test("what is there is not replaced, and nothing is left behind", async () => {
    const { here } = await twoRepositories()
    writeFileSync(join(here, "a.txt"), "mine")
    await expect(
      change(here, (repository) => importFromRepository(repository, { url: "../source", path: "a.txt" })),
    ).rejects.toMatchObject({ code: "version.path-taken" })
    expect(readFileSync(join(here, "a.txt"), "utf8")).toBe("mine")
    expect(existsSync(join(here, "a.txt.dvc"))).toBe(false)
  })

  test("get needs no repository, and leaves nothing but the data", async () => {
    const { source, here } = await twoRepositories()
    const folder = join(here, "../plain")
    mkdirSync(folder)
    await getFromRepository({ url: source, path: "data" }, { folder })
    expect(readFileSync(join(folder, "data/sub/b"), "utf8")).toBe("b\n")
    expect(execFileSync("ls", ["-A", folder], { encoding: "utf8" })).toBe("data\n")
  })

  test("a listing has tracked data and files of git together, of a commit as of the folder", async () => {
    const { source, here } = await twoRepositories()
    const wanted = [".dvcignore", ".gitignore", "a.txt", "a.txt.dvc", "code", "data", "data.dvc"]
    for (const rev of [undefined, "HEAD"]) {
      const files = await listFiles(here, { url: source, rev, depth: 1 })
      expect(files.map(({ path }) => path)).toEqual(wanted)
      expect(files.filter(({ isout }) => isout).map(({ path }) => path)).toEqual(["a.txt", "data"])
      const below = await listFiles(here, { url: source, rev, path: "data", depth: Number.POSITIVE_INFINITY })
      expect(below.map(({ path, isout }) => [path, isout])).toEqual([
        ["a", true],
        ["sub/b", true],
      ])
    }
  })
})

describe("importing from an address", () => {
  test("what a server has is fetched again only when its ETag is another", async () => {
    const { here } = await twoRepositories()
    let content = "first\n"
    let fetched = 0
    const server = createServer((request, answer) => {
      answer.setHeader("etag", `"${content.trim()}"`)
      if (request.method === "GET") fetched += 1
      answer.end(request.method === "GET" ? content : undefined)
    })
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.csv`
    await change(here, (repository) => importFromUrl(repository, url))
    expect(pointer(here, "x.csv")).toContain(`- checksum: '"first"'\n  size: 6\n  hash: md5\n  path: ${url}\n`)
    content = "second\n"
    await change(here, (repository) => updateImports(repository, ["x.csv.dvc"]))
    expect(readFileSync(join(here, "x.csv"), "utf8")).toBe("second\n")
    expect(fetched).toBe(2)
  })

  test("a file outside is named from the .dvc file, as DVC names it", async () => {
    const { here } = await twoRepositories()
    mkdirSync(join(here, "in"))
    writeFileSync(join(here, "../outside.csv"), "x,y\n1,2\n")
    await change(here, (repository) => importFromUrl(repository, "../outside.csv", { out: "in/f.csv" }))
    expect(pointer(here, "in/f.csv")).toContain("  path: ../../outside.csv\nouts:\n")
  })

  test("where the source does not answer, what was to be replaced stays as it was, with its .dvc file", async () => {
    const { here } = await twoRepositories()
    await commitData(here, { "a.txt": "mine\n" }, "first")
    const before = pointer(here, "a.txt")
    const replacing = change(here, (repository) => importFromUrl(repository, "../none", { out: "a.txt", force: true }))
    await expect(replacing).rejects.toMatchObject({ code: "version.path-missing" })
    expect([pointer(here, "a.txt"), readFileSync(join(here, "a.txt"), "utf8")]).toEqual([before, "mine\n"])
    await change(here, (repository) => importFromUrl(repository, "../source/code/f.py", { out: "a.txt", force: true }))
    expect(pointer(here, "a.txt")).toContain("  path: ../source/code/f.py\nouts:\n")
  })

  test("what is sent to a remote is named here, lies nowhere else here, and comes with the next pull", async () => {
    const { here } = await twoRepositories()
    writeFileSync(join(here, ".dvc/config"), `[core]\n    remote = s\n['remote "s"']\n    url = ../../store\n`)
    mkdirSync(join(here, "../outside"))
    writeFileSync(join(here, "../outside/a"), "text")
    await change(here, (repository) => sendToRemote(repository, "../outside", { as: "import", out: "data" }))
    await change(here, (repository) => sendToRemote(repository, "../outside/a", { as: "add" }))
    expect(pointer(here, "data")).toContain("  path: ../outside\nouts:\n")
    expect(pointer(here, "a")).toMatch(/^outs:\n- md5: 1cb251ec0d568de6a929b520c4aed8d1\n/)
    const lies = (path: string): boolean => existsSync(join(here, path))
    expect(["data", "a", ".dvc/cache", "../store/files/md5/1c/b251ec0d568de6a929b520c4aed8d1"].map(lies)).toEqual([
      false,
      false,
      false,
      true,
    ])
    await change(here, ({ workspace, tracked }) => {
      const chosen = tracked.map((one) => ({ tracked: one }))
      return pullTracked(workspace, { chosen, here: chosen })
    })
    expect(["data/a", "a"].map((path) => readFileSync(join(here, path), "utf8"))).toEqual(["text", "text"])
  })
})

async function twoRepositories() {
  const [source, here] = await repositories("source", "here")
  mkdirSync(join(source, "code"))
  writeFileSync(join(source, "code/f.py"), "print()\n")
  await commitData(source, { "a.txt": "one\n", "data/a": "a\n", "data/sub/b": "b\n" }, "first")
  return { source, here }
}

const pointer = (root: string, path: string): string => readFileSync(join(root, `${path}.dvc`), "utf8")
