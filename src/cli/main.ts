#!/usr/bin/env node
// Nothing is imported before the check: an older Node would stop at the first new syntax and say nothing a person can use.
const [major = 0] = process.versions.node.split(".").map(Number)
if (major < 24) {
  process.stderr.write(
    `mlwright needs Node 24 or newer, this is Node ${process.versions.node}\n` +
      "Install it from your package manager or nodejs.org, or run: npx -p node@24 -p mlwright mlwright\n",
  )
  process.exit(3)
}
// The system keeps what was compiled, where it lets us: compiling is a good part of a short command.
process.getBuiltinModule("node:module").enableCompileCache()
const { runProgram } = await import("./program.ts")
const failed = await runProgram(process.argv.slice(2))
if (failed !== 0) process.exitCode = failed
