import { z } from "zod"

/** Section `model` of mlwright.yaml. */
export const modelSettings = z.strictObject({
  onnx: z
    .enum(["auto", "always", "never"])
    .default("auto")
    .describe(
      "Write model.onnx into the model folder: auto when it is at most maxOnnxMegabytes; trees take about five times their model.bin",
    ),
  maxOnnxMegabytes: z
    .number()
    .positive()
    .default(2)
    .describe("Largest model.onnx that onnx: auto writes, in megabytes"),
})

export type ModelSettings = z.infer<typeof modelSettings>
