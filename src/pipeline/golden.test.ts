import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, onTestFinished, test } from "vitest"
import { systemClock } from "../base/index.ts"
import { loadPipeline, planPipeline, type RunReport, runPipeline } from "./index.ts"
import { readLockFile, writeLockEntry } from "./lock/lock-file.ts"

const golden = fileURLToPath(new URL("../../../shared/formats/dvc-golden/t5", import.meta.url))
if (!existsSync(golden)) console.warn(`SKIPPED: files written by DVC are not at ${golden}`)

describe.skipIf(!existsSync(golden))("a pipeline DVC 3.67.1 ran", () => {
  test("is up to date for us too", async () => {
    const root = copyOf("work")
    const plans = await planPipeline({ pipeline: await loadPipeline(root) }, { clock: systemClock })
    expect(plans).toMatchObject([{ name: "train", reasons: [] }])
  })

  test("gives the same dvc.lock and the same objects when we run it, byte for byte", async () => {
    const root = copyOf("work")
    for (const path of ["dvc.lock", ".dvc/cache"]) rmSync(join(root, path), { recursive: true })
    expect((await run(root, "work")).stages).toMatchObject([{ name: "train", status: "ran" }])
    expect(readFileSync(join(root, "dvc.lock"), "utf8")).toBe(readFileSync(join(golden, "work/dvc.lock"), "utf8"))
    const objects = readdirSync(join(root, ".dvc/cache/files/md5"), { recursive: true, encoding: "utf8" })
    for (const path of objects.filter((name) => name.length > 2))
      expect(readFileSync(join(root, ".dvc/cache/files/md5", path))).toEqual(
        readFileSync(join(golden, "work/.dvc/cache/files/md5", path)),
      )
    expect(objects).toContain("73/bd57a378b90ba561a3d389d89f3a56")
  })

  test("changes from the first to the second version where DVC changed it, byte for byte", async () => {
    const root = copyOf("work")
    cpSync(join(golden, "head/dvc.lock"), join(root, "dvc.lock"))
    chmodSync(join(root, "dvc.lock"), 0o644)
    const plans = await planPipeline({ pipeline: await loadPipeline(root) }, { clock: systemClock })
    expect(plans[0]?.reasons).toEqual([
      { what: "dep", name: "d", state: "modified" },
      { what: "param", name: "params.yaml:train", state: "modified" },
      { what: "out", name: "metrics.json", state: "modified" },
      { what: "out", name: "model.bin", state: "modified" },
      { what: "out", name: "roc.csv", state: "modified" },
    ])
    await run(root, "work")
    expect(readFileSync(join(root, "dvc.lock"), "utf8")).toBe(readFileSync(join(golden, "work/dvc.lock"), "utf8"))
  })

  test("a model that is gone comes back from the cache DVC wrote", async () => {
    const root = copyOf("work")
    rmSync(join(root, "model.bin"))
    await run(root, "work")
    expect(readFileSync(join(root, "model.bin"), "utf8")).toBe("model 0.75\n")
  })

  test.each(["head", "work"])("the dvc.lock of %s is read and written back without a changed byte", async (name) => {
    const root = copyOf(name)
    const { stages } = await readLockFile(root)
    for (const [key, entry] of stages) await writeLockEntry({ file: join(root, "dvc.yaml"), key }, entry)
    expect(readFileSync(join(root, "dvc.lock"), "utf8")).toBe(readFileSync(join(golden, name, "dvc.lock"), "utf8"))
  })

  test("its run-cache is ours: the same file under the same key, and a result comes back from it", async () => {
    const root = copyOf("work")
    const runs = join(root, ".dvc/cache/runs")
    const files = () => readdirSync(runs, { recursive: true, encoding: "utf8" }).toSorted()
    const names = files()
    const texts = names
      .filter((name) => name.split("/").length === 3)
      .map((name) => readFileSync(join(runs, name), "utf8"))
    rmSync(join(root, "model.bin"))
    rmSync(join(root, "metrics.json"))
    rmSync(join(root, "dvc.lock"))
    expect((await run(root, "head")).stages).toMatchObject([{ name: "train", status: "cached" }])
    expect(readFileSync(join(root, "model.bin"), "utf8")).toBe("model 0.75\n")
    expect(readFileSync(join(root, "dvc.lock"), "utf8")).toBe(readFileSync(join(golden, "work/dvc.lock"), "utf8"))
    rmSync(runs, { recursive: true })
    rmSync(join(root, "dvc.lock"))
    expect((await run(root, "work")).stages).toMatchObject([{ name: "train", status: "ran" }])
    for (const name of files().filter((one) => one.split("/").length === 3)) {
      expect(names).toContain(name)
      expect(texts).toContain(readFileSync(join(runs, name), "utf8"))
    }
  })

  test("the dvc.yaml of dvclive is read", async () => {
    const pipeline = await loadPipeline(join(golden, "../t4"))
    const [file] = pipeline.files
    expect(file).toMatchObject({ metrics: ["dvclive/metrics.json"], stages: [], params: ["dvclive/params.yaml"] })
    expect(file?.plots).toHaveLength(2)
  })
})

/** The stage's own program needs Python; writing what it wrote is the same to us. */
async function run(root: string, name: string): Promise<RunReport> {
  const pipeline = await loadPipeline(root)
  const text = pipeline.stages[0]?.commands[0] ?? ""
  const command = async (): Promise<void> => {
    for (const path of ["model.bin", "metrics.json", "roc.csv"])
      writeFileSync(join(root, path), readFileSync(join(golden, name, path)))
  }
  return runPipeline({ pipeline }, new Map([[text, command]]), { clock: systemClock, environment: {} })
}

function copyOf(name: string): string {
  const root = mkdtempSync(join(tmpdir(), "pipeline-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  cpSync(join(golden, name), root, { recursive: true })
  const objects = join(root, ".dvc/cache/files")
  chmodSync(root, 0o755)
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    chmodSync(path, entry.isDirectory() ? 0o755 : path.startsWith(objects) ? 0o444 : 0o644)
  }
  return root
}
