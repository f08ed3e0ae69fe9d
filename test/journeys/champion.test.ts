import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type ClassTable, noise, ring, writeTable } from "./class-tables.ts"
import { done, mlwright, type Outcome, serve, workFolder } from "./mlwright.ts"

const quick = ["--set", "train.budgetSeconds=1", "--set", "evaluate.bootstrapSamples=300"] as const
/** A straight line, which knows little of a ring. */
const linear = ["--set", "train.estimators=[linear]"] as const

async function projectOf(table: ClassTable): Promise<string> {
  const folder = await workFolder()
  writeTable(folder, table)
  await done(folder, "init", "project", "--data", "table.csv", "--target", table.target, "--yes", ...quick)
  return join(folder, "project")
}

const refused = (outcome: Outcome) => {
  expect(outcome).toMatchObject({ code: 4, json: { error: { code: "registry.gate-failed", blame: "gate" } } })
  return outcome.json.error
}

test("a model of noise is refused with the reason, again the next time, and no version becomes champion", async () => {
  const project = await projectOf(noise())
  const first = refused(await mlwright(project, "run"))
  expect(first.message).toContain("not better than the baseline beyond doubt: auc 0.")
  expect(first.detail).toMatchObject({
    gate: { passed: false },
    metrics: { auc: expect.any(Number) },
    model: { version: 1, aliases: [] },
    run: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
  })
  expect(first.detail.stages.at(-1)).toMatchObject({ name: "register", status: "ran" })
  const again = refused(await mlwright(project, "run"))
  expect(again.message).toBe(first.message)
  expect(again.detail.stages.every(({ status }: { status: string }) => status === "cached")).toBe(true)
  expect(again.detail.run).toEqual(first.detail.run)

  const { json } = await done(project, "models", "list")
  expect(json.models[0].versions).toMatchObject([{ version: 1, aliases: [] }])

  const { url } = await serve(project)
  expect((await fetch(`${url}/ping`)).status).toBe(200)
  const diary = readFileSync(join(project, ".mlwright/logs/serve.1.log"), "utf8")
  expect(diary).toContain("there is no champion: the latest version is served")
  const runs = await done(project, "runs", "list")
  expect(runs.json.runs).toMatchObject([{ id: first.detail.run.id, status: "FINISHED" }])
})

test("a better model takes the alias and a worse one does not, and the history says why", async () => {
  const project = await projectOf(ring())
  const weak = refused(await mlwright(project, "run", ...linear))
  const strong = await done(project, "run")
  expect(strong.json.model).toMatchObject({ version: 2, aliases: ["champion"] })
  const worse = refused(await mlwright(project, "run", ...linear, "--set", "train.seed=2"))
  expect(worse.message).toMatch(/worse than champion version 2: auc 0\.\d+ against 0\.\d+ of champion version 2/)

  const back = refused(await mlwright(project, "run", ...linear))
  expect(back.detail.model.version, "made before, so not registered again").toBe(1)
  expect(back.message, "but judged by the champion of today").toContain("worse than champion version 2")
  expect(back.detail.metrics).toEqual(weak.detail.metrics)
  const { json: shown } = await done(project, "runs", "show", back.detail.run.id)
  const auc = shown.run.metrics.find(({ key }: { key: string }) => key === "auc")
  expect(auc.value, "the run that made no version has its scores too").toBe(weak.detail.metrics.auc)

  const same = await done(project, "run")
  expect(same.json.model).toMatchObject({ version: 2, aliases: ["champion"] })
  const champion = await done(project, "models", "show", "project@champion")
  expect(champion.json).toMatchObject({
    version: { version: 2, lineage: { seed: { train: 1 }, run: strong.json.run.id } },
    gate: { passed: true },
    history: [
      { kind: "alias-set", to: "champion", reason: expect.stringContaining("better than the baseline: auc") },
      { kind: "registered" },
    ],
  })
  const one = await done(project, "models", "show", "1")
  expect(one.json).toMatchObject({ gate: { passed: false }, version: { aliases: [] } })

  const compared = await done(project, "runs", "compare", weak.detail.run.id, strong.json.run.id.slice(0, 12))
  expect(compared.json.params).toMatchObject([{ key: "train.estimators", values: ['["linear"]', "auto"] }])
  expect(compared.json.metrics.map(({ key }: { key: string }) => key)).toContain("auc")
})

test("what the gate asks for is a setting, and changing it is enough to be judged again", async () => {
  const project = await projectOf(ring())
  const strict = refused(await mlwright(project, "run", "--set", "gate.minImprovementOverBaseline=0.6"))
  expect(strict.message).toContain("not better than the baseline by at least 0.6")
  const loose = await done(project, "run")
  expect(loose.json.model).toMatchObject({ version: 1, aliases: ["champion"] })
  expect(loose.json.stages).toMatchObject([...new Array(5).fill({ status: "cached" }), { status: "ran" }])
  expect(readFileSync(join(project, "reports/card.md"), "utf8")).toContain("ROC AUC")
})
