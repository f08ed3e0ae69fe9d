import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Column, ColumnSchema } from "../../schema/index.ts"
import { associationOf, type Measured } from "./association.ts"
import { informationOf } from "./information.ts"
import reference from "./insight.reference.json" with { type: "json" }
import { groupedOf, measuredOf } from "./measured.ts"
import { ranksOf } from "./order.ts"
import { shapeOf } from "./shape.ts"

const number = (values: readonly number[]): Measured => {
  const column = Float64Array.from(values)
  return { kind: "number", values: column, ranks: ranksOf(column) }
}

const groups = (codes: readonly number[]): Measured & { readonly kind: "groups" } => ({
  kind: "groups",
  codes: Int32Array.from(codes),
  groups: Math.max(...codes) + 1,
})

const numbers: ColumnSchema = { name: "x", type: "number", role: "feature", nullable: true }

describe("measures of one and two columns", () => {
  it.each(reference.cases)("equal SciPy and scikit-learn", (expected) => {
    const [x, y, a, b] = [number(expected.x), number(expected.y), groups(expected.a), groups(expected.b)]
    const shape = shapeOf("x", Float64Array.from(expected.x))
    expect(shape.skew).toBeCloseTo(expected.skew, 10)
    expect(shape.excessKurtosis).toBeCloseTo(expected.excessKurtosis, 9)
    const pair = associationOf(x, y)
    expect(pair?.pearson).toBeCloseTo(expected.pearson, 12)
    expect(pair?.value).toBeCloseTo(expected.spearman, 12)
    expect(associationOf(a, b)).toMatchObject({ measure: "cramers-v" })
    expect(associationOf(a, b)?.value).toBeCloseTo(expected.cramersV, 12)
    expect(associationOf(b, x)?.value).toBeCloseTo(expected.correlationRatio, 12)
    expect(associationOf(x, b)?.value).toBeCloseTo(expected.correlationRatio, 12)
    expect(informationOf(a, b)?.nats).toBeCloseTo(expected.information, 12)
  })

  it.each(reference.gaussian)(
    "information between normal variables is near what is true",
    ({ rho, exact, neighbours }) => {
      const random = seededRandom(3)
      const x = Float64Array.from({ length: 20_000 }, () => random.normal())
      const y = x.map((value) => rho * value + Math.sqrt(1 - rho ** 2) * random.normal())
      const grouped = (values: Float64Array) => groupedOf({ kind: "number", values }, numbers)
      const found = informationOf(grouped(x), grouped(y))!.nats
      // Cutting into 32 groups loses a little of a strong relation; the neighbours of scikit-learn err by as much.
      expect(Math.abs(found - exact)).toBeLessThan(0.005 + 0.06 * exact)
      expect(Math.abs(neighbours - exact)).toBeLessThan(0.05)
    },
  )

  it("do not depend on the order of the rows", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 3 })), { minLength: 20 }),
        fc.integer(),
        (rows, seed) => {
          const random = seededRandom(seed)
          const mixed = rows.map((row) => ({ row, at: random.next() })).sort((one, other) => one.at - other.at)
          const measure = (pairs: readonly (readonly [number, number])[]) => {
            const x = Float64Array.from(pairs, ([value]) => value)
            const own = groups([...pairs.map(([, code]) => code)])
            return [shapeOf("x", x), informationOf(groupedOf({ kind: "number", values: x }, numbers), own)]
          }
          expect(measure(mixed.map(({ row }) => row))).toEqual(measure(rows))
        },
      ),
    )
  })

  it("say nothing of chance: at most one column of ten thousand rows in ten stands out", () => {
    const random = seededRandom(11)
    const column = (): Column => ({
      kind: "number",
      values: Float64Array.from({ length: 10_000 }, () => random.normal()),
    })
    const target = groupedOf(column(), numbers)
    const found = Array.from({ length: 60 }, () => informationOf(groupedOf(column(), numbers), target)!)
    expect(found.filter(({ aboveChance }) => aboveChance).length).toBeLessThanOrEqual(6)
    expect(Math.max(...found.map(({ share }) => share))).toBeLessThan(0.005)
  })

  it("are not given where nothing varies or too little is there", () => {
    const constant = number(Array(50).fill(3))
    const varied = number(Array.from({ length: 50 }, (_, row) => row))
    expect(associationOf(constant, varied)).toBeUndefined()
    expect(associationOf(number([1, 2, 3]), number([1, 2, 3]))).toBeUndefined()
    expect(
      measuredOf({ kind: "number", values: Float64Array.of(0, 1, Number.NaN) }, { ...numbers, type: "boolean" }),
    ).toEqual({
      kind: "groups",
      codes: Int32Array.of(0, 1, -1),
      groups: 2,
    })
  })
})

describe("the shape of numbers", () => {
  const random = seededRandom(5)
  const hill = Array.from({ length: 2000 }, () => 100 + 10 * random.normal())

  it("finds far values on either side, and hardly any in a column that is only skewed", () => {
    const { outliers } = shapeOf("x", Float64Array.from([...hill, 900, 901, -700]))
    expect(outliers).toMatchObject({ below: 1, above: 2 })
    const skewed = shapeOf(
      "x",
      Float64Array.from(hill, (value) => Math.exp((value - 100) / 20)),
    )
    expect(skewed.outliers?.below).toBe(0)
    expect(skewed.outliers?.above).toBeLessThan(0.005 * hill.length)
  })

  it("suggests codes for no value that stand apart, and no others", () => {
    const coded = (value: number, times: number) =>
      shapeOf("x", Float64Array.from([...hill, ...Array(times).fill(value)])).sentinels
    expect(coded(-200, 40)).toEqual([{ value: -200, rows: 40 }])
    expect(coded(9999, 5)).toEqual([{ value: 9999, rows: 5 }])
    expect(coded(-1, 5)).toEqual([{ value: -1, rows: 5 }])
    expect(coded(99, 40)).toEqual([])
    expect(coded(9999, 1)).toEqual([])
  })
})
