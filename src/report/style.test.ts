import { describe, expect, it } from "vitest"
import { styleSheet } from "./style.ts"

const [light = "", dark = ""] = [...styleSheet.matchAll(/:root\{(.*?)\}/g)].map(([, body]) => body)

const inks: readonly (readonly [ink: string, grounds: readonly string[]])[] = [
  ["ink", ["ground", "surface", "sunken", "good-ground", "bad-ground", "warn-ground"]],
  ["muted", ["ground", "surface", "sunken"]],
  ["accent", ["ground", "surface"]],
  ["good", ["surface", "good-ground"]],
  ["bad", ["surface", "bad-ground"]],
  ["warn", ["surface", "warn-ground"]],
]

const lines = ["one", "two", "three", "four", "five", "six"].map((line) => [line, ["surface"]] as const)

describe.each([
  ["light", light],
  ["dark", dark],
])("colours in %s", (_name, body) => {
  const colors = new Map([...body.matchAll(/--([a-z-]+):(#[0-9a-f]+)/g)].map(([, name, color]) => [name!, color!]))

  it.each(inks.flatMap(([ink, grounds]) => grounds.map((ground) => [ink, ground] as const)))(
    "let %s be read on %s",
    (ink, ground) => {
      expect(contrast(colors.get(ink)!, colors.get(ground)!)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each(lines)("let the line %s be seen", (line, [ground]) => {
    expect(contrast(colors.get(line)!, colors.get(ground!)!)).toBeGreaterThanOrEqual(3)
  })
})

/** WCAG 2. */
function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (bright! + 0.05) / (dark! + 0.05)
}

function luminance(color: string): number {
  const digits = color.slice(1)
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((start) => {
    const share = Number.parseInt(full.slice(start, start + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
