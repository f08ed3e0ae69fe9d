import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { answersAsOverrides } from "./answers-file.ts"

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "mlwright-answers-")), "answers.yaml")
  writeFileSync(path, text)
  return path
}

test("answers become settings, and ask for the mode that reads them", async () => {
  expect(await answersAsOverrides(file("tune: {boosting: {leaves: [15, 31]}}\nensemble: none\n"))).toEqual([
    "train.mode=ask",
    'train.tune={"boosting":{"leaves":[15,31]}}',
    'train.ensemble="none"',
  ])
})

test("the record of a run that was answered gives the same answers again", async () => {
  const record = { metric: "rmse", answer: { ensemble: "auto", tune: {} } }
  expect(await answersAsOverrides(file(JSON.stringify(record)))).toEqual([
    "train.mode=ask",
    'train.ensemble="auto"',
    "train.tune={}",
  ])
})

test.each(["", "- 1", "tuen: {}", "tune: [", "{}"])("a file with %j is no answer", async (text) => {
  await expect(answersAsOverrides(file(text))).rejects.toMatchObject({ code: "project.answers-invalid" })
})

test("a file that is not there is named", async () => {
  await expect(answersAsOverrides("/nowhere/answers.yaml")).rejects.toMatchObject({
    code: "base.file-missing",
    message: 'Cannot read "/nowhere/answers.yaml": there is no such file',
  })
})
