import { describe, expect, test } from "vitest"
import { startNotes } from "./training-record.ts"
import { goneOnFrom } from "./warm-start.ts"

type Data = Parameters<typeof startNotes>[0]
type Result = Parameters<typeof startNotes>[1]

const data = (method: Data["split"]["method"], knowsRows: boolean): Data =>
  ({ start: { ref: "models:/homes/3", knowsRows }, split: { method } }) as Data
const kept = (family: string, rounds: number): Result => ({ best: { family, rounds } }) as Result

describe("what a run says of the model that training went on from", () => {
  test("rows held out at random may be among those it has learnt from, those held out by time or column not", () => {
    const [added, random] = startNotes(data("random", false), kept("boosting-on", 1))
    expect(added).toBe("1 boosting round was added to models:/homes/3")
    expect(random).toMatch(/those of the rows held out too/)
    for (const method of ["time", "column"] as const)
      expect(startNotes(data(method, false), kept("boosting-on", 12))[1]).not.toMatch(/held out/)
  })

  test("nothing was gone on from where the baseline is kept", () => {
    const own = data("random", true)
    expect(startNotes(own, kept("baseline", 0))).toEqual([
      expect.stringMatching(/^nothing of models:\/homes\/3 is kept/),
    ])
    expect(goneOnFrom(own, kept("baseline", 0))).toBeUndefined()
    expect(goneOnFrom(own, kept("boosting-on", 0))).toBe(own.start)
  })
})
