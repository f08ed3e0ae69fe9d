/**
 * Compiles the loops of trainer and predictor from AssemblyScript: `node scripts/kernels.ts` writes the `binary.ts` beside each
 * folder `assembly`, and `--check` only says whether they are what the source gives.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { compileKernels, kernelSets, kernelsFile } from "./kernels/compile.ts"

for (const set of kernelSets) {
  const file = kernelsFile(set)
  const wanted = await compileKernels(set)
  if (!process.argv.includes("--check")) writeFileSync(file, wanted)
  else if (readFileSync(file, "utf8") !== wanted) {
    console.error(`${file} is not what its source gives; run: node scripts/kernels.ts`)
    process.exitCode = 1
  }
}
