import type { Model } from "../../model/index.ts"
import { type FileRows, readRows } from "../../table/index.ts"
import { placesOf } from "../places.ts"
import type { Project } from "../project.ts"
import type { Input } from "./input-file.ts"

export interface FileRequest {
  /** Path, glob, folder or address. */
  readonly file: string
  /** Folder that relative paths are taken from. */
  readonly from: string
  readonly model: string | undefined
}

/** Rows of files as a model reads them. */
export async function readFileRows(
  project: Project,
  model: Model,
  { files, names, target }: Input & { readonly target: boolean },
): Promise<FileRows> {
  return readRows(files, model.schema, {
    columns: "inputs",
    settings: project.config.data,
    ...placesOf(project.root),
    names,
    ...(target ? { target: model.target } : {}),
  })
}
