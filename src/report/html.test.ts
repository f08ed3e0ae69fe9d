import { describe, expect, it } from "vitest"
import { clip, html } from "./html.ts"

describe("html", () => {
  it("escapes text and leaves markup", () => {
    const cell = html`<td title="${`"quoted" & 'so'`}">${"<script>"}</td>`
    expect(html`<tr>${[cell, "a<b"]}${undefined}${0}</tr>`.markup).toBe(
      '<tr><td title="&quot;quoted&quot; &amp; &#39;so&#39;">&lt;script&gt;</td>a&lt;b0</tr>',
    )
  })

  it("does not read escapes of the text it puts in", () => {
    expect(html`${"\\n$&"}`.markup).toBe("\\n$&amp;")
  })
})

describe("clip", () => {
  it("cuts long text at whole letters and says so", () => {
    expect(clip("🚕".repeat(100), 5)).toBe("🚕🚕🚕🚕…")
    expect(clip("short")).toBe("short")
  })

  it("shows control signs, signs that turn the direction and half letters as spaces", () => {
    expect(clip("a\u0000b\nc\u202Ed\uD800e")).toBe("a b c d e")
  })
})
