/** What a path held at a moment, as DVC names it. */
export interface Snapshot {
  /** MD5 of a file's bytes as lower-case hex; of a folder the MD5 of its manifest with `.dir` after it. */
  readonly md5: string
  /** Bytes; of a folder the sum over its files. */
  readonly size: number
  readonly isDir: boolean
  /** Files in a folder; absent for a file. */
  readonly nfiles?: number
  /** Set for a single file its owner may execute. */
  readonly isExec?: true
  /** Set when DVC 2 named it: line ends of text files do not count, and objects lie in a place of their own. */
  readonly isLegacy?: true
}

/** One file of a folder's manifest. */
export interface ManifestEntry {
  readonly md5: string
  /** Path below the folder, with `/`. */
  readonly relpath: string
}
