/** As much of the WebAssembly interface as is used; the types of Node leave it out. */
interface WasmMemory {
  readonly buffer: ArrayBuffer
}

/** The loops of `assembly`, on the memory they were given. Addresses are bytes. */
export interface Loops {
  open(codes: number, sums: number, leaves: number, nodeValues: number): void
  encode(searches: number, count: number, rows: number): void
  addBlock(trees: number, count: number, rows: number): void
  addRow(trees: number, count: number, row: number): void
  openExplain(values: number, moved: number, nodes: number, most: number): void
  explain(trees: number, count: number): void
}

/** @returns undefined where WebAssembly is not allowed, as in pages that forbid to evaluate code, or has no memory left */
export function openLoops(
  bytes: () => Uint8Array<ArrayBuffer>,
  size: number,
): { readonly loops: Loops; readonly buffer: ArrayBuffer } | undefined {
  try {
    compiled ??= new WebAssembly.Module(bytes())
    const pages = Math.ceil(size / PAGE)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
    return { loops: exports as Loops, buffer: memory.buffer }
  } catch {
    return undefined
  }
}

let compiled: object | undefined
const PAGE = 65_536

declare const WebAssembly: {
  readonly Memory: new (shape: { initial: number; maximum: number }) => WasmMemory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: { env: { memory: WasmMemory } }) => { exports: unknown }
}
