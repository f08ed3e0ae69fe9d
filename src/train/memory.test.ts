import { describe, expect, test } from "vitest"
import { seededRandom } from "../base/index.ts"
import { makeFolds } from "./folds.ts"
import type { TrainInput } from "./input.ts"
import { newSharedMemory } from "./kernels/web-assembly.ts"
import { checkMemory, trainingBytes } from "./memory.ts"
import { normalColumns, sampleMatrix, trainSample } from "./samples.ts"

const matrix = sampleMatrix(normalColumns(400, 5, seededRandom(1)))
const target = Float64Array.from({ length: 400 }, (_, row) => row % 40)
const input: TrainInput = { matrix, target, task: "multiclass", classes: 40 }
const folds = makeFolds(input, { parts: 5, used: 5, repeats: 1 }, seededRandom(1))!
const size = { input, folds, outputs: 40, candidates: 16 }

describe("checkMemory", () => {
  test("stops before what would not fit, with the numbers and what to do", () => {
    const needed = Math.ceil(trainingBytes(size) / 1e6)
    expect(() => checkMemory(size, { memoryMegabytes: needed })).not.toThrow()
    expect(() => checkMemory(size, { memoryMegabytes: needed - 1 })).toThrow(
      expect.objectContaining({
        code: "train.memory-needed",
        detail: expect.objectContaining({ neededMegabytes: needed, allowedMegabytes: needed - 1, classes: 40 }),
      }),
    )
  })

  test("more classes need more", () => {
    expect(trainingBytes(size)).toBeGreaterThan(10 * trainingBytes({ ...size, outputs: 1 }))
  })

  test("training is refused before its first fit", async () => {
    await expect(trainSample(input, { memoryMegabytes: 1 })).rejects.toMatchObject({ code: "train.memory-needed" })
  })

  test.each([
    ["an array", () => new ArrayBuffer(Number.MAX_SAFE_INTEGER)],
    ["memory for the kernels", () => newSharedMemory({ initial: 1, maximum: 2 }).grow(9)],
  ])("that the system refuses %s is told as what it is", async (_, refused) => {
    const journal = { read: async () => void refused(), write: async () => undefined }
    await expect(trainSample(input, {}, { journal })).rejects.toMatchObject({ code: "train.memory-exhausted" })
  })

  test("another error of the same kind stays what it is", async () => {
    const journal = { read: async () => void [].with(1, 0 as never), write: async () => undefined }
    await expect(trainSample(input, {}, { journal })).rejects.toBeInstanceOf(RangeError)
  })
})
