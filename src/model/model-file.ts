import { z } from "zod"
import { tasks } from "../schema/index.ts"
import { errorTableFault } from "./error-table.ts"
import type { CalibrationMap, Link } from "./estimator.ts"
import { nonconformityFault } from "./nonconformity.ts"

/** Newest format this version writes and reads; every older one stays readable. */
export const MODEL_FORMAT = 2

/** Shape of model.json; format 2 may hold packed trees, format 1 may not. `sha256` is of the canonical JSON of all the rest. */
export const modelFile = z.strictObject({
  format: z.union([z.literal(1), z.literal(2)]),
  name: z.string(),
  task: z.enum(tasks),
  target: z.strictObject({ name: z.string(), expression: z.string().nullable() }),
  classes: z.array(z.string()),
  encoder: z.unknown(),
  estimator: z.lazy(() => estimatorShape),
  /** Absent for 0.5. */
  threshold: z.number().min(0).max(1).optional(),
  errors: z
    .strictObject({
      rows: z.int().min(2),
      errors: z.array(z.number()),
      spread: z.strictObject({ at: z.array(z.number()), to: z.array(z.number()) }).exactOptional(),
      floor: z.number().exactOptional(),
    })
    .superRefine((table, { addIssue }) => {
      const fault = errorTableFault(table)
      if (fault !== undefined) addIssue(fault)
    })
    .optional(),
  nonconformity: z
    .strictObject({ rows: z.int().min(2), scores: z.array(z.number()) })
    .superRefine((table, { addIssue }) => {
      const fault = nonconformityFault(table)
      if (fault !== undefined) addIssue(fault)
    })
    .optional(),
  /** Other files that belong to the model, each with its SHA-256. */
  files: z.record(z.string(), z.string()),
  sections: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(["int32", "float64", "float32", "uint8", "uint16"]),
      length: z.int().min(0),
      offset: z.int().min(0),
      sha256: z.string(),
    }),
  ),
  sha256: z.string(),
})

export type ModelFile = z.infer<typeof modelFile>

/** An estimator in model.json: as in memory, with the names of sections in place of arrays. */
export type EstimatorShape =
  | { kind: "constant"; values: number[] }
  | { kind: "linear"; link: Link; features: string; weights: string; intercepts: string; means?: string | undefined }
  | TreesShape
  | PackedTreesShape
  | NeighboursShape
  | { kind: "transformed"; inverse: "expm1"; scale: number; inner: EstimatorShape }
  | { kind: "blend"; members: EstimatorShape[]; weights: number[] }
  | { kind: "calibrated"; map: CalibrationMap; inner: EstimatorShape }

interface NeighboursShape {
  kind: "neighbours"
  count: number
  weighting: "uniform" | "distance"
  outputs: number
  features: string
  points: string
  targets: string
}

interface TreesShape {
  kind: "trees"
  combine: "sum" | "mean"
  link: Link
  outputs: number
  base: string
  roots: string
  feature: string
  threshold: string
  missingLeft: string
  right: string
  value: string
  subset?: string | undefined
  members?: string | undefined
}

interface PackedTreesShape {
  kind: "packedTrees"
  combine: "sum" | "mean"
  link: Link
  outputs: number
  base: string
  features: string
  counts: string
  thresholds: string
  splits: string
  places: string
  values: string
  rows: string
  subset?: string | undefined
  members?: string | undefined
}

const link = z.enum(["identity", "logit", "softmax", "log"])
const section = z.string()

const calibrationMap: z.ZodType<CalibrationMap> = z.discriminatedUnion("method", [
  z.strictObject({ method: z.literal("beta"), onYes: z.number(), onNo: z.number(), offset: z.number() }),
  z.strictObject({ method: z.literal("softmax"), slope: z.number(), offsets: z.array(z.number()) }),
  z.strictObject({
    method: z.literal("isotonic"),
    lines: z.array(z.strictObject({ at: z.array(z.number()).min(1), to: z.array(z.number()).min(1) })),
  }),
])

const estimatorShape: z.ZodType<EstimatorShape> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("constant"), values: z.array(z.number()).min(1) }),
  z.strictObject({
    kind: z.literal("linear"),
    link,
    features: section,
    weights: section,
    intercepts: section,
    means: section.optional(),
  }),
  z.strictObject({
    kind: z.literal("trees"),
    combine: z.enum(["sum", "mean"]),
    link,
    outputs: z.int().min(1),
    base: section,
    roots: section,
    feature: section,
    threshold: section,
    missingLeft: section,
    right: section,
    value: section,
    subset: section.optional(),
    members: section.optional(),
  }),
  z.strictObject({
    kind: z.literal("packedTrees"),
    combine: z.enum(["sum", "mean"]),
    link,
    outputs: z.int().min(1),
    base: section,
    features: section,
    counts: section,
    thresholds: section,
    splits: section,
    places: section,
    values: section,
    rows: section,
    subset: section.optional(),
    members: section.optional(),
  }),
  z.strictObject({
    kind: z.literal("neighbours"),
    count: z.int().min(1),
    weighting: z.enum(["uniform", "distance"]),
    outputs: z.int().min(1),
    features: section,
    points: section,
    targets: section,
  }),
  z.strictObject({
    kind: z.literal("transformed"),
    inverse: z.literal("expm1"),
    scale: z.number(),
    inner: z.lazy(() => estimatorShape),
  }),
  z.strictObject({
    kind: z.literal("blend"),
    members: z.array(z.lazy(() => estimatorShape)).min(1),
    weights: z.array(z.number()),
  }),
  z.strictObject({ kind: z.literal("calibrated"), map: calibrationMap, inner: z.lazy(() => estimatorShape) }),
])
