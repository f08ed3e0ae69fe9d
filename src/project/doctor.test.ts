import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { checkMachine } from "./doctor.ts"

test("records in a PostgreSQL that does not answer are found out, and its password is kept", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mlwright-doctor-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, "mlwright.yaml"), "data: {files: [a.csv]}\ntarget: {name: price}\ntask: regression\n")
  await writeFile(join(folder, ".env"), "MLWRIGHT_DATABASE_URL=postgres://me:secret@127.0.0.1:1/records\n")
  const { ok, checks } = await checkMachine(folder, [])
  expect(ok).toBe(false)
  const records = checks.find(({ name }) => name === "records")
  expect(records).toMatchObject({ ok: false, fix: expect.stringContaining("PostgreSQL") })
  expect(records!.detail).toContain("127.0.0.1:1")
  expect(JSON.stringify(checks)).not.toContain("secret")
})
