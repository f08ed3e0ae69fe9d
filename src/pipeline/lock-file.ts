import type { YamlValue } from "../version/index.ts"
export interface LockFile {
  readonly path: string
  readonly stages: ReadonlyMap<string, LockEntry>
}
export interface LockEntry {
  readonly cmd: string | readonly string[]
  readonly deps: readonly LockPath[]
  readonly params: Readonly<Record<string, Readonly<Record<string, YamlValue>>>>
  readonly outs: readonly LockPath[]
}
export interface LockPath {
  readonly path: string
  readonly md5: string
  readonly size: number
  readonly nfiles?: number
  readonly isExec?: true
}
export declare function readLockFile(root: string): Promise<LockFile>
