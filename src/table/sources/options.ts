import type { Progress } from "../../base/index.ts"
import type { DataSettings } from "../config.ts"
import type { FolderValue } from "../files.ts"
import type { Variables } from "./reference.ts"

/** What getting hold of a table needs. */
export interface SourceOptions {
  readonly settings: DataSettings
  /** Folder that relative paths and globs start from. */
  readonly root: string
  /** A new folder of its own below the temporary one, at each call; whoever opened the table removes them. */
  readonly folder: () => Promise<string>
  readonly progress: Progress
  /** The environment, for `${NAME}` in an address and for the endpoint of S3. */
  readonly variables: Variables
  /** What files are called where their paths would say little; by absolute path. */
  readonly names: ReadonlyMap<string, string>
}

/** A file on this disk as it came: it may be packed, a workbook or a database. */
export interface RawFile {
  /** Absolute. */
  readonly path: string
  /** As a person knows it: from the project's folder, or its address. */
  readonly name: string
  /** Written here in UTF-8 with commas, whatever the settings say of the files. */
  readonly ownCsv?: true
  /** What a person should know of how it was read, in words. */
  readonly notes?: readonly string[]
  /** Downloaded or written out of a database: it lies in a temporary folder. */
  readonly fetched?: true
  /** As in `SourceFile`. */
  readonly folders?: readonly FolderValue[]
}

/** Bytes of a setting in megabytes. */
export const megabytes = (count: number): number => count * 1_000_000
