import { dirname, relative } from "node:path"
import { isPlainObject, type Json } from "../../base/index.ts"
import { conflictLine, parseYaml, type YamlValue } from "../../version/index.ts"
import { wrongType, yamlInvalid } from "../errors.ts"
import type { Tree } from "../graph/tree.ts"
import { expandStages } from "./expand.ts"
import { checkKeys, jsonOf, shown, stringsOf } from "./read-value.ts"
import { defaultVariables, withVars } from "./scope.ts"
import type { PipelineFile } from "./stage.ts"
import { stageOf } from "./stage-of.ts"
import { fillIn } from "./template.ts"

/**
 * Read and check one `dvc.yaml`, references filled in and repeated stages written out: keys, types, paths inside the
 * repository.
 *
 * @param root absolute folder of the repository
 * @param path absolute path of the file
 * @throws pipeline.yaml-invalid, pipeline.unknown-key, pipeline.wrong-type, pipeline.feature-unsupported,
 *   pipeline.path-outside, pipeline.template-invalid, pipeline.template-unknown, pipeline.vars-conflict,
 *   pipeline.params-unreadable
 */
export async function loadFile(root: string, path: string, tree: Tree): Promise<PipelineFile> {
  const folder = dirname(path)
  const name = relative(root, path)
  const file = checkKeys(name, readYaml(path, (await tree.textOf(path)) ?? ""), {
    known: topKeys,
    unsupported: ["datasets"],
  })
  const stages = file["stages"] ?? {}
  if (!isPlainObject(stages)) throw wrongType("stages", "a map of stages", shown(stages))
  const where = { folder, place: "vars", tree }
  const variables = await withVars(await defaultVariables(where), file["vars"] as YamlValue, where)
  const filled = await expandStages(stages as Readonly<Record<string, YamlValue>>, variables, where)
  const top = (place: string): unknown =>
    fillIn((file[place] ?? null) as YamlValue, variables.values, { place, takes: "whole" })
  return {
    path,
    stages: filled.map((stage) => stageOf(stage, { root, folder, file: path })),
    metrics: stringsOf("metrics", top("metrics")),
    params: stringsOf("params", top("params")),
    plots: listOf(top("plots")).map(plotOf),
    artifacts: artifactsOf(top("artifacts")),
  }
}

function readYaml(path: string, text: string): YamlValue {
  const conflict = conflictLine(text)
  if (conflict !== undefined) throw yamlInvalid(path, `line ${conflict} has conflict markers of a merge`)
  const parsed = parseYaml(text)
  if ("problem" in parsed) throw yamlInvalid(path, parsed.problem)
  return parsed.value ?? {}
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw wrongType("plots", "a list", shown(value))
  return value
}

/** A path, or maps from a path or a name to how it is drawn. */
function plotOf(value: unknown): Json {
  if (isPlainObject(value))
    for (const [id, facts] of Object.entries(value))
      if (facts !== null) checkKeys(`plots.${id}`, facts, { known: plotKeys })
  return jsonOf("plots", value)
}

function artifactsOf(value: unknown): PipelineFile["artifacts"] {
  if (value === undefined || value === null) return {}
  if (!isPlainObject(value)) throw wrongType("artifacts", "a map", shown(value))
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      const facts = checkKeys(`artifacts.${name}`, one, { known: artifactKeys })
      return [name, jsonOf(`artifacts.${name}`, facts)]
    }),
  )
}

const plotKeys = ["x", "y", "x_label", "y_label", "title", "template", "header"] as const
const artifactKeys = ["path", "type", "desc", "labels", "meta"] as const
const topKeys = ["vars", "stages", "params", "metrics", "plots", "artifacts", "datasets"] as const
