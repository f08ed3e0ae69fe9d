import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { compileKernels, kernelsFile } from "../../../scripts/kernels/compile.ts"

test("the compiled loops are what their source compiles to", async () => {
  expect(readFileSync(kernelsFile, "utf8") === (await compileKernels()), "run: node scripts/kernels.ts").toBe(true)
})
