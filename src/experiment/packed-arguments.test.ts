import fc from "fast-check"
import { expect, test } from "vitest"
import { packArguments, unpackArguments } from "./packed-arguments.ts"

test("what is packed is read back", () => {
  const flag = fc.boolean()
  const run = fc.record({
    targets: fc.array(fc.string({ unit: "binary" })),
    force: flag,
    single: flag,
    downstream: flag,
    allowMissing: flag,
    pull: flag,
    onError: fc.constantFrom({}, { keepGoing: true }, { ignoreErrors: true }),
    pipelines: flag,
    allPipelines: flag,
    recursive: flag,
    forceDownstream: flag,
  })
  fc.assert(
    fc.property(run, ({ onError, ...rest }) => {
      const wanted = { ...rest, keepGoing: false, ignoreErrors: false, ...onError }
      expect(unpackArguments(packArguments(wanted, { A: "b" }))).toEqual(wanted)
    }),
    { numRuns: 50 },
  )
})

test("what Python wrote is read: pickle.dumps of DVC's arguments in its protocol 4", () => {
  expect(unpackArguments(Buffer.from(writtenByPython, "base64"))).toEqual({
    targets: ["train", "evaluate"],
    force: true,
    single: false,
    downstream: false,
    allowMissing: true,
    pull: false,
    keepGoing: true,
    ignoreErrors: false,
    pipelines: false,
    allPipelines: false,
    recursive: false,
    forceDownstream: false,
  })
})

test("what would make Python call a function is not understood", () => {
  expect(unpackArguments(Buffer.from("cos\nsystem\n(S'true'\ntR."))).toBeUndefined()
  expect(unpackArguments(Buffer.from("gASVCwAAAAAAAACMA2FiY5Qu", "base64"))).toBeUndefined()
  expect(unpackArguments(new Uint8Array())).toBeUndefined()
})

const writtenByPython =
  "gASVqAAAAAAAAAB9lCiMBGFyZ3OUXZQojAV0cmFpbpSMCGV2YWx1YXRllGWFlIwGa3dhcmdzlH2UKIwHcnVuX2VudpR9lIwBQZSMAWKUc4wLc2luZ2xlX2l0ZW2UiYwFZm9yY2WUiIwKZG93bnN0cmVhbZSJjA1hbGxvd19taXNzaW5nlIiMBHB1bGyUiYwIb25fZXJyb3KUjAprZWVwLWdvaW5nlIwEam9ic5RNLAF1dS4="
