/**
 * Compiles the trainer's loops from AssemblyScript: `node scripts/kernels.ts` writes src/train/kernels/binary.ts, and
 * `--check` only says whether it is what the source gives.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { compileKernels, kernelsFile } from "./kernels/compile.ts"

const wanted = await compileKernels()
if (process.argv.includes("--check")) {
  if (readFileSync(kernelsFile, "utf8") !== wanted) {
    console.error(`${kernelsFile} is not what its source gives; run: node scripts/kernels.ts`)
    process.exit(1)
  }
} else {
  writeFileSync(kernelsFile, wanted)
}
