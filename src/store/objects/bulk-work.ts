/** What to do with each of many files; every path is absolute. */
export type BulkWork =
  | { readonly kind: "hash" }
  /**
   * Copy into a folder of objects under the file's own MD5, `ab/cdef`. In a `private` folder, which nobody else sees yet, the
   * object gets its name and mode 0444 at once; it is made durable before the folder is shown.
   */
  | { readonly kind: "keep"; readonly folder: string; readonly sync: boolean; readonly private?: true }
  /**
   * Bring to its target; a copy must have the MD5 that the item names, and is not hashed where it names none. With a
   * `temporary` folder on the same file system, or `beside` the target, it is made there and renamed, so that a reader sees the
   * old content or the new; without, the target must not exist.
   */
  | {
      readonly kind: "place"
      readonly how: LinkType
      readonly mode: number
      readonly sync: boolean
      readonly temporary?: string | "beside"
      /** Nobody asks for the stat of what was made, which saves some calls a file. */
      readonly unmarked?: true
    }
  | { readonly kind: "protect" }

/** How a file of the workspace holds what an object holds. */
export type LinkType = "reflink" | "hardlink" | "symlink" | "copy"

/** The stat of a file as far as it tells one version from another: device, inode, both times in ms, bytes. */
export type FileMark = readonly [dev: number, ino: number, mtimeMs: number, ctimeMs: number, size: number]

export interface BulkItem {
  readonly file: string
  readonly target?: string
  readonly md5?: string
  /** Its stat of a moment ago, which saves asking for it again. */
  readonly mark?: FileMark
}

export interface BulkDone {
  readonly md5: string
  /** Of the file that was read, or of the one that was made; absent for `protect`, and where it is known or not wanted. */
  readonly mark?: FileMark
}

/** A file that could not be done; `code` is the system's, or one of ours: CHANGED, CORRUPT. */
export interface BulkFault {
  readonly file: string
  readonly target?: string
  readonly code: string
  readonly message: string
}
