import { join, resolve } from "node:path"
import { seededRandom, silent, systemClock } from "../../src/base/index.ts"
import { scoreFor } from "../../src/evaluate/index.ts"
import { featureSettings, fitEncoder } from "../../src/feature/index.ts"
import { type Estimator, loadModel, saveModel } from "../../src/model/index.ts"
import { recordsOf, takeRows } from "../../src/schema/index.ts"
import { dataSettings, profileFiles, readRows } from "../../src/table/index.ts"
import { train, trainSettings } from "../../src/train/index.ts"

export interface ArtifactWish {
  readonly table: string
  readonly target: string
  /** Number of boosting rounds kept: how fast a model answers depends on it, how well it does not matter here. */
  readonly trees: string
}

/** Train one boosted ensemble on a table and save it: the same kind of model as the peer's. */
export async function makeArtifact({ table, target, trees }: ArtifactWish, folder: string): Promise<string> {
  const path = join(folder, "model")
  const temporary = join(folder, "engine")
  const file = resolve(table)
  const { schema } = await profileFiles([file], {
    target: { name: target },
    root: "/",
    temporary,
    settings: dataSettings.parse({}),
  })
  const rows = await readRows(file, schema, { columns: "all", temporary })
  const column = rows.columns.get(target)
  if (column?.kind !== "number") throw new Error(`the target "${target}" is not a number`)
  const random = seededRandom(1)
  const input = { rows, schema, target: column.values, task: "regression" as const, classes: 0 }
  const { encoder, matrix } = fitEncoder(input, featureSettings.parse({}), random)
  const settings = trainSettings.parse({ estimators: ["boosting"], maxTrials: 1, blend: false, budgetSeconds: 30 })
  const effects = { score: scoreFor("rmse", "regression"), progress: silent, clock: systemClock, random }
  const trained = await train({ matrix, target: column.values, task: "regression", classes: 0 }, settings, effects)
  const model = {
    name: "bench",
    task: "regression" as const,
    schema,
    target: { name: target },
    classes: [],
    encoder,
    estimator: firstTrees(trained.estimator, Number(trees)),
  }
  await saveModel(path, model, {})
  return path
}

function firstTrees(estimator: Estimator, trees: number): Estimator {
  if (estimator.kind === "transformed") return { ...estimator, inner: firstTrees(estimator.inner, trees) }
  if (estimator.kind !== "trees" || estimator.roots.length <= trees) return estimator
  const end = estimator.roots[trees]
  const { roots, feature, threshold, missingLeft, right, value } = estimator
  return {
    ...estimator,
    roots: roots.slice(0, trees),
    feature: feature.slice(0, end),
    threshold: threshold.slice(0, end),
    missingLeft: missingLeft.slice(0, end),
    right: right.slice(0, end),
    value: value.slice(0, end),
  }
}

/** Rows of the table as request bodies that the artifact's model takes. */
export async function requestBodies(table: string, artifact: string, folder: string): Promise<readonly unknown[]> {
  const { schema } = await loadModel(artifact)
  const rows = await readRows(resolve(table), schema, { columns: "inputs", temporary: join(folder, "engine") })
  return recordsOf(
    schema,
    takeRows(
      rows,
      Int32Array.from({ length: Math.min(500, rows.count) }, (_, row) => row),
    ),
  )
}

/** How big the model is, in words. */
export async function describeModel(artifact: string): Promise<string> {
  const { estimator, encoder } = await loadModel(artifact)
  const { trees, leaves } = countTrees(estimator)
  const size = trees === 0 ? "no trees" : `${trees} trees of ${(leaves / trees).toFixed(0)} leaves on average`
  return `${estimator.kind}, ${size}, ${encoder.features.length} features`
}

function countTrees(estimator: Estimator): { readonly trees: number; readonly leaves: number } {
  switch (estimator.kind) {
    case "trees":
      return { trees: estimator.roots.length, leaves: estimator.feature.filter((feature) => feature === -1).length }
    case "transformed":
      return countTrees(estimator.inner)
    case "blend": {
      const parts = estimator.members.map(countTrees)
      return { trees: sum(parts.map((part) => part.trees)), leaves: sum(parts.map((part) => part.leaves)) }
    }
    default:
      return { trees: 0, leaves: 0 }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
