import { expect, test } from "vitest"
import { shellWords } from "./shell-words.ts"

test("words that a shell would read otherwise are quoted, and a dash at the start is no option", () => {
  expect(shellWords(["a.dvc", "sub/.gitignore"])).toBe("a.dvc sub/.gitignore")
  expect(shellWords(["odd dir/ü.dvc", "#1.dvc", "it's"])).toBe(`'odd dir/ü.dvc' '#1.dvc' 'it'\\''s'`)
  expect(shellWords(["-dash.dvc"])).toBe("-- -dash.dvc")
})
