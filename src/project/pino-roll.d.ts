/** What we use of pino-roll, which ships no types: https://www.npmjs.com/package/pino-roll */
declare module "pino-roll" {
  import type { EventEmitter } from "node:events"

  export default function build(options: {
    readonly file: string
    /** Such as `10m`. */
    readonly size: string
    readonly limit: { readonly count: number }
    readonly mkdir: boolean
    readonly sync: boolean
    readonly maxLength: number
  }): Promise<EventEmitter & { write(line: string): boolean; end(): void }>
}
