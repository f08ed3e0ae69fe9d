import { join } from "node:path"
import asc from "assemblyscript/asc"

/** Loops that are compiled: the folder whose `assembly` they lie in, and the memory they work in. */
interface KernelSet {
  readonly folder: string
  readonly memory: readonly string[]
}

const root = join(import.meta.dirname, "../..")

export const kernelSets: readonly KernelSet[] = [
  {
    folder: "src/model/kernels",
    memory: ["--importMemory", "--initialMemory", "1", "--maximumMemory", "65536", "--enable", "simd"],
  },
  {
    folder: "src/train/kernels",
    memory: [
      ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
      ...["--enable", "simd", "--enable", "threads", "--enable", "bulk-memory"],
    ],
  },
]

/** What the compiled loops are written to. */
export const kernelsFile = ({ folder }: KernelSet): string => join(root, folder, "binary.ts")

/** @returns the text of `binary.ts`; the same for the same source and compiler */
export async function compileKernels({ folder, memory }: KernelSet): Promise<string> {
  let bytes: Uint8Array | undefined
  const place = ["--baseDir", join(root, folder, "assembly"), "--outFile", "kernels.wasm"]
  const { error, stderr } = await asc.main(
    ["index.ts", ...place, "-O3", "--runtime", "stub", "--noAssert", ...memory],
    {
      writeFile: (name: string, content: Uint8Array | string) => {
        if (name.endsWith(".wasm")) bytes = content as Uint8Array
      },
    },
  )
  if (error !== null || bytes === undefined) throw new Error(`Cannot compile the kernels: ${stderr.toString()}`)
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,110}/g) ?? []
  return `// Written by scripts/kernels.ts from assembly/; never by hand. A test compares both.

/** The compiled loops. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

const text = \`
${lines.join("\n")}
\`
`
}
