import { cp, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { canonicalJson, type Json, seededRandom, writeFolderAtomic } from "../base/index.ts"
import { type Comparison, comparePaired, type Evaluation } from "../evaluate/index.ts"
import { loadModel, type Model, predict } from "../model/index.ts"
import { type GateSettings, type GateVerdict, gate, type ModelVersion, type Registry } from "../registry/index.ts"
import { inputColumns, type Rows } from "../schema/index.ts"
import type { StageContext } from "./context.ts"
import { heldOutRows } from "./evaluate.ts"
import { projectPaths } from "./paths.ts"
import { targetOf } from "./target.ts"
import { readTraining } from "./training-record.ts"

export interface RegisterInput {
  readonly registry: Registry
  /** Name of the registered model. */
  readonly model: string
  readonly champion: string
  readonly gate: GateSettings
  /** Folder that receives the complete artifact before it is registered. */
  readonly artifact: string
  /** Says which model and evaluation this is; the same key is registered once. */
  readonly key: string
  readonly lineage: Json
  readonly runId?: string
  readonly modelId?: string
}

export interface Registered {
  readonly version: ModelVersion
  readonly verdict: GateVerdict
}

/** `model/` with its evaluation becomes a version; when it passes the gate, the champion. */
export async function registerStage(context: StageContext, input: RegisterInput): Promise<Registered> {
  const { root, effects } = context
  await completeArtifact(root, input)
  const model = await loadModel(input.artifact)
  const evaluation = JSON.parse(await readFile(join(root, projectPaths.evaluation), "utf8")) as Evaluation
  const verdict = await judge(context, input, { model, evaluation })
  effects.progress({ text: verdict.passed ? "passed the gate" : "did not pass the gate" })
  const version = await input.registry.versions.register({
    name: input.model,
    folder: input.artifact,
    lineage: input.lineage,
    tags: { [keyTag]: input.key, [verdictTag]: canonicalJson(verdict) },
    ...(input.runId === undefined ? {} : { runId: input.runId }),
    ...(input.modelId === undefined ? {} : { modelId: input.modelId }),
  })
  if (verdict.passed) {
    await input.registry.versions.setAlias(version, input.champion, { reason: verdict.reasons.join("; ") })
  }
  return { version, verdict }
}

/** The version that was registered under this key, if any. */
export async function findRegistered(registry: Registry, model: string, key: string): Promise<Registered | undefined> {
  const { items } = await registry.models.search({})
  if (!items.some(({ name }) => name === model)) return undefined
  const version = (await registry.versions.list(model)).find(({ tags }) => tags[keyTag] === key)
  const verdict = version?.tags[verdictTag]
  return version === undefined || verdict === undefined
    ? undefined
    : { version, verdict: JSON.parse(verdict) as GateVerdict }
}

/** The artifact as it is shipped: what training wrote, what the evaluation found, and where it all came from. */
async function completeArtifact(root: string, input: RegisterInput): Promise<void> {
  await writeFolderAtomic(input.artifact, async (folder) => {
    await cp(join(root, projectPaths.model), folder, { recursive: true })
    await cp(join(root, projectPaths.metrics), join(folder, "metrics.json"))
    await cp(join(root, projectPaths.card), join(folder, "card.md"))
    await writeFile(join(folder, "lineage.json"), `${JSON.stringify(input.lineage, null, 2)}\n`)
  })
}

async function judge(
  context: StageContext,
  input: RegisterInput,
  candidate: { readonly model: Model; readonly evaluation: Evaluation },
): Promise<GateVerdict> {
  const rows = await heldOutRows(context.root, candidate.model)
  const training = await readTraining(context.root)
  const { primary } = candidate.evaluation
  const baseline = compare(context, rows, {
    first: candidate.model,
    second: { ...candidate.model, estimator: training.baseline },
  })
  const champion = await comparableChampion(input, candidate.model, rows)
  const facts = { metric: primary.name, lowerIsBetter: primary.lowerIsBetter, baseline }
  if (champion === undefined) return gate(facts, input.gate)
  const againstChampion = compare(context, rows, { first: candidate.model, second: champion.model })
  return gate({ ...facts, champion: { ...againstChampion, version: champion.version } }, input.gate)
}

function compare(
  context: StageContext,
  rows: Rows,
  models: { readonly first: Model; readonly second: Model },
): Comparison {
  const { evaluate, split } = context.settings
  const { first, second } = models
  return comparePaired(
    {
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

/** The champion, if it answers the same question from columns these rows have; one that does not cannot be compared. */
async function comparableChampion(
  input: RegisterInput,
  candidate: Model,
  rows: Rows,
): Promise<{ readonly model: Model; readonly version: number } | undefined> {
  const { items } = await input.registry.models.search({})
  if (!items.some(({ name }) => name === input.model)) return undefined
  const version = await input.registry.versions.byAlias(input.model, input.champion)
  if (version?.folder === undefined) return undefined
  const model = await loadModel(version.folder)
  const sameQuestion =
    canonicalJson([model.task, model.target, model.classes]) ===
    canonicalJson([candidate.task, candidate.target, candidate.classes])
  const sameColumns = inputColumns(model.schema).every(({ name }) => rows.columns.has(name))
  return sameQuestion && sameColumns ? { model, version: version.version } : undefined
}

const keyTag = "mlwright.key"
const verdictTag = "mlwright.gate"
