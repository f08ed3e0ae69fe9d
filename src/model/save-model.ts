import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { canonicalJson, hashBytes, writeFolderAtomic } from "../base/index.ts"
import { companionName } from "./errors.ts"
import { describeEstimator } from "./estimator-file.ts"
import { inputExampleFile, mlModelFile, ONNX_FILE } from "./mlmodel.ts"
import type { Model } from "./model.ts"
import { MODEL_FORMAT } from "./model-file.ts"
import { packSections, type SectionArray } from "./sections.ts"

/**
 * Write the artifact folder whole or not at all; the same model gives the same bytes.
 *
 * @param companions further files of the folder, name -> content, such as `metrics.json`; the MLmodel file names `model.onnx`
 * @throws model.companion-name, base.disk-full, base.folder-read-only
 */
export async function saveModel(
  folder: string,
  model: Model,
  companions: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const files = artifactFiles(model, { onnx: ONNX_FILE in companions })
  for (const [name, content] of Object.entries(companions)) {
    if (!plainName.test(name) || (files.has(name) && name !== "input_example.json")) throw companionName(name)
    files.set(name, content)
  }
  await writeFolderAtomic(folder, async (fresh) => {
    for (const [name, data] of files) await writeFile(join(fresh, name), data, { flush: true })
  })
}

function artifactFiles(model: Model, has: { readonly onnx: boolean }): Map<string, string | Uint8Array> {
  const arrays = new Map<string, SectionArray>()
  const estimator = describeEstimator(model.estimator, arrays)
  const { sections, bytes } = packSections(arrays)
  const parts = new Map([["schema.json", `${JSON.stringify(model.schema, null, 1)}\n`]])
  if (model.userFeatures !== undefined) parts.set("features.mjs", model.userFeatures.code)
  const document = {
    format: MODEL_FORMAT,
    name: model.name,
    task: model.task,
    target: { name: model.target.name, expression: model.target.expression ?? null },
    classes: model.classes,
    encoder: model.encoder,
    estimator,
    ...(model.threshold === undefined ? {} : { threshold: model.threshold }),
    ...(model.errors === undefined ? {} : { errors: model.errors }),
    ...(model.nonconformity === undefined ? {} : { nonconformity: model.nonconformity }),
    files: Object.fromEntries([...parts].map(([name, text]) => [name, hashBytes("sha256", text)])),
    sections,
  }
  const sha256 = hashBytes("sha256", canonicalJson(document))
  return new Map<string, string | Uint8Array>([
    ["model.json", `${canonicalJson({ ...document, sha256 })}\n`],
    ["model.bin", bytes],
    ...parts,
    ["MLmodel", mlModelFile(model, sha256, has)],
    ["input_example.json", inputExampleFile(model)],
  ])
}

const plainName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/
