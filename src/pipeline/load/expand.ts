import { join } from "node:path"
import type { YamlValue } from "../../version/index.ts"
import { templateInvalid, wrongType } from "../errors.ts"
import type { Tree } from "../graph/tree.ts"
import { shown } from "./read-value.ts"
import { type Variables, type VarsPlace, withVars } from "./scope.ts"
import { fillIn, isMap, type Scope, textOf } from "./template.ts"

/** A stage as written, with every reference filled in. */
export interface FilledStage {
  /** `train`, or `train@0.1-deep` for one of a group. */
  readonly name: string
  /** The stage it was made from by `foreach` or `matrix`. */
  readonly group?: string
  readonly value: YamlValue
}

/**
 * The stages of `dvc.yaml` one by one: `foreach` and `matrix` written out, references filled in, `vars` of a stage gone.
 *
 * @throws pipeline.template-invalid, pipeline.template-unknown, pipeline.vars-conflict, pipeline.wrong-type
 */
export async function expandStages(
  stages: Readonly<Record<string, YamlValue>>,
  variables: Variables,
  file: { readonly folder: string; readonly tree: Tree },
): Promise<readonly FilledStage[]> {
  const filled: FilledStage[] = []
  for (const [name, stage] of Object.entries(stages)) {
    const place = `stages.${name}`
    for (const { template, suffix, own } of turnsOf(stage, variables.values, place)) {
      const scope = { ...variables, values: { ...variables.values, ...own } }
      const value = await fillStage(template, scope, { ...file, place, reserved: Object.keys(own) })
      filled.push(suffix === undefined ? { name, value } : { name: `${name}@${suffix}`, group: name, value })
    }
  }
  return filled
}

interface Turn {
  readonly template: YamlValue
  readonly suffix?: string
  /** `item` and `key`. */
  readonly own: Scope
}

function turnsOf(stage: YamlValue, scope: Scope, place: string): readonly Turn[] {
  if (!isMap(stage)) return [{ template: stage, own: {} }]
  const { foreach, matrix, ...rest } = stage
  if (foreach !== undefined && matrix !== undefined) throw wrongType(place, "foreach or matrix", "both")
  if (matrix !== undefined) return matrixTurns(matrix, scope, { place: `${place}.matrix`, template: rest })
  if (foreach === undefined) return [{ template: stage, own: {} }]
  const { do: template, ...others } = rest
  if (template === undefined) throw wrongType(`${place}.do`, "the stage to repeat", "nothing")
  const other = Object.keys(others)[0]
  if (other !== undefined) throw wrongType(place, "nothing beside foreach and do", `"${other}"`)
  return foreachTurns(foreach, scope, { place: `${place}.foreach`, template })
}

interface Repeated {
  readonly place: string
  readonly template: YamlValue
}

/** A list of plain values is named by them, one with lists or maps by their index, a map by its keys, which `${key}` has. */
function foreachTurns(foreach: YamlValue, scope: Scope, { place, template }: Repeated): readonly Turn[] {
  const use = { place, takes: "whole" } as const
  const data = fillIn(foreach, scope, use)
  if (isMap(data)) return Object.entries(data).map(([key, item]) => ({ template, suffix: key, own: { item, key } }))
  if (!Array.isArray(data)) throw wrongType(place, "a list or a map", shown(data))
  const items = data as readonly YamlValue[]
  const byIndex = items.some((item) => isMap(item) || Array.isArray(item))
  const turns = items.map((item, index) => ({
    template,
    suffix: byIndex ? String(index) : textOf(item, use),
    own: { item },
  }))
  return [...new Map(turns.map((turn) => [turn.suffix, turn])).values()] // a value that stands twice is one stage
}

/** Every combination of the axes, the last running fastest; a map or list as value is named `<axis><index>`. */
function matrixTurns(matrix: YamlValue, scope: Scope, { place, template }: Repeated): readonly Turn[] {
  const use = { place, takes: "whole" } as const
  const axes = fillIn(matrix, scope, use)
  if (!isMap(axes)) throw wrongType(place, "a map of lists", shown(axes))
  let combinations: readonly { readonly words: readonly string[]; readonly item: Scope }[] = [{ words: [], item: {} }]
  for (const [axis, values] of Object.entries(axes)) {
    if (!Array.isArray(values)) throw wrongType(`${place}.${axis}`, "a list", shown(values))
    combinations = combinations.flatMap(({ words, item }) =>
      (values as readonly YamlValue[]).map((value, index) => ({
        words: [...words, isMap(value) || Array.isArray(value) ? `${axis}${index}` : textOf(value, use)],
        item: { ...item, [axis]: value },
      })),
    )
  }
  return combinations.map(({ words, item }) => ({
    template,
    suffix: words.join("-"),
    own: { item, key: words.join("-") },
  }))
}

async function fillStage(
  template: YamlValue,
  variables: Variables,
  at: VarsPlace & { readonly reserved: readonly string[] },
): Promise<YamlValue> {
  if (!isMap(template)) return template
  const { vars, ...rest } = template
  const { place } = at
  // Files in `vars` are named from the stage's folder, which only the values known before may be part of.
  const wdir =
    rest["wdir"] === undefined
      ? "."
      : fillIn(rest["wdir"], variables.values, { place: `${place}.wdir`, takes: "plain" })
  const folder = join(at.folder, typeof wdir === "string" ? wdir : ".")
  const own = await withVars(variables, vars, { ...at, folder, place: `${place}.vars` })
  const taken = at.reserved.find((key) => own.values[key] !== variables.values[key])
  if (taken !== undefined) throw templateInvalid(`${place}.vars`, `"${taken}" is the name of the repeated value`)
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      fillIn(value, own.values, { place: `${place}.${key}`, takes: key === "cmd" ? "command" : "plain" }),
    ]),
  )
}
