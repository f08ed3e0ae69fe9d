import type { Command } from "commander"
import { buildProgram } from "../../src/cli/program.ts"

export function commandsPage(): string {
  const program = buildProgram()
  return `# Commands

Generated from the code. Options of every command:

${options(program)}

Results go to standard output, progress and errors to standard error. With \`--json\` exactly one JSON document is printed.
Exit codes: 0 done, 1 our bug, 2 your input or settings, 3 the environment, 4 the answer is no.

${program.commands.map((command) => section(command, "mlwright")).join("\n")}`
}

function section(command: Command, parent: string): string {
  const name = `${parent} ${command.name()}`
  const inner = command.commands.map((nested) => section(nested, name)).join("\n")
  const usage = command.commands.length > 0 ? "" : `\`\`\`\n${name} ${command.usage()}\n\`\`\`\n\n`
  const listed = [
    ...command.registeredArguments.map((argument) => `- \`${argument.name()}\`: ${argument.description}`),
  ].join("\n")
  const flags = options(command)
  return `## ${name}\n\n${sentence(command.description())}\n\n${usage}${listed === "" ? "" : `${listed}\n`}${flags === "" ? "" : `${flags}\n`}\n${inner}`
}

function options(command: Command): string {
  return command.options
    .filter(({ long }) => long !== "--help")
    .map(
      ({ flags, description, defaultValue }) =>
        `- \`${flags}\`: ${description}${typeof defaultValue === "string" && !description.includes("default") ? ` (default: ${defaultValue})` : ""}`,
    )
    .join("\n")
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
