import { spawn } from "node:child_process"
import { once } from "node:events"
import { describe, expect, it } from "vitest"
import { parseProcessMark, systemProcesses } from "./process.ts"

describe("systemProcesses", () => {
  const self = systemProcesses.self()

  it("knows that this process goes on", () => {
    expect(systemProcesses.hasEnded(self)).toBe(false)
    expect(systemProcesses.hasEnded(parseProcessMark(JSON.stringify(self))!)).toBe(false)
  })

  it("sees that a killed process has ended", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
    const mark = { ...self, pid: child.pid!, started: "" }
    await once(child, "spawn")
    child.kill("SIGKILL")
    await once(child, "exit")
    expect(systemProcesses.hasEnded(mark)).toBe(true)
  })

  it.runIf(process.platform === "linux")(
    "is not fooled by another process with the same number, or by a new boot",
    () => {
      expect(systemProcesses.hasEnded({ ...self, started: "1" })).toBe(true)
      expect(systemProcesses.hasEnded({ ...self, boot: "another" })).toBe(true)
    },
  )

  it("does not judge a process of another machine or container", () => {
    expect(systemProcesses.hasEnded({ ...self, host: "elsewhere", pid: 1, started: "1" })).toBe(false)
    expect(systemProcesses.hasEnded({ ...self, namespace: "pid:[1]", started: "1" })).toBe(false)
  })

  it("takes no other text for a mark", () => {
    expect(parseProcessMark("not json")).toBeUndefined()
    expect(parseProcessMark('{"pid":"1"}')).toBeUndefined()
    expect(parseProcessMark("null")).toBeUndefined()
  })
})
