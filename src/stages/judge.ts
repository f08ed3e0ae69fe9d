import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { canonicalJson, KnownError, seededRandom } from "../base/index.ts"
import { type Comparison, comparePaired, type Evaluation } from "../evaluate/index.ts"
import { type Model, predict } from "../model/index.ts"
import { type GateSettings, type GateVerdict, gate, type ModelVersion, type Registry } from "../registry/index.ts"
import { inputColumns, type Rows } from "../schema/index.ts"
import type { StageContext } from "./context.ts"
import { heldOutRows, loadJudged } from "./held-out.ts"
import { projectPaths } from "./paths.ts"
import { targetOf, weightsOf } from "./target.ts"
import { readTraining } from "./training-record.ts"

/** What a candidate is judged by. */
export interface Court {
  readonly registry: Registry
  /** Name of the registered model. */
  readonly model: string
  /** Alias that the version to beat has. */
  readonly champion: string
  readonly gate: GateSettings
}

/** The model in `model/`, as it was before it learnt from all rows, against the baseline and the present champion, on the rows held out. */
export async function judge(context: StageContext, court: Court): Promise<GateVerdict> {
  const candidate = await loadJudged(join(context.root, projectPaths.model))
  const evaluation = JSON.parse(await readFile(join(context.root, projectPaths.evaluation), "utf8")) as Evaluation
  const rows = await heldOutRows(context.root, candidate)
  const training = await readTraining(context.root)
  const baseline = compare(context, rows, {
    first: candidate,
    second: { ...candidate, estimator: training.baseline },
  })
  const champion = await comparableChampion(court, candidate, rows)
  const { name, lowerIsBetter } = evaluation.primary
  const facts = { metric: name, lowerIsBetter, baseline }
  if (champion === undefined) return gate(facts, court.gate)
  const againstChampion = compare(context, rows, { first: candidate, second: champion.model })
  return gate({ ...facts, champion: { ...againstChampion, version: champion.version } }, court.gate)
}

/** The version that has the alias; undefined before the first. */
export async function championOf({
  registry,
  model,
  champion,
}: Omit<Court, "gate">): Promise<ModelVersion | undefined> {
  const { items } = await registry.models.search({})
  return items.some(({ name }) => name === model) ? registry.versions.byAlias(model, champion) : undefined
}

function compare(
  context: StageContext,
  rows: Rows,
  models: { readonly first: Model; readonly second: Model },
): Comparison {
  const { evaluate, split } = context.settings
  const { first, second } = models
  const weights = weightsOf(rows, first.schema)
  return comparePaired(
    {
      ...(weights === undefined ? {} : { weights }),
      metric: evaluate.primary,
      task: first.task,
      truth: targetOf(rows, { name: first.target.name, task: first.task, schema: first.schema, classes: first.classes })
        .values,
      first: predict(first, rows),
      second: predict(second, rows),
    },
    evaluate,
    seededRandom(split.seed),
  )
}

/** The champion, if it can be read and answers the same question from columns these rows have; another cannot be compared. */
async function comparableChampion(
  court: Court,
  candidate: Model,
  rows: Rows,
): Promise<{ readonly model: Model; readonly version: number } | undefined> {
  const version = await championOf(court)
  if (version?.folder === undefined) return undefined
  const model = await loadJudged(version.folder).catch(undefinedIfBroken)
  if (model === undefined) return undefined
  const sameQuestion =
    canonicalJson([model.task, model.target, model.classes]) ===
    canonicalJson([candidate.task, candidate.target, candidate.classes])
  const sameColumns = inputColumns(model.schema).every(({ name }) => rows.columns.has(name))
  return sameQuestion && sameColumns ? { model, version: version.version } : undefined
}

/** A champion whose files are lost serves nobody: it must not keep a whole model from its place. */
function undefinedIfBroken(error: unknown): undefined {
  if (!(error instanceof KnownError) || !["model.corrupt", "model.missing"].includes(error.code)) throw error
}
