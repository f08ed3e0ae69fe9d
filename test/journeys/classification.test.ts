import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { loadModel, type Model, predict, recordParser } from "../../src/index.ts"
import { type ClassTable, classTables, dated, writeTable } from "./class-tables.ts"
import { done, mlwright, serve, workFolder } from "./mlwright.ts"

const metricsOf = {
  binary: ["accuracy", "auc", "averagePrecision", "brier", "f1", "logLoss", "precision", "recall"],
  multiclass: ["accuracy", "aucOvr", "logLoss", "macroF1", "weightedF1"],
}
const quick = ["--set", "train.budgetSeconds=1", "--set", "evaluate.bootstrapSamples=300"] as const

async function projectOf(table: ClassTable, ...init: readonly string[]): Promise<string> {
  const folder = await workFolder()
  writeTable(folder, table)
  const made = await done(
    folder,
    ...["init", "project", "--data", "table.csv", "--target", table.target, "--yes", ...quick, ...init],
  )
  expect(made.json).toMatchObject({ task: table.task, target: table.target, rows: table.rows.length })
  return join(folder, "project")
}

describe.for(classTables)("a table with $name", (table) => {
  test("goes from labels to a served model that names them as the table does", async () => {
    const project = await projectOf(table)
    const { json } = await done(project, "run")
    expect(Object.keys(json.metrics).sort()).toEqual(metricsOf[table.task])
    expect(json.gate).toMatchObject({ passed: true, reasons: [expect.stringContaining("better than the baseline")] })
    expect(json.primary.name).toBe(table.task === "binary" ? "auc" : "logLoss")
    expect(json.primary.interval[0]).toBeLessThanOrEqual(json.primary.value)
    expect(json.primary.interval[1]).toBeGreaterThanOrEqual(json.primary.value)

    const model = await loadModel(join(project, "model"))
    expect([...model.classes].sort()).toEqual([...table.classes].sort())
    expect(JSON.parse(readFileSync(join(project, "reports/metrics.json"), "utf8"))).toEqual(json.metrics)
    sane(project, table)
    await sameBitsEverywhere(project, { model, table })
  })
})

const [words] = classTables as readonly [ClassTable]

test("labelled rows are evaluated, and rows of a class the model does not know are refused by name", async () => {
  const project = await projectOf(words)
  await done(project, "run")
  writeTable(project, words, "again.csv")
  const { json } = await done(project, "evaluate", "again.csv")
  expect(json.rows).toBe(words.rows.length)
  expect(json.coverage.map(({ share }: { share: number }) => share)).toContain(0.8)
  await done(project, "predict", "again.csv", "-o", "sets.json", "--prediction-set", "0.8")
  const sets = JSON.parse(readFileSync(join(project, "sets.json"), "utf8")) as readonly Record<string, string>[]
  const held = sets.filter((row) => JSON.parse(row["prediction_set"]!).includes(row[words.target]))
  expect(held.length / sets.length).toBeGreaterThan(0.7)
  expect(Object.keys(json.metrics).sort()).toEqual(metricsOf.binary)
  expect(json.slices.map(({ value }: { value: number }) => value)).toEqual(
    json.slices.map(({ value }: { value: number }) => value).sort((a: number, b: number) => a - b),
  )
  const dead = words.rows.map((row, index) => (index === 5 ? [...row.slice(0, -1), "dead"] : row))
  writeTable(project, { ...words, rows: dead }, "dead.csv")
  const refused = await mlwright(project, "evaluate", "dead.csv")
  expect(refused).toMatchObject({ code: 2, json: { error: { message: expect.stringContaining('"dead"') } } })
})

describe("which rows are held out", () => {
  test("the latest with a date column, which --time none undoes", async () => {
    const ordered = await projectOf(dated())
    expect(columnOf(ordered, "departed")).toContain("role: time")
    await done(ordered, "run", "features")
    expect(splitOf(ordered)).toBe("time")
    const unordered = await projectOf(dated(), "--time", "none")
    expect(columnOf(unordered, "departed")).toContain("role: feature")
    await done(unordered, "run", "features")
    expect(splitOf(unordered)).toBe("stratified")
    const wanting = await mlwright(unordered, "run", "features", "--set", "split.method=time")
    expect(wanting).toMatchObject({ code: 2, json: { error: { detail: { cause: { code: "stages.time-missing" } } } } })
  })

  test("whole groups with split.group", async () => {
    const rows = words.rows.map((row, index) => [`family ${index % 40}`, ...row])
    const project = await projectOf({ ...words, header: ["family", ...words.header], rows }, "--id", "family")
    expect(columnOf(project, "family")).toContain("role: id")
    await done(project, "run", "features", "--set", "split.group=family")
    expect(splitOf(project)).toBe("group")
    const { json } = await mlwright(project, "run", "features", "--set", "split.group=famly")
    expect(json.error.detail.cause).toMatchObject({ code: "stages.group-column-missing" })
  })
})

test("a class computed by an expression is learnt without the columns it is made of", async () => {
  const folder = await workFolder()
  const rows = words.rows.map(([width, height, city], index) => [width!, height!, city!, `${(index * 7) % 10}`])
  writeTable(folder, { header: ["width", "height", "city", "weight"], rows })
  const project = join(folder, "project")
  const made = await done(
    folder,
    ...["init", "project", "--data", "table.csv", "--yes", ...quick, "--target", "size"],
    ...["--target-expression", "CASE WHEN width > 5 THEN 'wide' ELSE 'narrow' END"],
  )
  expect(made.json).toMatchObject({ task: "binary", target: "size" })
  expect(columnOf(project, "width")).toContain("role: ignored")
  const { code, json } = await mlwright(project, "run")
  expect(code, "nothing else tells the width").toBe(4)
  expect(json.error.detail.metrics.auc).toBeLessThan(0.7)
  const model = await loadModel(join(project, "model"))
  expect(model.classes).toEqual(["narrow", "wide"])
  expect(model.encoder.inputs.map(({ name }) => name)).toEqual(["height", "city", "weight"])
})

/** The text of a column in schema.yaml. */
function columnOf(project: string, name: string): string {
  const text = readFileSync(join(project, "schema.yaml"), "utf8")
  return text.split("  - name: ").find((part) => part.startsWith(`${name}\n`)) ?? ""
}

function splitOf(project: string): string {
  return JSON.parse(readFileSync(join(project, "data/features/features.json"), "utf8")).method
}

/** The page and the card name what was predicted and every metric, and hold no number that is none. */
function sane(project: string, table: ClassTable): void {
  const page = readFileSync(join(project, "reports/evaluation.html"), "utf8")
  const card = readFileSync(join(project, "reports/card.md"), "utf8")
  for (const text of [page, card]) expect(text).not.toMatch(/NaN|undefined|\[object|Infinity/)
  expect(card).toContain(`Target: \`${table.target}\``)
  expect(card).toContain("Log loss")
  if (table.task === "binary") expect(card).toContain(`Positive class: \`${table.classes[1]}\``)
  expect(page).toContain("truth \\ predicted")
  expect(page.length).toBeLessThan(2_000_000)
  const { slices } = JSON.parse(readFileSync(join(project, "reports/evaluation.json"), "utf8"))
  const values = slices.map(({ value }: { value: number }) => (table.task === "binary" ? value : -value))
  expect(values).toEqual([...values].sort((a, b) => a - b))
}

interface Answer {
  readonly id: string
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
}

/** In process, file, /predict, /invocations and replay answer with one label and the same bits of probability. */
async function sameBitsEverywhere(
  project: string,
  { model, table }: { readonly model: Model; readonly table: ClassTable },
): Promise<void> {
  const { columns, data } = JSON.parse(readFileSync(join(project, "model/input_example.json"), "utf8"))
  const example = Object.fromEntries(columns.map((column: string, index: number) => [column, data[0][index]]))
  const records = [example, ...moved(example)]
  const { rows, problems } = recordParser(model.schema)(records)
  expect(problems).toEqual([])
  const inProcess = predict(model, rows)
  const expected = records.map((_, row) => ({
    prediction: model.classes[inProcess.values[row]!]!,
    probabilities: Object.fromEntries(
      model.classes.map((name, index) => [name, inProcess.probabilities![index]![row]]),
    ),
  }))
  for (const { prediction, probabilities } of expected) {
    expect(table.classes).toContain(prediction)
    expect(Object.values(probabilities).reduce((sum: number, one) => sum + one!, 0)).toBeCloseTo(1, 9)
  }

  writeFileSync(join(project, "rows.json"), JSON.stringify(records))
  await done(project, "predict", "rows.json", "-o", "out.json")
  const written = JSON.parse(readFileSync(join(project, "out.json"), "utf8"))
  expect(written.map(fromColumns(model))).toEqual(expected)

  if (!table.served) return
  const { url, server } = await serve(project)
  const answers = (await post(`${url}/predict`, records)) as readonly Answer[]
  expect(answers.map(({ prediction, probabilities }) => ({ prediction, probabilities }))).toEqual(expected)
  const invoked = await post(`${url}/invocations`, { dataframe_records: records })
  expect(invoked.predictions).toEqual(expected.map(({ prediction }) => prediction))
  const stopped = new Promise((settle) => server.once("exit", settle))
  server.kill("SIGTERM")
  expect(await stopped).toBe(0)
  const replayed = await done(project, "replay", answers.at(-1)!.id)
  expect(replayed.json).toMatchObject({ same: true, replayed: expected.at(-1) })
}

/** The columns `prediction` and `probability_<class>` of a written row. */
function fromColumns(model: Model) {
  return (row: Record<string, unknown>) => ({
    prediction: row["prediction"],
    probabilities: Object.fromEntries(model.classes.map((name) => [name, row[`probability_${name}`]])),
  })
}

/** The example with one value after the other missing or moved a little. */
function moved(example: Record<string, unknown>): readonly Record<string, unknown>[] {
  return Object.entries(example).flatMap(([name, value]) =>
    typeof value === "number" ? [{ ...example, [name]: Number.isInteger(value) ? value + 1 : value * 1.01 }] : [],
  )
}

async function post(url: string, body: unknown) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return JSON.parse(text)
}
