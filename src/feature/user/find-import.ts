/**
 * Where JavaScript asks for other code: `import` in any form, `export ... from` or `require(`. Comments and texts are passed over.
 *
 * @returns line from 1, undefined when there is none
 */
export function findImport(code: string): number | undefined {
  const bare = code.replace(commentsAndTexts, (text) => text.replace(/[^\n]/g, " "))
  const found = asksForCode.exec(bare)
  return found === null ? undefined : bare.slice(0, found.index).split("\n").length
}

/** Line comment, block comment, and the three kinds of quotes with their escapes; a template counts as text as a whole. */
const commentsAndTexts = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g
const asksForCode = /(?<![.\w$])(?:import\b|require\s*\(|export\s*(?:\*|\{[^}]*\})[^;\n]*?\bfrom\b)/
