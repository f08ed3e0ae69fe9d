import type { Json } from "../base/index.ts"
import type { Estimator, TreesEstimator } from "./estimator.ts"
import type { EstimatorShape } from "./model-file.ts"
import { packTrees, unpackTrees } from "./packed-trees.ts"
import type { SectionArray } from "./sections.ts"

/** @returns bytes an estimator takes in model.bin and model.json, the encoder left out */
export function estimatorBytes(estimator: Estimator): number {
  const arrays = new Map<string, SectionArray>()
  const text = JSON.stringify(describeEstimator(estimator, arrays))
  return [...arrays.values()].reduce((sum, { byteLength }) => sum + byteLength, text.length)
}

/** Plain data of an estimator for model.json; its arrays go to `arrays` and are named by where they stand, such as `0.weights`. */
export function describeEstimator(estimator: Estimator, arrays: Map<string, SectionArray>, path = ""): Json {
  const { kind } = estimator
  const put = (name: string, array: SectionArray): string => {
    arrays.set(`${path}${name}`, array)
    return `${path}${name}`
  }
  switch (estimator.kind) {
    case "constant":
      return { kind, values: estimator.values }
    case "linear":
      return {
        kind,
        link: estimator.link,
        features: put("features", estimator.features),
        weights: put("weights", estimator.weights),
        intercepts: put("intercepts", estimator.intercepts),
        ...(estimator.means === undefined ? {} : { means: put("means", estimator.means) }),
      }
    case "trees":
      return describeTrees(estimator, put)
    case "neighbours": {
      const { count, weighting, outputs } = estimator
      const arrays = {
        features: put("features", estimator.features),
        points: put("points", estimator.points),
        targets: put("targets", estimator.targets),
      }
      return { kind, count, weighting, outputs, ...arrays }
    }
    case "transformed": {
      const inner = describeEstimator(estimator.inner, arrays, `${path}inner.`)
      return { kind, inverse: estimator.inverse, scale: estimator.scale, inner }
    }
    case "calibrated": {
      const inner = describeEstimator(estimator.inner, arrays, `${path}inner.`)
      return { kind, map: estimator.map, inner } as Json
    }
    case "blend": {
      const members = estimator.members.map((member, place) => describeEstimator(member, arrays, `${path}${place}.`))
      return { kind, members, weights: estimator.weights }
    }
  }
}

type Put = (name: string, array: SectionArray) => string

function describeTrees(trees: TreesEstimator, put: Put): Json {
  const { combine, link, outputs } = trees
  const packed = packTrees(trees)
  if (packed !== undefined) {
    const lists = { base: trees.base, ...packed, ...(trees.members === undefined ? {} : { members: trees.members }) }
    return { kind: "packedTrees", combine, link, outputs, ...putAll(lists, put) }
  }
  const { base, roots, feature, threshold, missingLeft, right, value, subset, members } = trees
  const sets = subset === undefined || members === undefined ? {} : { subset, members }
  const lists = { base, roots, feature, threshold, missingLeft, right, value, ...sets }
  return { kind: "trees", combine, link, outputs, ...putAll(lists, put) }
}

const putAll = (lists: Readonly<Record<string, SectionArray>>, put: Put): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, put(name, list)]))

/** Hands out the array of a section; undefined when there is none of that name and type. */
export interface SectionReader {
  int32(name: string): Int32Array | undefined
  float64(name: string): Float64Array | undefined
  float32(name: string): Float32Array | undefined
  uint8(name: string): Uint8Array | undefined
  uint16(name: string): Uint16Array | undefined
}

/** The estimator that `describeEstimator` described; undefined when an array it names is not there. */
export function restoreEstimator(shape: EstimatorShape, read: SectionReader): Estimator | undefined {
  switch (shape.kind) {
    case "constant":
      return shape
    case "linear": {
      const features = read.int32(shape.features)
      const weights = read.float64(shape.weights)
      const intercepts = read.float64(shape.intercepts)
      if (!features || !weights || !intercepts) return undefined
      const linear = { kind: "linear", link: shape.link, features, weights, intercepts } as const
      if (shape.means === undefined) return linear
      const means = read.float64(shape.means)
      return means && { ...linear, means }
    }
    case "trees":
      return restoreTrees(shape, read)
    case "packedTrees":
      return restorePacked(shape, read)
    case "neighbours": {
      const features = read.int32(shape.features)
      const points = read.float32(shape.points)
      const targets = read.float64(shape.targets)
      return features && points && targets && { ...shape, features, points, targets }
    }
    case "transformed": {
      const inner = restoreEstimator(shape.inner, read)
      return inner && { kind: "transformed", inverse: shape.inverse, scale: shape.scale, inner }
    }
    case "calibrated": {
      const inner = restoreEstimator(shape.inner, read)
      return inner && { kind: "calibrated", map: shape.map, inner }
    }
    case "blend": {
      const members = shape.members
        .map((member) => restoreEstimator(member, read))
        .filter((member) => member !== undefined)
      return members.length < shape.members.length ? undefined : { kind: "blend", members, weights: shape.weights }
    }
  }
}

function restoreTrees(shape: Extract<EstimatorShape, { kind: "trees" }>, read: SectionReader): Estimator | undefined {
  const base = read.float64(shape.base)
  const roots = read.int32(shape.roots)
  const feature = read.int32(shape.feature)
  const threshold = read.float32(shape.threshold)
  const missingLeft = read.uint8(shape.missingLeft)
  const right = read.int32(shape.right)
  const value = read.float32(shape.value)
  if (!base || !roots || !feature || !threshold || !missingLeft || !right || !value) return undefined
  const { combine, link, outputs } = shape
  const subset = shape.subset === undefined ? undefined : read.int32(shape.subset)
  const members = shape.members === undefined ? undefined : read.uint8(shape.members)
  if ((shape.subset ?? shape.members) !== undefined && (!subset || !members)) return undefined
  const sets = subset && members ? { subset, members } : {}
  return { kind: "trees", combine, link, outputs, base, roots, feature, threshold, missingLeft, right, value, ...sets }
}

function restorePacked(
  shape: Extract<EstimatorShape, { kind: "packedTrees" }>,
  read: SectionReader,
): Estimator | undefined {
  const unsigned = (name: string) => read.uint8(name) ?? read.uint16(name)
  const base = read.float64(shape.base)
  const features = read.int32(shape.features)
  const counts = read.int32(shape.counts)
  const thresholds = read.float32(shape.thresholds)
  const splits = unsigned(shape.splits)
  const places = unsigned(shape.places)
  const values = read.float32(shape.values)
  const rows = unsigned(shape.rows) ?? read.float32(shape.rows)
  if (!base || !features || !counts || !thresholds || !splits || !places || !values || !rows) return undefined
  const subset = shape.subset === undefined ? undefined : read.int32(shape.subset)
  const members = shape.members === undefined ? undefined : read.uint8(shape.members)
  if ((shape.subset ?? shape.members) !== undefined && (!subset || !members)) return undefined
  const sets = subset && members ? { subset } : {}
  const nodes = unpackTrees({ features, counts, thresholds, splits, places, values, rows, ...sets })
  const { combine, link, outputs } = shape
  return nodes && { kind: "trees", combine, link, outputs, base, ...nodes, ...(members ? { members } : {}) }
}
