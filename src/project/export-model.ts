import { extname, resolve } from "node:path"
import { writeFileAtomic } from "../base/index.ts"
import { exportOnnx, type OnnxInput } from "../model/index.ts"
import { exportNameWrong } from "./errors.ts"
import { withRecords } from "./files/look-up.ts"
import { loadResolved } from "./models.ts"
import type { Project } from "./project.ts"

export interface ExportedModel {
  /** Absolute path. */
  readonly out: string
  readonly format: "onnx"
  readonly bytes: number
  readonly inputs: readonly OnnxInput[]
  readonly outputs: readonly string[]
  /** Versions of the operator sets by domain; the empty one is ai.onnx. */
  readonly opsets: Readonly<Record<string, number>>
}

/**
 * Write a model as one file that other runtimes read.
 *
 * @throws project.export-name, model.onnx-without-input, base.folder-read-only and the errors of the registry
 */
export async function exportModel(
  project: Project,
  request: { readonly model: string | undefined; readonly from: string; readonly out: string },
): Promise<ExportedModel> {
  if (extname(request.out).toLowerCase() !== ".onnx") throw exportNameWrong(request.out)
  const model = await withRecords(project, (records) => loadResolved(project, records, request))
  const { bytes, inputs, outputs, opsets } = await exportOnnx(model)
  const out = resolve(request.from, request.out)
  await writeFileAtomic(out, bytes)
  return { out, format: "onnx", bytes: bytes.length, inputs, outputs, opsets }
}
