import { parseYaml, type YamlValue } from "../version/index.ts"
import { parameterMalformed, sweepTooLarge } from "./errors.ts"

/** One change of one parameter. */
export interface ParameterChange {
  /** The file it is in, as given; absent for the file that has it. */
  readonly file?: string
  /** Dotted. */
  readonly key: string
  /** `set` a value that is there, `add` one that is not, `put` either, `remove` one. */
  readonly kind: "set" | "add" | "put" | "remove"
  /** Absent for `remove`. */
  readonly value?: YamlValue
}

/**
 * What `-S` asks for: `key=value`, `file.yaml:key=value`, `+key=value` (new), `++key=value` (new or not), `~key` (gone). Several
 * values, as `key=1,2`, `key=choice(1,2)` or `key=range(1,9,2)`, are a sweep: every combination is one variation, the last key
 * varying the fastest. The forms are those of Hydra, which DVC takes too.
 *
 * @returns at least one variation
 * @throws experiment.parameter-malformed, experiment.sweep-too-large
 */
export function variationsOf(texts: readonly string[]): readonly (readonly ParameterChange[])[] {
  let variations: readonly (readonly ParameterChange[])[] = [[]]
  for (const text of texts) {
    const choices = changesOf(text)
    if (variations.length * choices.length > mostVariations)
      throw sweepTooLarge(variations.length * choices.length, mostVariations)
    variations = variations.flatMap((before) => choices.map((change) => [...before, change]))
  }
  return variations
}

/** The changes one text stands for: one for each of its values. */
function changesOf(text: string): readonly ParameterChange[] {
  const [, filePart, sign = "", key = "", written] =
    /^(?:([^=:]+\.\w+):)?(\+\+|\+|~)?([^=:~+\s][^=:]*?)(?:=(.*))?$/s.exec(text) ?? []
  const file = filePart === undefined ? {} : { file: filePart }
  if (key === "" || key.split(".").includes("")) throw parameterMalformed(text, "wanted key=value")
  if (sign === "~") return [{ ...file, key, kind: "remove" }]
  if (written === undefined) throw parameterMalformed(text, "wanted key=value")
  const kind = sign === "+" ? "add" : sign === "++" ? "put" : "set"
  return valuesIn(text, written.trim()).map((value) => ({ ...file, key, kind, value }))
}

function valuesIn(text: string, written: string): readonly YamlValue[] {
  const [, name, inner = ""] = /^(\w+)\((.*)\)$/s.exec(written) ?? []
  if (name === "range") return rangeIn(text, inner)
  const parts = partsOf(name === "choice" ? inner : written)
  return parts.map((part) => valueIn(text, part))
}

/** Like Python's: from the first, below the last; whole numbers unless one is not. */
function rangeIn(text: string, inner: string): readonly YamlValue[] {
  const numbers = partsOf(inner).map((part) => valueIn(text, part))
  const isNumber = (value: YamlValue): value is number | bigint =>
    typeof value === "number" || typeof value === "bigint"
  if (numbers.length < 1 || numbers.length > 3 || !numbers.every(isNumber))
    throw parameterMalformed(text, "range wants (stop), (start,stop) or (start,stop,step), all numbers")
  const [start, stop, step] =
    numbers.length === 1
      ? [0, Number(numbers[0]), 1]
      : [Number(numbers[0]), Number(numbers[1]), Number(numbers[2] ?? 1)]
  const count = Math.ceil((stop - start) / step - roundingShare)
  if (!(count > 0) || step === 0) throw parameterMalformed(text, "range holds no value")
  if (count > mostVariations) throw sweepTooLarge(count, mostVariations)
  const isWhole = numbers.every((value) => typeof value === "bigint")
  return Array.from({ length: count }, (_, index) => {
    const value = start + index * step
    return isWhole ? BigInt(value) : Number(value.toPrecision(exactDigits))
  })
}

/** At commas that are not inside of brackets or quotes. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [""]
  let depth = 0
  let quote = ""
  for (const letter of text) {
    if (quote === "" && letter === "," && depth === 0) {
      parts.push("")
      continue
    }
    if (quote !== "") quote = letter === quote ? "" : quote
    else if (letter === '"' || letter === "'") quote = letter
    else if ("[{(".includes(letter)) depth++
    else if ("]})".includes(letter)) depth--
    parts[parts.length - 1] += letter
  }
  return parts.map((part) => part.trim())
}

function valueIn(text: string, written: string): YamlValue {
  const parsed = parseYaml(written)
  if ("problem" in parsed) throw parameterMalformed(text, parsed.problem)
  return parsed.value
}

/** More are a mistake: the queue is kept in git. */
const mostVariations = 10_000

/** `range(0,1,0.1)` holds ten values, although ten times 0.1 is not exactly one. */
const roundingShare = 1e-9
const exactDigits = 12
