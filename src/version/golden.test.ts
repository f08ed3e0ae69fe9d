import { createHash } from "node:crypto"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, onTestFinished, test } from "vitest"
import { hashPath, initDvc, openWorkspace, parseYaml, readPointer, trackPath, writePointer, yamlText } from "./index.ts"
import { parseManifest } from "./objects/manifest.ts"

const golden = fileURLToPath(new URL("../../../shared/formats/dvc-golden", import.meta.url))
if (!existsSync(golden)) console.warn(`SKIPPED: files written by DVC are not at ${golden}`)

describe.skipIf(!existsSync(golden))("files written by DVC 3.67.1", () => {
  test.each(["t1", "t2", "t5/work"])("objects of %s are named by the MD5 of their bytes", (name) => {
    for (const { path, md5 } of objectsOf(join(golden, name, ".dvc/cache/files/md5")))
      expect(createHash("md5").update(readFileSync(path)).digest("hex")).toBe(md5.replace(/\.dir$/, ""))
  })

  test.each(["t1", "t5/work"])("the manifest of the folder in %s is the same, byte for byte", async (name) => {
    const root = copyOf(name)
    const snapshot = await hashPath(join(root, "d"))
    expect(readFileSync(join(root, ".dvc/cache/files/md5/d3", snapshot.md5.slice(2)), "utf8")).toContain("sub-a")
    expect(snapshot).toEqual({ md5: "d37fb604e5b76f464f96ccf5af912698.dir", size: 5, nfiles: 3, isDir: true })
  })

  test.each([
    "t1/a.txt",
    "t1/d",
    "t2/emptydir",
    "t2/run.sh",
    "t2/e/x",
    "t2/sp ace/ü: x.txt",
    "t5/work/a.txt",
    "t5/work/d",
  ])("tracking %s anew writes DVC's own .dvc file and .gitignore", async (name) => {
    const [caseName = "", ...rest] = name.split("/")
    const root = copyOf(caseName === "t5" ? "t5/work" : caseName)
    const path = join(root, (caseName === "t5" ? rest.slice(1) : rest).join("/"))
    const before = readFileSync(`${path}.dvc`, "utf8")
    if (name.endsWith("run.sh")) chmodSync(path, 0o755)
    rmSync(`${path}.dvc`)
    rmSync(join(root, ".dvc/cache"), { recursive: true })
    const ignored = readFileSync(join(path, "../.gitignore"), "utf8")
    await trackPath(await openWorkspace(root), path)
    expect(readFileSync(`${path}.dvc`, "utf8")).toBe(before)
    expect(readFileSync(join(path, "../.gitignore"), "utf8")).toBe(ignored)
  })

  test("the cache of t1 comes out with the same objects, all of mode 0444", async () => {
    const root = copyOf("t1")
    rmSync(join(root, ".dvc/cache"), { recursive: true })
    const workspace = await openWorkspace(root)
    await trackPath(workspace, join(root, "a.txt"))
    await trackPath(workspace, join(root, "d"))
    const made = objectsOf(join(root, ".dvc/cache/files/md5"))
    const theirs = objectsOf(join(golden, "t1/.dvc/cache/files/md5"))
    for (const { path, md5 } of made) {
      expect(readFileSync(path)).toEqual(readFileSync(theirs.find((object) => object.md5 === md5)?.path ?? ""))
      expect(statSync(path).mode & 0o777).toBe(0o444)
    }
    expect(made).toHaveLength(5)
  })

  test.each(["t1/a.txt", "t1/d", "t2/w2.bin", "t5/imports/f.csv", "t5/imports/imp.txt"])(
    "the .dvc file of %s is read, and saying again what it says changes no byte",
    async (name) => {
      const root = copyOf(name.split("/").slice(0, -1).join("/"))
      const path = join(root, name.split("/").at(-1) ?? "")
      const before = readFileSync(`${path}.dvc`, "utf8")
      const { outs } = await readPointer(`${path}.dvc`)
      await writePointer(path, outs[0]?.snapshot ?? expect.fail("no snapshot"))
      expect(readFileSync(`${path}.dvc`, "utf8")).toBe(before)
    },
  )

  test("a manifest is read as the folder's files", () => {
    const text = readFileSync(
      join(golden, "t5/work/.dvc/cache/files/md5/d1/48393c9bc0f890330642640cca48d6.dir"),
      "utf8",
    )
    expect(parseManifest(text, "d1")).toContainEqual({ md5: "415290769594460e2e485922904f345d", relpath: "sub/é.txt" })
  })

  test("init writes the three files of dvc init", async () => {
    const root = mkdtempSync(join(tmpdir(), "version-"))
    onTestFinished(() => rmSync(root, { recursive: true }))
    await initDvc(root)
    expect(readFileSync(join(root, ".dvc/config"), "utf8")).toBe("")
    expect(md5Of(join(root, ".dvc/.gitignore"))).toBe("a5d6c4bb3813b904789a8a68767d076c")
    expect(readFileSync(join(root, ".dvcignore"))).toEqual(readFileSync(join(golden, "t5/head/.dvcignore")))
  })

  test.each(scalarCases())("the scalar %s is written as DVC writes it", (_python, line) => {
    const parsed = parseYaml(line)
    if ("problem" in parsed) return expect.fail(parsed.problem)
    expect(yamlText(parsed.value)).toBe(line)
  })
})

/** The recorded lines, each a map with one key. */
function scalarCases(): readonly (readonly [string, string])[] {
  const path = join(golden, "yaml_scalars.txt")
  if (!existsSync(path)) return [["none", "a: 1\n"]]
  return readFileSync(path, "utf8")
    .split(/\n(?=[^\n]* => )/)
    .filter((part) => part.includes(" => "))
    .map((part) => {
      const [python = "", yaml = ""] = part.split(/\s+=> ?/, 2)
      return [python.trim(), `${yaml.trim().replaceAll(/\\n\n/g, "\n").replaceAll("␠", " ")}\n`] as const
    })
}

function copyOf(name: string): string {
  const root = mkdtempSync(join(tmpdir(), "version-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  cpSync(join(golden, name), root, { recursive: true })
  makeWritable(root)
  if (name === "t2") mkdirSync(join(root, "emptydir"))
  mkdirSync(join(root, ".dvc"), { recursive: true })
  return root
}

/** Fixtures may be read-only, and keep `.gitignore` under another name. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) makeWritable(path)
    else chmodSync(path, 0o644)
    if (entry.name === "dot-gitignore") renameSync(path, join(folder, ".gitignore"))
  }
}

function objectsOf(folder: string): readonly { readonly path: string; readonly md5: string }[] {
  return readdirSync(folder).flatMap((prefix) =>
    readdirSync(join(folder, prefix)).map((rest) => ({ path: join(folder, prefix, rest), md5: prefix + rest })),
  )
}

function md5Of(path: string): string {
  return createHash("md5").update(readFileSync(path)).digest("hex")
}
