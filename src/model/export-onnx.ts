import type { Model } from "./model.ts"
import type { OnnxModel } from "./onnx/write-onnx.ts"

/**
 * A model as one ONNX graph of standard operators (ai.onnx 15, ai.onnx.ml 3, IR 8): preprocessing, estimator, class labels.
 *
 * Inputs are the columns that the model reads, under their names, each a list with one value a row: doubles for numbers (NaN is missing),
 * truth values (1, 0) and dates (milliseconds since 1970), strings for categories (empty is missing). What standard operators cannot
 * compute is an input as well: the user's own features and the words of texts; `from` tells them apart. Computed in double precision,
 * except that features are rounded to float32, as in training, and that the sum of a tree ensemble is rounded to float32 once: answers
 * differ from `predict` by about 1e-7 of them.
 *
 * @throws model.onnx-without-input
 */
export async function exportOnnx(model: Model): Promise<OnnxModel> {
  // Serving does not write ONNX: its image and its start do without this code.
  const { writeOnnx } = await import("./onnx/write-onnx.ts")
  return writeOnnx(model)
}
