import type { ImportedName } from "./cell-code.ts"
import type { Step, Taken } from "./step.ts"

export interface StepFile {
  /** Its name, below the folder of the steps. */
  readonly name: string
  readonly text: string
}

/**
 * A module and a test for each step. The module exports one function that takes what earlier steps give, and the type of what it gives
 * itself, so that the compiler holds the steps together; the test runs the step after those it needs.
 *
 * @param relocate where a module lies that a cell imports by a relative path, from the folder of the steps
 */
export function stepFiles(steps: readonly Step[], relocate: (from: string) => string): readonly StepFile[] {
  return steps.flatMap((step) => [
    { name: `${step.name}.ts`, text: moduleText(step, { steps, relocate }) },
    { name: `${step.name}.test.ts`, text: testText(step, steps) },
  ])
}

function moduleText(
  step: Step,
  { steps, relocate }: { readonly steps: readonly Step[]; readonly relocate: (from: string) => string },
): string {
  const { code, takes, takesTypes, gives, functionName, about } = step
  const result = typeName(functionName)
  const types = code.types.map(({ text }) => `export ${text}\n`)
  const given = gives.length === 0 ? "" : `\n${indent(`return { ${gives.join(", ")} }`)}`
  return [
    `${[...importLines(step, relocate), ...typeImports(steps, [...takes, ...takesTypes], takesTypes)].join("\n")}\n`,
    ...types,
    `/** ${(about ?? `Step ${step.name}.`).replaceAll("*/", "* /")} */`,
    `export async function ${functionName}(${parameter(steps, takes)}) {
${indent(code.body, code.fixed)}${given}
}

/** What the step gives. */
export type ${result} = Awaited<ReturnType<typeof ${functionName}>>
`,
  ]
    .join("\n")
    .replace(/^\n+/, "")
}

function importLines({ imports, code }: Step, relocate: (from: string) => string): readonly string[] {
  const place = (from: string): string => JSON.stringify(from.startsWith(".") ? relocate(from) : from)
  const modules = Map.groupBy(imports, ({ from }) => from)
  const lines = [...modules].flatMap(([from, names]) => importsFrom(names, place(from)))
  return [...code.bareImports.map((from) => `import ${place(from)}`), ...lines]
}

function importsFrom(names: readonly ImportedName[], from: string): readonly string[] {
  const named = names.filter(({ imported }) => imported !== "*" && imported !== "default")
  const whole = names.filter(({ imported }) => imported === "*" || imported === "default")
  const items = named.map(
    ({ local, imported, isType }) => `${isType ? "type " : ""}${imported}${imported === local ? "" : ` as ${local}`}`,
  )
  return [
    ...whole.map(
      ({ local, imported, isType }) =>
        `import ${isType ? "type " : ""}${imported === "*" ? `* as ${local}` : local} from ${from}`,
    ),
    ...(items.length === 0 ? [] : [`import { ${items.sort().join(", ")} } from ${from}`]),
  ]
}

/** Of each earlier step: the type of what it gives, and its own types that are named here. */
function typeImports(steps: readonly Step[], taken: readonly Taken[], named: readonly Taken[]): readonly string[] {
  return steps
    .filter(({ name }) => taken.some(({ from }) => from === name))
    .map(({ name, functionName }) => {
      const own = named.filter(({ from }) => from === name).map((type) => type.name)
      const result = taken.some((one) => one.from === name && !named.includes(one)) ? [typeName(functionName)] : []
      return `import type { ${[...result, ...own].join(", ")} } from "./${name}.ts"`
    })
}

function parameter(steps: readonly Step[], takes: readonly Taken[]): string {
  if (takes.length === 0) return ""
  const parts = steps.flatMap(({ name, functionName }) => {
    const names = takes.filter(({ from }) => from === name).map((one) => JSON.stringify(one.name))
    return names.length === 0 ? [] : [`Pick<${typeName(functionName)}, ${names.join(" | ")}>`]
  })
  return `{ ${takes.map(({ name }) => name).join(", ")} }: ${parts.join(" & ")}`
}

function testText(step: Step, steps: readonly Step[]): string {
  const needed = neededBy(step, steps)
  const imports = [...needed, step].map(({ name, functionName }) => `import { ${functionName} } from "./${name}.ts"`)
  const calls = needed.map((one) => `  const ${resultName(one)} = await ${one.functionName}(${argument(one, steps)})`)
  const call = `await ${step.functionName}(${argument(step, steps)})`
  const names = step.gives.map((name) => JSON.stringify(name)).join(", ")
  const [title, check] =
    step.gives.length === 0
      ? ["runs", `  ${call}`]
      : [`gives ${step.gives.join(", ")}`, `  assert.deepEqual(Object.keys(${call}), [${names}])`]
  return [
    ...(step.gives.length === 0 ? [] : ['import assert from "node:assert/strict"']),
    'import { test } from "node:test"',
    ...imports,
    "",
    `test(${JSON.stringify(`${step.name} ${title}`)}, async () => {`,
    ...calls,
    check,
    "})\n",
  ].join("\n")
}

/** Steps that must have run, in order. */
function neededBy(step: Step, steps: readonly Step[]): readonly Step[] {
  const names = new Set<string>()
  const follow = ({ takes }: Step): void => {
    for (const { from } of takes) {
      if (names.has(from)) continue
      names.add(from)
      follow(steps.find(({ name }) => name === from)!)
    }
  }
  follow(step)
  return steps.filter(({ name }) => names.has(name))
}

function argument({ takes }: Step, steps: readonly Step[]): string {
  const from = steps.filter(({ name }) => takes.some((one) => one.from === name)).map(resultName)
  const [only] = from
  if (only === undefined) return ""
  return from.length === 1 ? only : `{ ${from.map((name) => `...${name}`).join(", ")} }`
}

/** @param fixed places whose lines stay as they are */
function indent(text: string, fixed: Step["code"]["fixed"] = []): string {
  let place = 0
  return text
    .split("\n")
    .map((line) => {
      const start = place
      place += line.length + 1
      const stays = fixed.some(([from, to]) => from < start && start <= to)
      return line === "" || stays ? line : `  ${line}`
    })
    .join("\n")
}

const typeName = (functionName: string): string => `${functionName[0]!.toUpperCase()}${functionName.slice(1)}Result`
const resultName = ({ functionName }: Step): string => `${functionName}Result`
