import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { compileKernels, kernelSets, kernelsFile } from "../../../scripts/kernels/compile.ts"

test.each(kernelSets)("the compiled loops of $folder are what their source compiles to", async (set) => {
  expect(readFileSync(kernelsFile(set), "utf8") === (await compileKernels(set)), "run: node scripts/kernels.ts").toBe(
    true,
  )
})
