import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { done, workFolder } from "./mlwright.ts"
import { forksOfDvc } from "./real-dvc.ts"

const dvcPath = process.env["MLWRIGHT_TEST_DVC"] ?? ""
const absent = !existsSync(dvcPath)
if (absent) console.warn("SKIPPED: set MLWRIGHT_TEST_DVC to the path of dvc 3 to compare imports with DVC's")

test.skipIf(absent)(
  "imports of mlwright and of DVC are the same files, and each updates the other's",
  async () => {
    const folder = await workFolder()
    const forks = forksOfDvc(dvcPath)
    onTestFinished(forks.close)
    const dvc = async (name: string, ...args: readonly string[]): Promise<string> => {
      const { code, out } = await forks.run(join(folder, name), args)
      expect(code, out).toBe(0)
      return out
    }
    const at = (name: string, program: string, ...args: readonly string[]): string =>
      execFileSync(program, args, { cwd: join(folder, name), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
    const commit = (name: string): void => {
      at(name, "git", "add", "-A")
      at(name, "git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "more")
    }
    for (const name of ["source", "ours", "theirs"]) {
      mkdirSync(join(folder, name))
      at(name, "git", "init", "-q")
      await dvc(name, "init", "-q")
    }
    mkdirSync(join(folder, "source/d/sub"), { recursive: true })
    mkdirSync(join(folder, "source/code"))
    for (const path of ["a.txt", "d/é", "d/sub/b", "code/f.py"])
      writeFileSync(join(folder, "source", path), `${path}\n`)
    await dvc("source", "add", "-q", "a.txt", "d")
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
      await dvc("theirs", ...words)
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
      const theirs = JSON.parse(await dvc("theirs", ...words, "--json")) as readonly { readonly isdir: boolean }[]
      const ours = await done(join(folder, "theirs"), ...words)
      const plain = ours.json.map((file: object) => ("isdir" in file && file.isdir ? { ...file, size: 0 } : file))
      expect(plain, words.join(" ")).toEqual(theirs.map((file) => (file.isdir ? { ...file, size: 0 } : file)))
    }

    writeFileSync(join(folder, "source/a.txt"), "another\n")
    writeFileSync(join(folder, "source/d/new"), "new\n")
    await dvc("source", "add", "-q", "a.txt", "d")
    commit("source")
    writeFileSync(join(folder, "outside.csv"), "x\n2\n")
    const targets = pointers.filter((path) => path.endsWith(".dvc"))
    for (const target of targets) await dvc("ours", "update", target)
    await done(join(folder, "theirs"), "update", ...targets)
    for (const path of pointers) expect(text("ours", path), path).toBe(text("theirs", path))
    for (const path of ["a.txt", "d/new", "later", "outside.csv"]) expect(text("ours", path)).toBe(text("theirs", path))
    expect(JSON.parse(await dvc("theirs", "status", "--json"))).toEqual({})
    expect((await done(join(folder, "ours"), "status")).json).toEqual({})
  },
  180_000,
)
