import { expect, test } from "vitest"
import { commitData, git, repositories } from "./repository.test-support.ts"
import { trackedAtAny } from "./tracked-at.ts"

test("what some commits tracked: the tips, so many before each, those since a day", async () => {
  const [root] = await repositories("work")
  for (const day of [1, 2, 3]) {
    await commitData(root, { "a.txt": `${day}` }, `day ${day}`)
  }
  const md5s = async (chosen: Parameters<typeof trackedAtAny>[1]) =>
    (await trackedAtAny({ root }, chosen)).map(({ snapshot }) => names[snapshot?.md5 ?? ""]).toSorted()
  expect(await md5s({ branches: true })).toEqual(["3"])
  expect(await md5s({ branches: true, last: 2 })).toEqual(["2", "3"])
  expect(await md5s({ named: ["HEAD~1"], last: 9 })).toEqual(["1", "2"])
  expect(await md5s({ commits: true })).toEqual(["1", "2", "3"])
  expect(await md5s({ since: 0 })).toEqual(["1", "2", "3"])
  expect(await md5s({ since: Number(git(root, "log", "-1", "--format=%ct")) + 1 })).toEqual([])
})

const names: Readonly<Record<string, string>> = {
  c4ca4238a0b923820dcc509a6f75849b: "1",
  c81e728d9d4c2f636f067f89cc14862c: "2",
  eccbc87e4b5ce2fe28308fd9f2a7baf3: "3",
}
