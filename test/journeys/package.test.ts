import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { workFolder } from "./mlwright.ts"

const root = join(import.meta.dirname, "../..")

test("the packed package installs in an empty folder, and its command and library run there", async () => {
  const folder = await workFolder()
  const run = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, { cwd: folder, encoding: "utf8" })
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
    }),
  )
  writeFileSync(join(folder, "package.json"), '{"name":"empty","private":true,"type":"module"}')
  run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", `./${packed.filename}`)
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  expect(run(process.execPath, "node_modules/.bin/mlwright", "--version").trim()).toBe(version)
  expect(run(process.execPath, "node_modules/.bin/mlwright", "--help")).toContain("init")
  expect(
    run(
      process.execPath,
      "-e",
      'import("mlwright").then((library) => console.log(Object.keys(library).sort().join(" ")))',
    ).trim(),
  ).toBe(
    "fitFeatures loadModel predict predictRecords profileTable readTable recordParser scoreModel takeRows trainModel",
  )
  const files = (packed.files as readonly { path: string }[]).map(({ path }) => path)
  expect(files.filter((path) => /\.test\.|fixtures|shared|\.env/.test(path))).toEqual([])
})
