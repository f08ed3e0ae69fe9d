import { configJsonSchema, listSettings } from "../../src/project/index.ts"

export function settingsPage(): string {
  const sections = Map.groupBy(listSettings(), ({ key }) => key.split(".")[0]!)
  const describe = (section: string): string =>
    (configJsonSchema() as { properties: Record<string, { description?: string }> }).properties[section]?.description ??
    ""
  const parts = [...sections].map(([section, settings]) =>
    [
      `## ${section}`,
      "",
      `${describe(section)}.`,
      "",
      "| Setting | Type | Default | Meaning |",
      "|---|---|---|---|",
      ...settings.map(
        ({ key, type, default: value, description }) =>
          `| \`${key}\` | ${escaped(type)} | ${value === undefined ? "" : `\`${escaped(JSON.stringify(value))}\``} | ${escaped(description)} |`,
      ),
    ].join("\n"),
  )
  return `# Settings

Generated from the code. The settings of a project stand in \`mlwright.yaml\`; each can be given for one call as
\`--set section.key=value\`. A flag outweighs the environment, which outweighs the file, which outweighs the default;
\`mlwright config explain\` shows which it was. The file's JSON Schema is [mlwright.schema.json](mlwright.schema.json).

${parts.join("\n\n")}
`
}

export function settingsSchema(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`
}

const escaped = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")
