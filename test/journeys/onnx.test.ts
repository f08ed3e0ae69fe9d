import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { done, mlwright } from "./mlwright.ts"
import { expectRefused, projectThatRan } from "./small-project.ts"

const copyOfProject = projectThatRan()

test("a run writes model.onnx, its version has it, and models export writes the same bytes", async () => {
  const project = await copyOfProject()
  const written = readFileSync(join(project, "model/model.onnx"))
  expect(readFileSync(join(project, "model/MLmodel"), "utf8")).toContain("\n  onnx:\n    data: model.onnx\n")
  const { json } = await done(project, "models", "export", "1", "--format", "onnx", "-o", "out/exported.onnx")
  expect(json).toMatchObject({
    out: join(project, "out/exported.onnx"),
    format: "onnx",
    bytes: written.length,
    outputs: ["prediction"],
    opsets: { "": 15, "ai.onnx.ml": 3 },
  })
  expect(json.inputs).toContainEqual(expect.objectContaining({ name: "width", type: "double", from: "column" }))
  expect(readFileSync(join(project, "out/exported.onnx"))).toEqual(written)
  const { json: shown } = await done(project, "models", "show", "1")
  expect(readFileSync(join(shown.version.folder, "model.onnx"))).toEqual(written)
})

test("a run leaves model.onnx out when the settings say so, or when it would be too large and says that", async () => {
  const project = await copyOfProject()
  await done(project, "run", "--set", "model.onnx=never")
  expect(existsSync(join(project, "model/model.onnx"))).toBe(false)
  expect(readFileSync(join(project, "model/MLmodel"), "utf8")).not.toContain("onnx")
  const small = await done(project, "run", "--set", "model.maxOnnxMegabytes=0.0001")
  expect(existsSync(join(project, "model/model.onnx"))).toBe(false)
  expect(small.stderr).toMatch(/model\.onnx is left out, it would have .* write it with: mlwright models export/)
})

test("models export refuses a format it cannot write and a model that is not there", async () => {
  const project = await copyOfProject()
  const other = await mlwright(project, "models", "export", "1", "--format", "pmml", "-o", "x.onnx")
  expectRefused(other, { exit: 2, code: "cli.argument-invalid", message: /Allowed choices are onnx/, hint: /--help/ })
  const none = await mlwright(project, "models", "export", "9", "-o", "x.onnx")
  expectRefused(none, { exit: 2, code: "registry.version-missing", hint: /latest/ })
})
