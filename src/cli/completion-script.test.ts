import { execFileSync } from "node:child_process"
import { expect, test } from "vitest"
import { completionScript } from "./completion-script.ts"
import { buildProgram } from "./program.ts"

const leaf = (names: readonly string[], options: readonly string[], completes?: "stages" | "experiments") => ({
  names,
  options,
  commands: [],
  completes,
})

const program = {
  names: ["mlwright"],
  options: ["--json", "-C"],
  commands: [
    leaf(["run", "repro"], ["-f", "--force", "--force-downstream"], "stages"),
    { names: ["exp"], options: ["--help"], commands: [leaf(["apply"], ["--force"], "experiments")] },
  ],
}

test("bash completes commands, those below them, options, and the names of stages and experiments", () => {
  expect(completed("mlwright", "r")).toBe("run repro")
  expect(completed("mlwright", "--json", "exp", "a")).toBe("apply")
  expect(completed("mlwright", "repro", "--force-")).toBe("--force-downstream")
  expect(completed("mlwright", "repro", "tr")).toBe("train")
  expect(completed("mlwright", "-C", "there", "exp", "apply", "o")).toBe("one-try")
})

test("a name that the shell would run as a command is not completed", () => {
  expect(completed("mlwright", "repro", "te")).toBe("test")
  expect(completed("mlwright", "repro", "bad")).toBe("")
})

test("the script of the whole command line is one that bash can read", () => {
  const all = buildProgram().commands.map((command) => leaf([command.name(), ...command.aliases()], []))
  const script = completionScript({ names: ["mlwright"], options: [], commands: all }, "bash")
  expect(execFileSync("bash", ["-n"], { input: script, encoding: "utf8" })).toBe("")
  expect(completionScript(program, "zsh")).toContain("bashcompinit")
})

function completed(...words: readonly string[]): string {
  const script = `mlwright() { case "$1" in stage) echo train; echo test; echo 'bad@$(pwd)' ;; exp) echo one-try ;; esac; }
${completionScript(program, "bash")}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_mlwright; echo "\${COMPREPLY[*]}"`
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim()
}
