import { Command } from "commander"
import { expect, test } from "vitest"
import { sendsToRemote, type ToRemoteFlags, toRemoteOptions } from "./to-remote.ts"

test("a remote that nothing would be sent to is refused, and what is to be kept here beside sending it away", () => {
  expect(sendsToRemote(flagsOf())).toBe(false)
  expect(sendsToRemote(flagsOf("--to-remote", "-r", "store"))).toBe(true)
  expect(() => sendsToRemote(flagsOf("-r", "store"))).toThrow(
    expect.objectContaining({ code: "cli.to-remote-not-said" }),
  )
  expect(() => flagsOf("--to-remote", "--no-commit")).toThrow("cannot be used with option '--no-commit'")
})

function flagsOf(...words: readonly string[]): ToRemoteFlags {
  const command = new Command()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .option("--no-commit")
  return toRemoteOptions(command, "send it", ["commit"]).parse(words, { from: "user" }).opts()
}
