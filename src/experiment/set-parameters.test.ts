import { expect, test } from "vitest"
import { withParameters } from "./set-parameters.ts"
import { variationsOf } from "./variations.ts"

const yaml = `# how it learns
train:
  lr: 0.1   # step
  layers: [64, 32]
seed: 1
`

test("a value of a YAML file is changed and every other byte stays", () => {
  expect(changed(yaml, "params.yaml", "train.lr=0.25")).toBe(yaml.replace("0.1", "0.25"))
  expect(changed(yaml, "params.yaml", "train.layers.1=16")).toContain("layers: [64, 16]")
  expect(changed(yaml, "params.yaml", "~seed")).toBe(yaml.replace("seed: 1\n", ""))
  expect(changed(yaml, "params.yaml", "+train.decay.rate=0.5")).toMatch(/decay:\n {4}rate: 0.5\n/)
  expect(changed("", "params.yaml", "+a=1")).toBe("a: 1\n")
  expect(changed(yaml, "params.yaml", "seed='1'")).toMatch(/seed: ["']1["']/)
})

test("a value of a JSON file is changed and its indent stays", () => {
  const json = '{\n    "lr": 0.1,\n    "big": {"a": 1}\n}\n'
  expect(changed(json, "p.json", "big.a=2")).toBe('{\n    "lr": 0.1,\n    "big": {\n        "a": 2\n    }\n}\n')
})

test("a key that is not there is refused with the nearest, and one that is there cannot be added", () => {
  const fails = (change: string, path = "params.yaml") => {
    try {
      return changed(yaml, path, change)
    } catch (error) {
      return error
    }
  }
  expect(fails("train.lrr=1")).toMatchObject({ code: "experiment.parameter-unknown", detail: { nearest: "train.lr" } })
  expect(fails("~nothing")).toMatchObject({ code: "experiment.parameter-unknown" })
  expect(fails("+seed=2")).toMatchObject({ code: "experiment.parameter-there" })
  expect(fails("seed=2", "params.py")).toMatchObject({ code: "experiment.params-file-unsupported" })
})

function changed(text: string, path: string, change: string): string {
  return withParameters(text, path, variationsOf([change])[0] ?? [])
}
