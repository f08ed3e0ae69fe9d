import { readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { checkoutFromCache, trackPath } from "../index.ts"
import { repository } from "../workspace.test-support.ts"
import { collidingNames } from "./names-collide.ts"

test.each([
  [
    ["b", "A", "a"],
    ["A", "a"],
  ],
  [
    ["A/x", "a/y"],
    ["A", "a"],
  ],
  [
    ["d/x", "D"],
    ["d", "D"],
  ],
  [
    ["caf\u00e9", "cafe\u0301"],
    ["caf\u00e9", "cafe\u0301"],
  ],
  [["a/x", "a/y", "ab", "b/a"], undefined],
])("of %j one disk or another takes %j for one name", (relpaths, pair) => {
  expect(collidingNames(relpaths)).toEqual(pair)
})

test("where case does not count a folder with A and a is refused before anything is written, elsewhere it comes back", async () => {
  const workspace = await repository({ "data/A": "large", "data/a": "small" })
  const path = join(workspace.root, "data")
  const { snapshot } = await trackPath(workspace, path)
  rmSync(path, { recursive: true })
  // By this name a disk without cases finds the same folder.
  symlinkSync(".dvc", join(workspace.root, ".DVC"))
  await expect(checkoutFromCache(workspace, snapshot, path)).rejects.toMatchObject({
    code: "version.names-collide",
    detail: { names: ["A", "a"] },
  })
  expect(readdirSync(workspace.root)).not.toContain("data")
  rmSync(join(workspace.root, ".DVC"))
  await checkoutFromCache(workspace, snapshot, path)
  expect(readFileSync(join(path, "A"), "utf8")).toBe("large")
})
