import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll } from "vitest"
import { KnownError } from "../base/index.ts"
import type { Column, ColumnSchema, Schema } from "../schema/index.ts"
import { type DataSettings, dataSettings } from "./config.ts"
import type { TableOptions } from "./with-source.ts"

/** A folder that lives as long as the tests of a file. */
export interface Scratch {
  readonly root: () => string
  /** Write a file and give its name back. */
  readonly put: (name: string, content: string | Uint8Array) => Promise<string>
  readonly options: (settings?: Partial<DataSettings>) => TableOptions
}

export function useScratch(): Scratch {
  let root = ""
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "mlwright-table-"))
  })
  afterAll(async () => {
    await rm(root, { recursive: true, force: true })
  })
  return {
    root: () => root,
    put: async (name, content) => {
      const path = join(root, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
      return name
    },
    options: (settings = {}) => ({ root, temporary: join(root, "tmp"), settings: dataSettings.parse(settings) }),
  }
}

/** The error a person would see; fails when there is none or it is a bug. */
export async function errorOf(work: Promise<unknown>): Promise<KnownError> {
  try {
    await work
  } catch (error) {
    if (error instanceof KnownError) return error
    throw error
  }
  throw new Error("expected an error, and there was none")
}

export function schemaOf(types: Readonly<Record<string, ColumnSchema["type"]>>): Schema {
  return {
    columns: Object.entries(types).map(([name, type]) => ({ name, type, role: "feature" as const, nullable: true })),
  }
}

/** Values as a person would list them; undefined for missing. */
export function valuesOf(column: Column | undefined): readonly (number | string | undefined)[] {
  if (column === undefined) return []
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? undefined : value))
  return Array.from(column.codes, (code) => column.words[code])
}

/** The folder of the real tables; they are not part of the repository. */
export const realTables = fileURLToPath(new URL("../../../shared/data", import.meta.url))

export const hasRealTables = existsSync(realTables)
