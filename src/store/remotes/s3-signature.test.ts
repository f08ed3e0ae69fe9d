import fc from "fast-check"
import { expect, test } from "vitest"
import { systemClock } from "../../base/index.ts"
import { openS3 } from "./s3-client.ts"
import { signerFor } from "./s3-signature.ts"

const identity = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "for an hour" }
const place = {
  protocol: "http:",
  hostname: "127.0.0.1",
  port: 9000,
  path: "/bkt/",
  region: "eu-west-1",
  service: "s3",
}

test("a request is signed as the library of AWS signs it", async () => {
  const s3 = await openS3({ ...identity, region: place.region, endpointUrl: "http://127.0.0.1:9000" })
  const signer = await s3.config.signer()
  const sign = signerFor(place)
  const words = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
    .filter((word) => !/[/\ud800-\udfff]/.test(word))
  const request = fc.record({
    key: fc.array(words, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/")),
    query: fc.constantFrom({}, { partNumber: "3", uploadId: "a b/c+=" }),
    headers: fc.constantFrom<Record<string, string>>({}, { range: "bytes=0-9" }, { "x-amz-acl": "private" }),
    body: fc.constantFrom(undefined, Buffer.from("body")),
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ key, query, headers, body }) => {
      const own = sign(
        { method: "PUT", key, query, headers, ...(body === undefined ? {} : { body }) },
        { identity, clockOffsetMs: Date.UTC(2026, 3, 5, 6, 7, 8) - systemClock.now() },
      )
      const { authorization, "x-amz-date": date, "x-amz-security-token": _, ...sent } = own.headers
      const asked = {
        method: "PUT",
        protocol: "http:",
        hostname: "",
        query,
        headers: sent,
        path: own.path.split("?")[0],
      }
      const theirs = await signer.sign({ ...asked, body } as never, { signingDate: new Date(isoOf(date ?? "")) })
      expect(authorization).toBe(theirs.headers["authorization"])
    }),
    { numRuns: 60 },
  )
  s3.destroy()
})

test("where nobody signs, nothing is signed", () => {
  const { headers } = signerFor(place)({ method: "GET", key: "a" }, { clockOffsetMs: 0 })
  expect(Object.keys(headers).toSorted()).toEqual(["host", "x-amz-content-sha256"])
})

function isoOf(time: string): string {
  return time.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5")
}
