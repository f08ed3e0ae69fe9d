import { spawn } from "node:child_process"
import { once } from "node:events"
import { access, chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type TestDatabase, testEngines } from "../store/fixtures/engines.ts"
import { openTracker, type Tracker, trackMigrations } from "../track/index.ts"
import { openRegistry, type Registry, registryMigrations } from "./index.ts"

describe.each(testEngines)("registry on $engine", ({ open }) => {
  let opened: TestDatabase
  let tracker: Tracker
  let registry: Registry
  let artifact = ""
  let now = 0
  const effects = { clock: { now: () => now++, elapsed: () => 0 }, user: () => "ada" }
  const versionsFolder = () => join(opened.folder, "models")
  beforeEach(async () => {
    now = 1_700_000_000_000
    opened = await open([trackMigrations, registryMigrations])
    tracker = await openTracker(opened.database, { artifactRoot: join(opened.folder, "artifacts") }, effects)
    registry = openRegistry(opened.database, { folder: versionsFolder(), tracker }, effects)
    artifact = await makeArtifact(join(opened.folder, "model"), "weights")
  })
  afterEach(() => opened.done())
  const register = (name = "taxi") => registry.versions.register({ name, folder: artifact })
  const refused = (work: Promise<unknown>) => expect(work).rejects

  it("registers a copy of the files with its hash, lineage and tags", async () => {
    const lineage = { data: "d41d", code: null, seed: 1 }
    const version = await registry.versions.register({
      name: "taxi",
      folder: artifact,
      lineage,
      tags: { team: "blue" },
    })
    expect(version).toMatchObject({ name: "taxi", version: 1, stage: "None", status: "READY", user: "ada", lineage })
    expect(version.tags).toEqual({ team: "blue" })
    expect(version.folder).toBe(join(versionsFolder(), "taxi", "1"))
    expect(await readFile(join(version.folder!, "plots", "roc.json"), "utf8")).toBe("[]")
    expect((await stat(join(version.folder!, "model.bin"))).mode & 0o222).toBe(0)
    expect(version.bytes).toBe("weights".length + 2)
    await rm(artifact, { recursive: true })
    expect(await registry.versions.verify("taxi", 1)).toMatchObject({ ok: true, recorded: version.sha256 })
  })

  it("finds a changed, added or lost file when asked to verify", async () => {
    const { folder } = await register()
    const file = join(folder!, "model.bin")
    await chmod(file, 0o644)
    await writeFile(file, "weighty")
    expect((await registry.versions.verify("taxi", 1)).ok).toBe(false)
    await writeFile(file, "weights")
    expect((await registry.versions.verify("taxi", 1)).ok).toBe(true)
    await writeFile(join(folder!, "extra"), "")
    expect((await registry.versions.verify("taxi", 1)).ok).toBe(false)
    await rm(folder!, { recursive: true })
    await refused(registry.versions.verify("taxi", 1)).toMatchObject({ code: "registry.files-missing" })
  })

  it("counts 1, 2, 3 and never uses a number twice, not even after the model was deleted", async () => {
    await register()
    await register()
    await registry.versions.delete("taxi", 2)
    expect((await register()).version).toBe(3)
    await registry.models.delete("taxi")
    expect((await register()).version).toBe(4)
    expect(await readdir(join(versionsFolder(), "taxi"))).toEqual(["4"])
  })

  it("gives many registrations at once numbers of their own", async () => {
    const versions = await Promise.all(Array.from({ length: 8 }, () => register()))
    expect(versions.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await readdir(versionsFolder())).toEqual(["taxi"])
  })

  it("replaces what a killed registration left in the place of the next number", async () => {
    await mkdir(join(versionsFolder(), "taxi", "1"), { recursive: true })
    await writeFile(join(versionsFolder(), "taxi", "1", "half"), "")
    const { folder } = await register()
    expect((await readdir(folder!)).sort()).toEqual(["model.bin", "plots"])
  })

  it("leaves nothing when the artifact is missing or empty", async () => {
    const empty = join(opened.folder, "empty")
    await mkdir(empty)
    for (const folder of [empty, join(opened.folder, "absent"), join(artifact, "model.bin")]) {
      await refused(registry.versions.register({ name: "taxi", folder })).toMatchObject({
        code: "registry.artifact-empty",
      })
    }
    expect((await registry.models.search({})).items).toEqual([])
    expect((await register()).version).toBe(1)
  })

  it("keeps the files of names apart that a file system may not", async () => {
    const folders = await Promise.all(
      ["Taxi", "taxi", "TAXI", ".hidden", "a%b?*c", "é".repeat(250)].map(
        async (name) => (await register(name)).folder!,
      ),
    )
    expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(6)
    await Promise.all(folders.map((folder) => access(folder)))
  })

  it.each(["", "  ", "a/b", "a:b", "a@b", "x".repeat(257)])("refuses the model name %j", async (name) => {
    await refused(register(name)).toMatchObject({ code: "registry.name-invalid" })
  })

  it("points an alias to one version at a time and remembers who moved it and why", async () => {
    await register()
    await register()
    await registry.versions.setAlias({ name: "taxi", version: 1 }, "champion", { user: "grace", reason: "first" })
    await registry.versions.setAlias({ name: "taxi", version: 2 }, "champion", { reason: "better by 3 %" })
    await registry.versions.setAlias({ name: "taxi", version: 2 }, "champion")
    expect((await registry.versions.get("taxi", 1)).aliases).toEqual([])
    expect((await registry.versions.byAlias("taxi", "champion"))?.version).toBe(2)
    expect((await registry.models.get("taxi")).aliases).toEqual([{ alias: "champion", version: 2 }])
    const history = await registry.versions.history("taxi")
    expect(history.map(({ version, kind, user, reason }) => [version, kind, user, reason])).toEqual([
      [2, "alias-set", "ada", "better by 3 %"],
      [1, "alias-removed", "ada", "better by 3 %"],
      [1, "alias-set", "grace", "first"],
      [2, "registered", "ada", ""],
      [1, "registered", "ada", ""],
    ])
  })

  it.each(["latest", "LATEST", "v3", "7", "a b", "", "x".repeat(256)])("refuses the alias %j", async (alias) => {
    await register()
    await refused(registry.versions.setAlias({ name: "taxi", version: 1 }, alias)).toMatchObject({
      code: "registry.name-invalid",
    })
  })

  it("drops the aliases of a deleted version and remembers it", async () => {
    await register()
    await registry.versions.setAlias({ name: "taxi", version: 1 }, "champion")
    await registry.versions.delete("taxi", 1, { reason: "wrong data" })
    expect(await registry.versions.byAlias("taxi", "champion")).toBeUndefined()
    expect((await registry.versions.history("taxi", 1))[0]).toMatchObject({ kind: "deleted", reason: "wrong data" })
  })

  it("moves versions through stages with a history, and archives the one before", async () => {
    await register()
    await register()
    await registry.versions.moveToStage({ name: "taxi", version: 1 }, "Production", { reason: "go" })
    await registry.versions.moveToStage({ name: "taxi", version: 2 }, "Production", { archiveExisting: true })
    expect((await registry.versions.list("taxi")).map(({ stage }) => stage)).toEqual(["Production", "Archived"])
    expect((await registry.models.get("taxi")).latestVersions.map(({ version }) => version)).toEqual([2, 1])
    expect((await registry.versions.history("taxi", 1))[0]).toMatchObject({
      kind: "stage",
      from: "Production",
      to: "Archived",
    })
  })

  it("renames a model with its versions, aliases, tags, files and history", async () => {
    await register()
    await registry.models.setTag("taxi", "team", "blue")
    await registry.versions.setTag({ name: "taxi", version: 1 }, "tried", "yes")
    await registry.versions.setAlias({ name: "taxi", version: 1 }, "champion")
    await registry.models.rename("taxi", "cab")
    expect(await registry.models.get("cab")).toMatchObject({
      tags: { team: "blue" },
      aliases: [{ alias: "champion", version: 1 }],
    })
    expect((await registry.versions.get("cab", 1)).tags).toEqual({ tried: "yes" })
    expect((await registry.versions.verify("cab", 1)).ok).toBe(true)
    expect(await registry.versions.history("cab")).toHaveLength(2)
    await refused(registry.models.get("taxi")).toMatchObject({ code: "registry.model-missing" })
    expect((await register("cab")).version).toBe(2)
    expect((await register("taxi")).version).toBe(2)
  })

  it("says what it has when something is not there, with the nearest name", async () => {
    await register()
    await registry.versions.setAlias({ name: "taxi", version: 1 }, "champion")
    await refused(registry.models.get("taxy")).toMatchObject({
      code: "registry.model-missing",
      hint: 'Did you mean "taxi"?',
    })
    await refused(registry.versions.get("taxi", 9)).toMatchObject({
      code: "registry.version-missing",
      detail: { known: [1] },
    })
    await refused(registry.versions.removeAlias("taxi", "champoin")).toMatchObject({
      code: "registry.alias-missing",
      hint: 'Did you mean "champion"?',
    })
    await refused(registry.models.create({ name: "taxi" })).toMatchObject({ code: "registry.model-exists" })
    await refused(registry.models.deleteTag("taxi", "x")).toMatchObject({ code: "registry.tag-missing" })
  })

  it("searches models and versions page by page", async () => {
    for (const name of ["taxi", "flat", "tax"]) await register(name)
    await register("taxi")
    await registry.versions.setTag({ name: "taxi", version: 2 }, "tried", "yes")
    const first = await registry.models.search({ filter: "name LIKE 'tax%'", maxResults: 1 })
    expect(first.items.map(({ name }) => name)).toEqual(["tax"])
    const second = await registry.models.search({
      filter: "name LIKE 'tax%'",
      maxResults: 1,
      pageToken: first.nextPageToken!,
    })
    expect(second.items.map(({ name }) => name)).toEqual(["taxi"])
    expect(second).not.toHaveProperty("nextPageToken")
    const tried = await registry.versions.search({
      filter: "name = 'taxi' AND tags.tried = 'yes' AND version_number > 1",
    })
    expect(tried.items.map(({ version }) => version)).toEqual([2])
    expect((await registry.versions.search({ filter: "run_id IN ('none')" })).items).toEqual([])
  })

  it("resolves every form of REF to the folder", async () => {
    const run = await tracker.runs.create({})
    const inRun = await makeArtifact(await tracker.runs.artifactPath(run.id, "model"), "weights")
    await registry.versions.register({ name: "taxi", folder: inRun, runId: run.id })
    await register()
    await registry.versions.setAlias({ name: "taxi", version: 1 }, "champion")
    await registry.versions.moveToStage({ name: "taxi", version: 1 }, "Production")
    const folder = (number: number) => join(versionsFolder(), "taxi", String(number))
    const expected: Record<string, string> = {
      latest: folder(2),
      "1": folder(1),
      "@champion": folder(1),
      "taxi@champion": folder(1),
      "models:/taxi/2": folder(2),
      "models:/taxi/latest": folder(2),
      "models:/taxi/production": folder(1),
      "models:/taxi@champion": folder(1),
      [`runs:/${run.id}/model`]: inRun,
      model: artifact,
      "./model": artifact,
      [artifact]: artifact,
      [`file://${artifact}`]: artifact,
    }
    for (const [ref, wanted] of Object.entries(expected)) {
      expect((await registry.resolve(ref, { model: "taxi", from: opened.folder })).folder, ref).toBe(wanted)
    }
    expect(await registry.resolve("latest")).toMatchObject({ ref: "models:/taxi/2", version: { version: 2 } })
    expect((await registry.resolve(`runs:/${run.id}/model`)).version?.version).toBe(1)
  })

  it("resolves a run's model that lies elsewhere: logged, or only registered", async () => {
    const run = await tracker.runs.create({})
    const logged = await tracker.loggedModels.create({ name: "forest", sourceRunId: run.id })
    await makeArtifact(logged.artifactUri, "trees")
    expect((await registry.resolve(`runs:/${run.id}/forest`)).folder).toBe(logged.artifactUri)
    expect((await registry.resolve(`models:/${logged.id}`)).folder).toBe(logged.artifactUri)
    await registry.versions.register({ name: "taxi", folder: artifact, runId: run.id })
    expect((await registry.resolve(`runs:/${run.id}/model`)).version?.version).toBe(1)
    await registry.versions.register({ name: "other", source: `runs:/${run.id}/forest` })
    expect(await registry.resolve("models:/other/1")).toMatchObject({
      folder: logged.artifactUri,
      ref: "models:/other/1",
    })
  })

  it("says what a REF lacks", async () => {
    await refused(registry.resolve("latest")).toMatchObject({ code: "registry.ref-not-found" })
    await register()
    const { id } = await tracker.runs.create({})
    const codes: Record<string, string> = {
      "3": "registry.version-missing",
      "@champion": "registry.alias-missing",
      "taxi@champion": "registry.alias-missing",
      "models:/taxy/1": "registry.model-missing",
      "models:/taxi": "registry.ref-not-found",
      "models:/taxi/Staging": "registry.stage-empty",
      "models:/taxi/Prod": "registry.version-missing",
      "runs:/none/model": "track.run-missing",
      [`runs:/${id}/model`]: "registry.ref-not-found",
      [`runs:/${id}/../x`]: "track.artifact-path-invalid",
      taxi: "registry.ref-not-found",
      "./absent": "registry.ref-not-found",
    }
    for (const [ref, code] of Object.entries(codes)) {
      await refused(registry.resolve(ref, { from: opened.folder })).toMatchObject({ code })
    }
    await register("flat")
    await refused(registry.resolve("latest")).toMatchObject({ code: "registry.ref-ambiguous" })
    await rm(join(versionsFolder(), "taxi", "1"), { recursive: true })
    await refused(registry.resolve("models:/taxi/1")).toMatchObject({ code: "registry.files-missing" })
  })
})

describe("a registration killed with -9", () => {
  it("leaves whole versions only", async () => {
    const opened = await testEngines[0]!.open([trackMigrations, registryMigrations])
    const artifact = await makeArtifact(join(opened.folder, "model"), "w".repeat(200_000))
    const folder = join(opened.folder, "models")
    const script = new URL("./fixtures/register-for-ever.ts", import.meta.url).pathname
    const child = spawn(process.execPath, [script, opened.database.name, artifact, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    await once(child.stdout, "data")
    await new Promise((done) => setTimeout(done, 60))
    child.kill("SIGKILL")
    await once(child, "exit")
    const registry = openRegistry(opened.database, { folder })
    const versions = await registry.versions.list("taxi")
    expect(versions.length).toBeGreaterThan(0)
    for (const { version } of versions) expect((await registry.versions.verify("taxi", version)).ok).toBe(true)
    const next = await registry.versions.register({ name: "taxi", folder: artifact })
    expect(next.version).toBe(versions[0]!.version + 1)
    expect(await readdir(folder)).toEqual(["taxi"])
    await opened.done()
  })
})

async function makeArtifact(folder: string, weights: string): Promise<string> {
  await mkdir(join(folder, "plots"), { recursive: true })
  await writeFile(join(folder, "model.bin"), weights)
  await writeFile(join(folder, "plots", "roc.json"), "[]")
  return folder
}
