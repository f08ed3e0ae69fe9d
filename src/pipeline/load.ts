import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { LineCounter, parseDocument } from "yaml"
import { isPlainObject, readText } from "../base/index.ts"
import { conflictLine } from "../version/index.ts"
import { pipelineMissing, wrongType, yamlInvalid } from "./errors.ts"
import { checkOutputs, inRunOrder } from "./graph.ts"
import { checkKeys, jsonOf, stringsOf } from "./read-value.ts"
import type { Pipeline } from "./stage.ts"
import { stageOf } from "./stage-of.ts"

/**
 * Read and check `dvc.yaml`: keys, types, paths inside the project, outputs that do not overlap, no cycle.
 *
 * @param root absolute folder that holds it
 * @throws pipeline.file-missing, pipeline.yaml-invalid, pipeline.unknown-key, pipeline.wrong-type,
 *   pipeline.feature-unsupported, pipeline.path-outside, pipeline.outputs-overlap, pipeline.cycle
 */
export async function loadPipeline(root: string): Promise<Pipeline> {
  const path = join(resolve(root), "dvc.yaml")
  if (!existsSync(path)) throw pipelineMissing(path)
  const value = parseYaml(path, await readText(path))
  const file = checkKeys("dvc.yaml", value, { known: topKeys, unsupported: ["vars", "datasets"] })
  const stages = file["stages"] ?? {}
  if (!isPlainObject(stages)) throw wrongType("stages", "a map of stages", describe(stages))
  const read = Object.entries(stages).map(([name, stage]) => stageOf(name, stage, resolve(root)))
  checkOutputs(read)
  return {
    root: resolve(root),
    stages: inRunOrder(read),
    metrics: stringsOf("metrics", file["metrics"]),
    params: stringsOf("params", file["params"]),
    plots: listOf(file["plots"]).map((plot) => jsonOf("plots", plot)),
    artifacts: artifactsOf(file["artifacts"]),
  }
}

function parseYaml(path: string, text: string): unknown {
  const conflict = conflictLine(text)
  if (conflict !== undefined) throw yamlInvalid(path, `line ${conflict} has conflict markers of a merge`)
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const problem = document.errors[0]
  if (problem !== undefined)
    throw yamlInvalid(path, `line ${lineCounter.linePos(problem.pos[0]).line}: ${problem.message}`)
  return document.toJS() ?? {}
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw wrongType("plots", "a list", describe(value))
  return value
}

function artifactsOf(value: unknown): Pipeline["artifacts"] {
  if (value === undefined || value === null) return {}
  if (!isPlainObject(value)) throw wrongType("artifacts", "a map", describe(value))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, jsonOf(`artifacts.${name}`, one)]))
}

function describe(value: unknown): string {
  return Array.isArray(value) ? "a list" : JSON.stringify(value)
}

const topKeys = ["vars", "stages", "params", "metrics", "plots", "artifacts", "datasets"] as const
