import { join } from "node:path"
import asc from "assemblyscript/asc"

const folder = join(import.meta.dirname, "../../src/train/kernels")

export const kernelsFile = join(folder, "binary.ts")

/** @returns the text of src/train/kernels/binary.ts; the same for the same source and compiler */
export async function compileKernels(): Promise<string> {
  let bytes: Uint8Array | undefined
  const { error, stderr } = await asc.main([...options], {
    writeFile: (name: string, content: Uint8Array | string) => {
      if (name.endsWith(".wasm")) bytes = content as Uint8Array
    },
  })
  if (error !== null || bytes === undefined) throw new Error(`Cannot compile the kernels: ${stderr.toString()}`)
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,110}/g) ?? []
  return `// Written by scripts/kernels.ts from assembly/; never by hand. A test compares both.

/** The compiled loops. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, "base64"))
}

const text = \`
${lines.join("\n")}
\`
`
}

const options = [
  "index.ts",
  ...["--baseDir", join(folder, "assembly"), "--outFile", "kernels.wasm", "-O3", "--runtime", "stub", "--noAssert"],
  ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ...["--enable", "simd", "--enable", "threads", "--enable", "bulk-memory"],
]
