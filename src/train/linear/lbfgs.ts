/** A smooth function: writes its gradient at `point` into `gradient` and returns its value. */
export type SmoothFunction = (point: Float64Array, gradient: Float64Array) => number

export interface LbfgsOptions {
  /** Stops when the largest gradient entry is below it. */
  readonly tolerance: number
  readonly maxIterations: number
}

/**
 * Minimum of a smooth convex function by limited-memory BFGS (Nocedal and Wright, algorithm 7.5) with a backtracking line search.
 *
 * @returns a new point; the start stays as it is
 */
export function minimise(evaluate: SmoothFunction, start: Float64Array, options: LbfgsOptions): Float64Array {
  let point = Float64Array.from(start)
  let gradient = new Float64Array(start.length)
  let value = evaluate(point, gradient)
  const memory: Correction[] = []
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    if (largest(gradient) < options.tolerance) break
    const direction = descent(gradient, memory)
    const first = memory.length === 0 ? Math.min(1, 1 / length(gradient)) : 1
    const found = lineSearch(evaluate, { point, value, gradient, direction }, first)
    if (found === undefined) break
    remember(memory, { point, gradient }, found)
    ;({ point, value, gradient } = found)
  }
  return point
}

interface Place {
  readonly point: Float64Array<ArrayBuffer>
  readonly value: number
  readonly gradient: Float64Array<ArrayBuffer>
}

interface Correction {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly curvature: number
}

/** Two-loop recursion: the gradient times the remembered inverse curvature, downhill. */
function descent(gradient: Float64Array, memory: readonly Correction[]): Float64Array {
  const direction = gradient.map((entry) => -entry)
  const shares: number[] = []
  for (let at = memory.length - 1; at >= 0; at--) {
    const { step, change, curvature } = memory[at]!
    const share = dot(step, direction) / curvature
    shares[at] = share
    add(direction, change, -share)
  }
  const last = memory.at(-1)
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change)
    for (let entry = 0; entry < direction.length; entry++) direction[entry] = direction[entry]! * scale
  }
  for (const [at, { step, change, curvature }] of memory.entries()) {
    add(direction, step, shares[at]! - dot(change, direction) / curvature)
  }
  return direction
}

/** Halve the step until the value falls by enough; undefined when no step does, which is the end of the precision. */
function lineSearch(
  evaluate: SmoothFunction,
  from: Place & { readonly direction: Float64Array },
  first: number,
): Place | undefined {
  const slope = dot(from.gradient, from.direction)
  if (!(slope < 0)) return undefined
  let share = first
  for (let halving = 0; halving < maxHalvings; halving++, share /= 2) {
    const point = Float64Array.from(from.point)
    add(point, from.direction, share)
    const gradient = new Float64Array(point.length)
    const value = evaluate(point, gradient)
    if (value <= from.value + enough * share * slope) return { point, value, gradient }
  }
  return undefined
}

function remember(memory: Correction[], from: Pick<Place, "point" | "gradient">, to: Place): void {
  const step = to.point.map((entry, at) => entry - from.point[at]!)
  const change = to.gradient.map((entry, at) => entry - from.gradient[at]!)
  const curvature = dot(step, change)
  if (!(curvature > 1e-14 * dot(change, change))) return
  memory.push({ step, change, curvature })
  if (memory.length > memorySize) memory.shift()
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0
  for (let at = 0; at < first.length; at++) sum += first[at]! * second[at]!
  return sum
}

function add(target: Float64Array, source: Float64Array, share: number): void {
  for (let at = 0; at < target.length; at++) target[at] = target[at]! + share * source[at]!
}

function largest(values: Float64Array): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}

function length(values: Float64Array): number {
  return Math.sqrt(dot(values, values))
}

const memorySize = 10
const maxHalvings = 25
/** Share of the promised fall a step must bring (Armijo). */
const enough = 1e-4
