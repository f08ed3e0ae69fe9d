import { z } from "zod"
import type { TrainInput } from "../input.ts"
import { seekOf } from "../seek.ts"
import type { BoostingParams } from "./boosting-parts.ts"
import { type FamilySpec, familyOf, smallTable } from "./family.ts"
import { refitBoosting } from "./refit-boosting.ts"
import type { AsParams } from "./space.ts"
import { tryBoosting } from "./try-boosting.ts"

export const boostingSpec: FamilySpec<AsParams<BoostingParams>> = {
  name: "boosting",
  setting: "boosting",
  answersQuantiles: true,
  weighs: true,
  keepsDirections: true,
  roundsGrow: true,
  tasks: ["regression", "binary", "multiclass"],
  params: z.strictObject({
    learningRate: z.number().positive().max(1),
    leaves: z.int().min(2),
    minLeaf: z.int().min(1),
    l2: z.number().min(0),
    rowShare: z.number().positive().max(1),
    featureShare: z.number().positive().max(1),
    growth: z.enum(["leaf", "depth"]).exactOptional(),
    loss: z.enum(["squared", "absolute", "quantile", "huber", "poisson", "tweedie"]).exactOptional(),
  }),
  starts: boostingStarts,
  space: () => ({
    learningRate: { kind: "number", low: 0.03, high: 0.2, log: true },
    leaves: { kind: "number", low: 3, high: 128, log: true, whole: true },
    minLeaf: { kind: "number", low: 2, high: 100, log: true, whole: true },
    l2: { kind: "number", low: 0.01, high: 30, log: true },
    rowShare: { kind: "number", low: 0.4, high: 1 },
    featureShare: { kind: "number", low: 0.1, high: 1 },
  }),
  fit: tryBoosting,
  refit: refitBoosting,
}

export const boosting = familyOf(boostingSpec)

/** Where the loss is open, a metric of absolute errors is served by making just those small, and often by squared ones as well. */
function boostingStarts(input: TrainInput, metric: string): { params: BoostingParams; turn: number }[] {
  const absolute = input.task === "regression" && input.loss === undefined && seekOf(metric) === "median"
  const kind = absolute ? "absolute" : input.loss?.kind
  const [first, ...others] = boostingConfigs(input).map((params) =>
    kind === undefined || kind === "squared" ? params : { ...params, loss: kind },
  )
  const squared = absolute ? [{ params: { ...first!, loss: "squared" as const }, turn: 20 }] : []
  return [
    { params: first!, turn: 10 },
    ...squared,
    ...others.map((params, at) => ({ params, turn: at < 2 ? 30 + 5 * at : 50 + 10 * at })),
  ]
}

/**
 * Small tables need few leaves and bear small ones. Drawing few features makes trees differ, which helps where many features
 * say something and harms where few do; so the first configuration of a large table, maybe the only one, draws most.
 */
function boostingConfigs(input: TrainInput): BoostingParams[] {
  const { rows, features } = input.matrix
  const readable = features.filter(({ use }) => use !== "linear").length
  const share = (wanted: number): number => Math.min(1, Math.max(wanted, fewestDrawn / Math.max(1, readable)))
  if (rows < smallTable) {
    const minLeaf = Math.max(2, Math.round(rows / 200))
    const common = { l2: 1, rowShare: 0.8, learningRate: 0.05 }
    return [
      { ...common, leaves: 8, minLeaf, featureShare: share(0.4) },
      { ...common, leaves: 4, minLeaf, featureShare: share(0.4) },
      { ...common, leaves: 16, minLeaf: 2 * minLeaf, featureShare: share(0.25), rowShare: 0.6 },
      { ...common, leaves: 3, minLeaf, featureShare: share(0.7), learningRate: 0.03 },
    ]
  }
  const common = { l2: 1, rowShare: 0.8, minLeaf: 20 }
  return [
    { ...common, learningRate: 0.1, leaves: 31, featureShare: share(0.6) },
    { ...common, learningRate: 0.05, leaves: 63, featureShare: share(0.25) },
    { ...common, learningRate: 0.08, leaves: 8, featureShare: share(0.6) },
    { ...common, learningRate: 0.06, leaves: 15, featureShare: share(0.25), rowShare: 0.6 },
    { ...common, learningRate: 0.06, leaves: 127, featureShare: share(0.2), l2: 10 },
  ]
}

/** Fewest features drawn for a tree. */
const fewestDrawn = 5
