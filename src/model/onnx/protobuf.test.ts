import { describe, expect, it } from "vitest"
import { bytesField, integerField, integersField, messageField, textField } from "./protobuf.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("fields of protocol buffers", () => {
  it("are the bytes of the format's own examples", () => {
    expect(hex(integerField(1, 150))).toBe("089601")
    expect(hex(textField(2, "testing"))).toBe("120774657374696e67")
    expect(hex(messageField(3, [integerField(1, 150)]))).toBe("1a03089601")
    expect(hex(integersField(6, [3, 270, 86_942]))).toBe("3206038e029ea705")
  })

  it.each([
    [0, "00"],
    [127, "7f"],
    [128, "8001"],
    [2 ** 32, "8080808010"],
    [2 ** 53, "8080808080808010"],
    [2 ** 62, "808080808080808040"],
    [-1, "ffffffffffffffffff01"],
    [-(2 ** 53), "80808080808080f0ff01"],
  ])("hold the whole number %d", (value, bytes) => {
    expect(hex(integerField(1, value))).toBe(`08${bytes}`)
  })

  it("have two bytes of key from the sixteenth on", () => {
    expect(hex(bytesField(20, Uint8Array.of(7)))).toBe("a2010107")
  })
})
