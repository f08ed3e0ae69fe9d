import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { lockPipeline } from "./lock.ts"

test("who is waited for is named without a process where it is not known yet", async () => {
  const root = mkdtempSync(join(tmpdir(), "mlwright-lock-"))
  const first = await lockPipeline(root, {})
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  for (const note of files.filter((name) => name.endsWith(".holder.json"))) rmSync(join(root, note))
  const heard: string[] = []
  const onEvent = (event: object): void => void ("text" in event && heard.push(String(event.text)))
  const second = lockPipeline(root, { onEvent })
  await expect.poll(() => heard).toEqual(["for another command to end"])
  await first.release()
  await (await second).release()
})
