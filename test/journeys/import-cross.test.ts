import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { done, workFolder } from "./mlwright.ts"

const dvcPath = process.env["MLWRIGHT_TEST_DVC"] ?? ""
const absent = !existsSync(dvcPath)
if (absent) console.warn("SKIPPED: set MLWRIGHT_TEST_DVC to the path of dvc 3 to compare imports with DVC's")

test.skipIf(absent)(
  "imports of mlwright and of DVC are the same files, and each updates the other's",
  async () => {
    const folder = await workFolder()
    const at = (name: string, program: string, ...args: readonly string[]): string =>
      execFileSync(program, args, { cwd: join(folder, name), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
    const commit = (name: string): void => {
      at(name, "git", "add", "-A")
      at(name, "git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "more")
    }
    for (const name of ["source", "ours", "theirs"]) {
      mkdirSync(join(folder, name))
      at(name, "git", "init", "-q")
      at(name, dvcPath, "init", "-q")
    }
    mkdirSync(join(folder, "source/d/sub"), { recursive: true })
    mkdirSync(join(folder, "source/code"))
    for (const path of ["a.txt", "d/é", "d/sub/b", "code/f.py"])
      writeFileSync(join(folder, "source", path), `${path}\n`)
    at("source", dvcPath, "add", "-q", "a.txt", "d")
    commit("source")
    writeFileSync(join(folder, "outside.csv"), "x\n1\n")

    const imports = [
      ["import", "../source", "a.txt"],
      ["import", "../source", "d/sub", "-o", "part"],
      ["import", "../source", "code"],
      ["import", "../source", "d"],
      ["import", `file://${folder}/source`, "a.txt", "-o", "by-url"],
      ["import", "../source", "a.txt", "-o", "later", "--no-download"],
      ["import-url", "../outside.csv"],
    ]
    for (const words of imports) {
      await done(join(folder, "ours"), ...words)
      at("theirs", dvcPath, ...words)
    }
    const pointers = [
      "a.txt.dvc",
      "part.dvc",
      "code.dvc",
      "d.dvc",
      "later.dvc",
      "by-url.dvc",
      "outside.csv.dvc",
      ".gitignore",
    ]
    const text = (name: string, path: string): string => readFileSync(join(folder, name, path), "utf8")
    for (const path of pointers) expect(text("ours", path), path).toBe(text("theirs", path))

    for (const words of [
      ["ls", ".", "-R"],
      ["ls", "../source"],
      ["ls", "../source", "d", "-R"],
    ]) {
      const theirs = JSON.parse(at("theirs", dvcPath, ...words, "--json")) as readonly { readonly isdir: boolean }[]
      const ours = await done(join(folder, "theirs"), ...words)
      const plain = ours.json.map((file: object) => ("isdir" in file && file.isdir ? { ...file, size: 0 } : file))
      expect(plain, words.join(" ")).toEqual(theirs.map((file) => (file.isdir ? { ...file, size: 0 } : file)))
    }

    writeFileSync(join(folder, "source/a.txt"), "another\n")
    writeFileSync(join(folder, "source/d/new"), "new\n")
    at("source", dvcPath, "add", "-q", "a.txt", "d")
    commit("source")
    writeFileSync(join(folder, "outside.csv"), "x\n2\n")
    const targets = pointers.filter((path) => path.endsWith(".dvc"))
    for (const target of targets) at("ours", dvcPath, "update", target)
    await done(join(folder, "theirs"), "update", ...targets)
    for (const path of pointers) expect(text("ours", path), path).toBe(text("theirs", path))
    for (const path of ["a.txt", "d/new", "later", "outside.csv"]) expect(text("ours", path)).toBe(text("theirs", path))
    expect(JSON.parse(at("theirs", dvcPath, "status", "--json"))).toEqual({})
    expect((await done(join(folder, "ours"), "status")).json).toEqual({})
  },
  180_000,
)
