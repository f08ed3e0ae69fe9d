import { expect, test } from "vitest"
import { loadPipeline, stagesNamed } from "../index.ts"
import { projectOf } from "../project.test-support.ts"

test("an item of a repeated stage may hold the sign that parts it from the name", async () => {
  const { root } = await projectOf({
    "dvc.yaml": "stages: {mail: {foreach: [ann@example.org, b], do: {cmd: 'echo 1', always_changed: true}}}",
  })
  const pipeline = await loadPipeline(root)
  const names = (target: string) => stagesNamed(pipeline, target).map(({ name }) => name)
  expect(names("mail")).toEqual(["mail@ann@example.org", "mail@b"])
  expect(names("mail@ann@example.org")).toEqual(["mail@ann@example.org"])
})
