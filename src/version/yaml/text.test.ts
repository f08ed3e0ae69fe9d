import fc from "fast-check"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { parseYaml } from "./parse.ts"
import { type YamlValue, yamlText } from "./text.ts"

test("any value reads back as it was", () => {
  fc.assert(
    fc.property(value(), (whole) => {
      const parsed = parseYaml(yamlText({ key: whole }))
      expect(parsed).toEqual({ value: { key: whole } })
    }),
    { numRuns: 500 },
  )
})

test("long texts of words fold and read back as they were", () => {
  const word = fc.constantFrom("--x=1", "a", "'q'", '"d"', "x:", "#", "C:\\x", "-", "é", "w".repeat(90))
  fc.assert(
    fc.property(fc.array(word, { minLength: 10, maxLength: 60 }), (words) => {
      const text = words.join(" ")
      expect(parse(yamlText({ stages: { train: { cmd: text } } })).stages.train.cmd).toBe(text)
    }),
    { numRuns: 300 },
  )
})

test("two spaces in a long text are never folded away", () => {
  const text = `${"word ".repeat(15)} two  spaces ${"word ".repeat(15)}end`
  expect(parse(yamlText({ cmd: text }))).toEqual({ cmd: text })
})

test("integers and floats stay apart", () => {
  expect(yamlText({ a: 1n, b: 1, c: 1e-5, d: 1e22, e: -0 })).toBe("a: 1\nb: 1.0\nc: 1e-05\nd: 1e+22\ne: -0.0\n")
})

test("a date is written as a date", () => {
  expect(yamlText({ since: new Date("2016-05-01") })).toBe("since: 2016-05-01\n")
})

function value(): fc.Arbitrary<YamlValue> {
  const { tree } = fc.letrec<{ tree: YamlValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: "grapheme", maxLength: 30 }),
      fc.constantFrom("yes", "1e5", "~", "0x1F", "", " ", "a: b", "- x", "=", "<<", "2020-01-01", "line\nline\n", "\t"),
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }).filter(isPlainKey), tie("tree"), {
        noNullPrototype: true,
        maxKeys: 3,
      }),
    ),
  }))
  return tree
}

/** A map of JavaScript cannot keep this key apart. */
function isPlainKey(key: string): boolean {
  return key !== "__proto__"
}
