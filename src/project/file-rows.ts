import type { Model } from "../model/index.ts"
import type { Rows } from "../schema/index.ts"
import { readRows } from "../table/index.ts"
import { placesOf } from "./places.ts"
import type { Project } from "./project.ts"

export interface FileRequest {
  readonly file: string
  /** Folder that relative paths are taken from. */
  readonly from: string
  readonly model: string | undefined
}

/** Rows of a file as a model reads them. */
export async function readFileRows(
  project: Project,
  model: Model,
  { file, target }: { readonly file: string; readonly target: boolean },
): Promise<Rows> {
  return readRows(file, model.schema, {
    columns: "inputs",
    settings: project.config.data,
    ...placesOf(project.root),
    ...(target ? { target: model.target } : {}),
  })
}
