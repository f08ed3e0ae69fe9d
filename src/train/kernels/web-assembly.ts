/** As much of the WebAssembly interface as is used; the types of Node leave it out. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer
  /** Adds pages of 64 KB. */
  grow(pages: number): number
}

/** Compiled code; can be sent to other threads. */
export type WasmModule = object

export function newSharedMemory(pages: { readonly initial: number; readonly maximum: number }): WasmMemory {
  return new WebAssembly.Memory({ ...pages, shared: true })
}

export function compile(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  return new WebAssembly.Module(bytes)
}

export function instantiate(module: WasmModule, memory: WasmMemory): unknown {
  return new WebAssembly.Instance(module, { env: { memory } }).exports
}

declare const WebAssembly: {
  readonly Memory: new (shape: { initial: number; maximum: number; shared: boolean }) => WasmMemory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule
  readonly Instance: new (module: WasmModule, imports: { env: { memory: WasmMemory } }) => { exports: unknown }
}
