import type { Graph, Value } from "./graph.ts"

export type Term = Value | number

/** The operations that features need, on doubles. */
export interface Arithmetic {
  readonly add: (a: Term, b: Term) => Value
  readonly subtract: (a: Term, b: Term) => Value
  readonly multiply: (a: Term, b: Term) => Value
  readonly divide: (a: Term, b: Term) => Value
  readonly floor: (a: Term) => Value
  readonly absolute: (a: Term) => Value
  readonly root: (a: Term) => Value
  readonly sine: (a: Term) => Value
  /** 1 - 2 sin(a / 2)^2, because runtimes have no cosine of doubles; half an angle is exact, so that large ones lose nothing. */
  readonly cosine: (a: Term) => Value
  readonly less: (a: Term, b: Term) => Value
  readonly greater: (a: Term, b: Term) => Value
  readonly isMissing: (a: Term) => Value
  /** Written as comparisons, because runtimes disagree about NaN in Min, Max and Clip; NaN stays. */
  readonly atLeast: (a: Term, low: Term) => Value
  readonly atMost: (a: Term, high: Term) => Value
  readonly choose: (condition: Value, then: Term, otherwise: Term) => Value
}

export function arithmetic({ apply }: Graph): Arithmetic {
  const two =
    (op: string) =>
    (a: Term, b: Term): Value =>
      apply(op, [a, b])
  const one =
    (op: string) =>
    (a: Term): Value =>
      apply(op, [a])
  const [subtract, multiply, divide] = [two("Sub"), two("Mul"), two("Div")]
  const [less, greater, sine] = [two("Less"), two("Greater"), one("Sin")]
  const choose = (condition: Value, then: Term, otherwise: Term): Value => apply("Where", [condition, then, otherwise])
  return {
    add: two("Add"),
    subtract,
    multiply,
    divide,
    floor: one("Floor"),
    absolute: one("Abs"),
    root: one("Sqrt"),
    sine,
    cosine: (a) => {
      const half = sine(divide(a, 2))
      return subtract(1, multiply(multiply(half, half), 2))
    },
    less,
    greater,
    isMissing: one("IsNaN"),
    atLeast: (a, low) => choose(less(a, low), low, a),
    atMost: (a, high) => choose(greater(a, high), high, a),
    choose,
  }
}
