import { describe, expect, it } from "vitest"
import { visitTokens } from "./tokens.ts"

function hashes(text: string): number[] {
  const found: number[] = []
  visitTokens(text, (hash) => found.push(hash))
  return found
}

describe("visitTokens", () => {
  it("hashes words by FNV-1a with its published values", () => {
    expect(hashes("a foobar")).toEqual([0xe40c292c, 0xbf9cf968])
  })

  it("reads words apart from case and punctuation", () => {
    expect(hashes("Big, RED-house!")).toEqual(hashes("big red house"))
  })

  it("counts the words of any script", () => {
    expect(visitTokens("Straße 東京 наука 42", () => {})).toBe(4)
    expect(visitTokens("  ... ", () => {})).toBe(0)
  })
})
