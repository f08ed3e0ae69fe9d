import type { HashedFault } from "./fault.ts"

/** Bytes kept elsewhere under keys such as `files/md5/ab/cdef`. */
export interface Remote {
  /** As a person knows it; never with a secret in it. */
  readonly url: string
  /** Objects can only be read. */
  readonly readOnly: boolean
  /** Which of the keys are there. */
  existing(keys: readonly string[], options?: TransferOptions): Promise<ReadonlySet<string>>
  /** Every key that begins with a prefix ending in `/`. */
  list(prefix: string): Promise<readonly string[]>
  /** @returns what could not be sent; the rest is there, whole */
  upload(items: readonly UploadItem[], options?: TransferOptions): Promise<readonly HashedFault[]>
  /** @returns what could not be fetched, or is not what its name says; the rest is there, whole */
  download(items: readonly DownloadItem[], options?: TransferOptions): Promise<readonly HashedFault[]>
  remove(keys: readonly string[]): Promise<void>
  /** Connections are given back. */
  close(): void
}

export interface UploadItem {
  /** Absolute. */
  readonly file: string
  readonly key: string
}

export interface DownloadItem {
  readonly key: string
  /** Absolute; its folder is made. */
  readonly file: string
  /** What the bytes must hash to; absent where the name does not say. */
  readonly md5?: string
}

export interface TransferOptions {
  /** Transfers at one time. */
  readonly jobs?: number | undefined
  /** Called with the number of objects that are done. */
  readonly onDone?: ((objects: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}
