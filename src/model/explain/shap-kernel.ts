import type { TreesEstimator } from "../estimator.ts"
import { kernelBytes } from "../kernels/binary.ts"
import { openLoops } from "../kernels/web-assembly.ts"
import { type Four, PLACES, type ShapTree } from "./shap-rule.ts"
import type { AddTreeContributions } from "./shap-script.ts"
import type { TreeLayout } from "./tree-layout.ts"

/**
 * Contributions to the trees of each output by WebAssembly, to the same bits as without it. Splits by thresholds only.
 *
 * @returns undefined where WebAssembly cannot be used
 */
export function kernelShap(
  trees: TreesEstimator,
  shapTrees: readonly ShapTree[],
): readonly AddTreeContributions[] | undefined {
  if (trees.subset !== undefined) return undefined
  const { outputs } = trees
  const byOutput = Array.from({ length: outputs }, (_, output) =>
    shapTrees.filter(({ layout }, tree) => tree % outputs === output && layout.nodes.length > 1),
  )
  const features = Int32Array.from(new Set(trees.feature.filter((split) => split >= 0)))
  const places = placesFor(byOutput.flat(), features.length)
  const opened = openLoops(kernelBytes, places.end)
  if (opened === undefined) return undefined
  const { loops, buffer } = opened
  const counts = write({ byOutput, features, places }, buffer)
  loops.openExplain(places.values, places.moved, places.work, places.most)
  const values = new Float32Array(buffer, places.values, features.length)
  const moved = new Float64Array(buffer, places.moved, features.length)
  let from = places.trees
  return counts.map((count): AddTreeContributions => {
    const start = from
    from += count * TREE_BYTES
    return (columns, row, to) => {
      for (let slot = 0; slot < features.length; slot++) values[slot] = columns[features[slot]!]![row]!
      moved.fill(0)
      loops.explain(start, count)
      for (let slot = 0; slot < features.length; slot++) to[features[slot]!]! += moved[slot]!
    }
  })
}

/** Addresses, and the nodes of the largest tree. */
type Places = Readonly<Record<"values" | "moved" | "work" | "most" | "fours" | "trees" | "nodes" | "end", number>>

function placesFor(shapTrees: readonly ShapTree[], features: number): Places {
  let end = LINE
  const take = (bytes: number): number => {
    const start = end
    end = Math.ceil((start + bytes) / LINE) * LINE
    return start
  }
  const most = Math.ceil(Math.max(1, ...shapTrees.map(({ layout }) => layout.nodes.length)) / 8) * 8
  const fours = [...new Set(shapTrees.map(({ rule }) => rule))].reduce((sum, { length }) => sum + length, 0)
  const nodes = shapTrees.reduce((sum, { layout }) => sum + layout.nodes.length, 0)
  return {
    values: take(4 * features),
    moved: take(8 * features),
    work: take(WORK_BYTES * most),
    most,
    fours: take(FOUR_BYTES * fours),
    trees: take(TREE_BYTES * shapTrees.length),
    nodes: take(NODE_BYTES * nodes),
    end,
  }
}

interface Wanted {
  readonly byOutput: readonly (readonly ShapTree[])[]
  readonly features: Int32Array
  readonly places: Places
}

/** @returns how many trees each output has */
function write({ byOutput, features, places }: Wanted, buffer: ArrayBuffer): readonly number[] {
  const slotOf = new Map([...features].map((feature, slot) => [feature, slot]))
  const integers = new Int32Array(buffer)
  const known = new Map<readonly Four[], number>()
  let { fours, trees, nodes } = places
  for (const { layout, rule } of byOutput.flat()) {
    if (!known.has(rule)) {
      known.set(rule, fours)
      for (const four of rule) {
        new Float64Array(buffer, fours, FOUR_BYTES / 8).set(numbersOf(four))
        fours += FOUR_BYTES
      }
    }
    integers.set([nodes, layout.nodes.length, known.get(rule)!, rule.length], trees / 4)
    writeNodes(layout, slotOf, { buffer, nodes })
    trees += TREE_BYTES
    nodes += NODE_BYTES * layout.nodes.length
  }
  return byOutput.map(({ length }) => length)
}

function numbersOf({ t, weight }: Four): readonly number[] {
  return [...t, ...t.map((place) => 1 - place), ...weight, ...t.map((place) => -1 / (1 - place))]
}

function writeNodes(
  { nodes, part, threshold, value, feature, missingLeft, parent, before }: TreeLayout,
  slotOf: ReadonlyMap<number, number>,
  to: { readonly buffer: ArrayBuffer; readonly nodes: number },
): void {
  const view = new DataView(to.buffer, to.nodes, NODE_BYTES * nodes.length)
  for (let node = 0, at = 0; node < nodes.length; node++, at += NODE_BYTES) {
    const split = feature[node]!
    view.setFloat64(at, part[node]!, true)
    view.setFloat32(at + 8, split < 0 ? value[node]! : threshold[node]!, true)
    view.setUint32(at + 12, split < 0 ? LEAF : slotOf.get(split)! * 4 + missingLeft[node]!, true)
    view.setUint32(at + 16, parent[node]!, true)
    view.setUint32(at + 20, before[node]!, true)
  }
}

/** As in `assembly`. */
const TREE_BYTES = 16
const NODE_BYTES = 24
const FOUR_BYTES = 4 * PLACES * 8
const WORK_BYTES = 2 * PLACES * 8 + 10
const LEAF = 2
const LINE = 64
