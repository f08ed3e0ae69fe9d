import { expect, test } from "vitest"
import { withParameters } from "./set-parameters.ts"
import { variationsOf } from "./variations.ts"

const yaml = `# how it learns
train:
  lr: 0.1   # step
  layers: [64, 32]
seed: 1
`

test("a value of a YAML file is changed and every other byte stays", async () => {
  expect(await changed(yaml, "params.yaml", "train.lr=0.25")).toBe(yaml.replace("0.1", "0.25"))
  expect(await changed(yaml, "params.yaml", "train.layers.1=16")).toContain("layers: [64, 16]")
  expect(await changed(yaml, "params.yaml", "~seed")).toBe(yaml.replace("seed: 1\n", ""))
  expect(await changed(yaml, "params.yaml", "+train.decay.rate=0.5")).toMatch(/decay:\n {4}rate: 0.5\n/)
  expect(await changed("", "params.yaml", "+a=1")).toBe("a: 1\n")
  expect(await changed(yaml, "params.yaml", "seed='1'")).toMatch(/seed: ["']1["']/)
})

test("a value of a JSON file is changed and its indent stays", async () => {
  const json = '{\n    "lr": 0.1,\n    "big": {"a": 1}\n}\n'
  expect(await changed(json, "p.json", "big.a=2")).toBe('{\n    "lr": 0.1,\n    "big": {\n        "a": 2\n    }\n}\n')
})

const toml = `seed = 1 # of all
"odd key" = "#"

[train] # how it learns
lr = 0.1   # step
layers = [
  64, # first
  32,
]
opt = {name = "adam", decay = 0.5}

[[runs]]
lr = 7
`

test("a value of a TOML file is changed where it stands; comments, order and all other tables stay", async () => {
  const of = (change: string): Promise<string> => changed(toml, "p.toml", change)
  expect(await of("train.lr=1.0")).toBe(toml.replace("lr = 0.1   #", "lr = 1.0   #"))
  expect(await of("seed=2")).toBe(toml.replace("seed = 1 #", "seed = 2 #"))
  expect(await of("odd key='a#b'")).toBe(toml.replace('"#"', '"a#b"'))
  expect(await of("train.layers=[1,2]")).toBe(toml.replace(/layers = \[[^\]]*\]/, "layers = [1, 2]"))
  expect(await of("train.layers.1=16")).toContain("layers = [64, 16]\n")
  expect(await of("train.opt.decay=0.25")).toContain('opt = {name = "adam", decay = 0.25}\n')
  expect(await of("~train.lr")).toBe(toml.replace("lr = 0.1   # step\n", ""))
  expect(await of("+train.new=true")).toContain("decay = 0.5}\nnew = true\n")
  expect(await of("+fresh.a=x")).toBe(`${toml}\n[fresh]\na = "x"\n`)
  await expect(of("+none=null")).rejects.toMatchObject({ code: "experiment.params-file-unsupported" })
})

const python = `LR = 0.1  # step
SEED: int = 1
class Net:
    layers = [64, 32]
    def __init__(self):
        self.opt = {"name": 'adam', "decay": 0.5}
LATER = SEED + 1
`

test("a constant of a Python file is changed where it stands; nothing is added, removed or computed", async () => {
  const of = (change: string): Promise<string> => changed(python, "p.py", change)
  expect(await of("LR=1e-05")).toBe(python.replace("0.1", "1e-05"))
  expect(await of("SEED=null")).toBe(python.replace("int = 1", "int = None"))
  expect(await of("Net.layers.1=true")).toContain("layers = [64, True]")
  expect(await of('Net.opt.name=it\'s "q"')).toContain('{"name": "it\'s \\"q\\"", "decay": 0.5}')
  expect(await of("Net.opt={a: [1, x]}")).toContain('self.opt = {"a": [1, "x"]}')
  for (const change of ["+NEW=1", "~LR"])
    await expect(of(change)).rejects.toMatchObject({ code: "experiment.params-file-unsupported" })
  await expect(of("LATER=1")).rejects.toMatchObject({ code: "experiment.parameter-unknown" })
})

test("a key that is not there is refused with the nearest, and one that is there cannot be added", async () => {
  const fails = (change: string, path = "params.yaml") => changed(yaml, path, change).catch((error: unknown) => error)
  expect(await fails("train.lrr=1")).toMatchObject({
    code: "experiment.parameter-unknown",
    detail: { nearest: "train.lr" },
  })
  expect(await fails("~nothing")).toMatchObject({ code: "experiment.parameter-unknown" })
  expect(await fails("+seed=2")).toMatchObject({ code: "experiment.parameter-there" })
  expect(await fails("seed=2", "params.ini")).toMatchObject({ code: "experiment.params-file-unsupported" })
})

function changed(text: string, path: string, change: string): Promise<string> {
  return withParameters(text, path, variationsOf([change])[0] ?? [])
}
