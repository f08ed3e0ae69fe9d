import { expect, test } from "vitest"
import type { KnownError } from "../base/index.ts"
import { parseConfig, parseOverride } from "./parse.ts"
import { listSettings } from "./settings.ts"

const file = "data:\n  files: [a.csv]\ntarget:\n  name: price\ntask: regression\n"
const parse = (text: string, flags: readonly string[] = [], environment: Readonly<Record<string, unknown>> = {}) =>
  parseConfig(text, "mlwright.yaml", { flags, environment })
const failure = (work: () => unknown): KnownError => {
  try {
    work()
  } catch (error) {
    return error as KnownError
  }
  throw new Error("it did not fail")
}

test("what the file leaves out has its default, and the settings are frozen at every depth", () => {
  const { config } = parse(file)
  expect(config.train).toMatchObject({ budgetSeconds: 60, seed: 1 })
  expect(config.serve).toMatchObject({ host: "127.0.0.1", port: 8080 })
  expect(Object.isFrozen(config.data.files)).toBe(true)
})

test("a metric left open is that of the loss, and of classes their own whatever the loss, which training then refuses", () => {
  const loss = "train:\n  loss: quantile\n"
  expect(parse(file + loss).config.evaluate.primary).toBe("pinball-0.9")
  expect(parse(file.replace("regression", "binary") + loss).config.evaluate.primary).toBe("auto")
})

test("a flag outweighs the environment, which outweighs the file, which outweighs the default; each source is kept", () => {
  const text = `${file}serve:\n  port: 1000\n`
  const environment = { "serve.port": 2000, "log.databaseUrl": "postgres://db" }
  const { config, sources } = parse(text, ["serve.port=3000"], environment)
  expect([config.serve.port, config.log.databaseUrl]).toEqual([3000, "postgres://db"])
  expect([
    sources.get("serve.port"),
    sources.get("log.databaseUrl"),
    sources.get("target.name"),
    sources.get("serve.host"),
  ]).toEqual(["flag", "environment", "file", "default"])
})

test("an unknown setting is an error that names the nearest one, in the file and in a flag", () => {
  expect(failure(() => parse(`${file}train:\n  budgetSecond: 5\n`))).toMatchObject({
    code: "project.setting-unknown",
    hint: 'Did you mean "train.budgetSeconds"?',
  })
  expect(failure(() => parse(`${file}trian:\n  seed: 5\n`))).toMatchObject({ hint: 'Did you mean "train"?' })
  expect(failure(() => parse(file, ["serve.prot=80"]))).toMatchObject({
    code: "project.setting-unknown",
    hint: 'Did you mean "serve.port"?',
  })
})

test("a wrong type says what is wanted and what came", () => {
  expect(failure(() => parse(`${file}train:\n  seed: soon\n`))).toMatchObject({
    code: "project.setting-invalid",
    message: 'Cannot use the setting "train.seed": wanted a number, got "soon"',
  })
  expect(failure(() => parse(file, ["train.seed=1.5"])).message).toContain("wanted a whole number, got 1.5")
  expect(failure(() => parse(`${file}train: 5\n`)).message).toContain("wanted a map of names to values, got 5")
  expect(failure(() => parse(file, ["split.testShare=2"])).message).toMatch(
    /"split.testShare": wanted at most 1|less than/,
  )
  expect(failure(() => parse(file.replace("regression", "regresion"))).message).toContain('"regression"')
})

test("broken YAML names its line", () => {
  expect(failure(() => parse("data:\n  files: [a.csv\ntask: x\n"))).toMatchObject({
    code: "project.settings-unreadable",
  })
})

test("an override is typed as its setting: text stays text, the rest is read", () => {
  expect(parseOverride("target.name=123")).toEqual({ key: "target.name", value: "123" })
  expect(parseOverride("train.estimators=[linear, forest]")).toEqual({
    key: "train.estimators",
    value: ["linear", "forest"],
  })
  expect(failure(() => parseOverride("train.seed"))).toMatchObject({ code: "project.override-malformed" })
})

test("every setting has a type and a description", () => {
  for (const { key, type, description } of listSettings())
    expect([key, type !== "any", description !== ""]).toEqual([key, true, true])
})

test("a family that is asked for by its name on the leaderboard is refused by the name it is set by", () => {
  const asked = failure(() => parse(file, ["train.estimators=[boosting, ridge]"]))
  expect([asked.code, asked.message]).toEqual([
    "project.setting-invalid",
    expect.stringContaining('where "linear" stands for ridge, got'),
  ])
  expect(failure(() => parse(file, ["train.estimators=[forst]"])).message).not.toContain("stands for")
})

test("a threshold or costs are refused where no two classes are to be parted", () => {
  const asked = failure(() => parse(file, ["evaluate.threshold=0.3"]))
  expect([asked.code, asked.detail]).toEqual([
    "evaluate.decision-not-for-task",
    { setting: "evaluate.threshold", task: "regression" },
  ])
  const costs = "evaluate:\n  costs:\n    falsePositive: 5\n"
  expect(failure(() => parse(file.replace("regression", "multiclass") + costs)).detail).toEqual({
    setting: "evaluate.costs",
    task: "multiclass",
  })
  expect(parse(file.replace("regression", "binary") + costs).config.evaluate.costs.falsePositive).toBe(5)
})
