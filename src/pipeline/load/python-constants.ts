import type { SyntaxNode } from "@lezer/common"
import { parser } from "@lezer/python"
import type { YamlValue } from "../../version/index.ts"

/**
 * The constants of a Python file as DVC takes them for params: assignments of literals at the top, in classes (below the class's
 * name), and to `self` in `__init__`. Anything computed is left out.
 */
export function parsePythonConstants(text: string): { readonly value: YamlValue } | { readonly problem: string } {
  const { topNode } = parser.parse(text)
  const broken = firstError(topNode)
  if (broken === undefined) return { value: constantsOf(topNode, text, false) }
  return { problem: `line ${text.slice(0, broken).split("\n").length} is not Python` }
}

function firstError(top: SyntaxNode): number | undefined {
  let at: number | undefined
  top.cursor().iterate((node) => {
    if (node.type.isError && at === undefined) at = node.from
  })
  return at
}

type Constants = Record<string, YamlValue>

/** @param ofSelf only what is assigned to `self` counts, as inside `__init__` */
function constantsOf(body: SyntaxNode, text: string, ofSelf: boolean): Constants {
  const found: Constants = {}
  for (const node of childrenOf(body)) {
    const name = textOf(node.getChild("VariableName"), text)
    const inner = node.getChild("Body")
    if (node.name === "AssignStatement") assign(found, node, { text, ofSelf })
    else if (node.name === "ClassDefinition" && inner !== null) found[name] = constantsOf(inner, text, false)
    else if (node.name === "FunctionDefinition" && name === "__init__" && inner !== null)
      Object.assign(found, constantsOf(inner, text, true))
  }
  return found
}

function assign(found: Constants, node: SyntaxNode, at: Place): void {
  const assigned = assignmentOf(node, at)
  const value = assigned && literal(assigned.expression, at.text)
  if (assigned !== undefined && value !== undefined) found[assigned.name] = value
}

interface Place {
  readonly text: string
  readonly ofSelf: boolean
}

/** Of `a = 1`, `a: int = 1`, `self.a = 1`; not of `a = b = 1`, not of `a += 1`. */
function assignmentOf(
  node: SyntaxNode,
  at: Place,
): { readonly name: string; readonly expression: SyntaxNode } | undefined {
  const parts = childrenOf(node).filter(({ name }) => name !== "TypeDef" && name !== "Comment")
  const [target, operator, expression] = parts
  if (parts.length !== 3 || operator?.name !== "AssignOp" || target === undefined || expression === undefined)
    return undefined
  const name = nameOf(target, at)
  return name === undefined ? undefined : { name, expression }
}

/**
 * Where the value of a constant is written; of one that is assigned several times the last.
 *
 * @param keys class names, the name, then keys and positions within its value
 * @returns undefined where it is no constant
 */
export function pythonConstantAt(
  text: string,
  keys: readonly string[],
): { readonly from: number; readonly to: number } | undefined {
  return constantAt(parser.parse(text).topNode, keys, { text, ofSelf: false })
}

function constantAt(body: SyntaxNode, keys: readonly string[], at: Place): SyntaxNode | undefined {
  let found: SyntaxNode | undefined
  const [first, ...rest] = keys
  for (const node of childrenOf(body)) {
    const name = textOf(node.getChild("VariableName"), at.text)
    const inner = node.getChild("Body")
    const assigned = node.name === "AssignStatement" ? assignmentOf(node, at) : undefined
    if (assigned?.name === first && assigned !== undefined) found = partOf(assigned.expression, rest, at.text) ?? found
    else if (node.name === "ClassDefinition" && name === first && inner !== null && rest.length > 0)
      found = constantAt(inner, rest, { ...at, ofSelf: false }) ?? found
    else if (node.name === "FunctionDefinition" && name === "__init__" && inner !== null)
      found = constantAt(inner, keys, { ...at, ofSelf: true }) ?? found
  }
  return found
}

function partOf(node: SyntaxNode, [first, ...rest]: readonly string[], text: string): SyntaxNode | undefined {
  if (first === undefined) return literal(node, text) === undefined ? undefined : node
  const elements = elementsOf(node)
  if (node.name === "ArrayExpression" || node.name === "TupleExpression") {
    const item = /^\d+$/.test(first) ? elements[Number(first)] : undefined
    return item && partOf(item, rest, text)
  }
  if (node.name !== "DictionaryExpression") return undefined
  const at = elements.findLastIndex((key, index) => index % 2 === 0 && String(literal(key, text)) === first)
  const value = at < 0 ? undefined : elements[at + 1]
  return value && partOf(value, rest, text)
}

function nameOf(
  target: SyntaxNode,
  { text, ofSelf }: { readonly text: string; readonly ofSelf: boolean },
): string | undefined {
  if (target.name === "VariableName" && !ofSelf) return textOf(target, text)
  const isOfSelf = target.name === "MemberExpression" && textOf(target.getChild("VariableName"), text) === "self"
  return isOfSelf ? textOf(target.getChild("PropertyName"), text) : undefined
}

/** What `ast.literal_eval` of Python gives; undefined for anything else, complex numbers and bytes included. */
function literal(node: SyntaxNode, text: string): YamlValue | undefined {
  const source = textOf(node, text)
  switch (node.name) {
    case "Number":
      return numberOf(source)
    case "String":
      return stringOf(source)
    case "ContinuedString": {
      const parts = childrenOf(node).map((part) => stringOf(textOf(part, text)))
      return parts.every((part) => part !== undefined) ? parts.join("") : undefined
    }
    case "Boolean":
      return source === "True"
    case "None":
      return null
    case "UnaryExpression": {
      const operand = node.lastChild === null ? undefined : literal(node.lastChild, text)
      if (typeof operand !== "number" && typeof operand !== "bigint") return undefined
      return source.startsWith("-") ? -operand : source.startsWith("+") ? operand : undefined
    }
    case "ParenthesizedExpression": {
      const inner = childrenOf(node).find(({ name }) => name !== "(" && name !== ")")
      return inner === undefined ? undefined : literal(inner, text)
    }
    case "ArrayExpression":
    case "TupleExpression":
    case "SetExpression":
      return listOf(node, text)
    case "DictionaryExpression":
      return mapOf(node, text)
    default:
      return undefined
  }
}

function listOf(node: SyntaxNode, text: string): YamlValue | undefined {
  const items = elementsOf(node).map((item) => literal(item, text))
  return items.every((item) => item !== undefined) ? (items as readonly YamlValue[]) : undefined
}

function mapOf(node: SyntaxNode, text: string): YamlValue | undefined {
  const parts = elementsOf(node).map((part) => literal(part, text))
  const map: Constants = {}
  for (let index = 0; index < parts.length; index += 2) {
    const [key, value] = [parts[index], parts[index + 1]]
    if (key === undefined || value === undefined) return undefined
    map[String(key)] = value
  }
  return map
}

/** Without brackets, commas, colons and comments. */
function elementsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => /^[A-Z]/.test(name) && name !== "Comment")
}

function numberOf(source: string): YamlValue | undefined {
  const plain = source.replaceAll("_", "")
  if (/^(?:0[xob][\da-f]+|\d+)$/i.test(plain)) return BigInt(plain)
  return /^[\d.]+(?:e[-+]?\d+)?$/i.test(plain) ? Number(plain) : undefined
}

function stringOf(source: string): string | undefined {
  const [, prefix = "", quote = "", body = ""] = /^([a-z]*)("""|'''|"|')([\s\S]*)\2$/i.exec(source) ?? []
  if (quote === "" || /[bf]/i.test(prefix)) return undefined
  return /r/i.test(prefix) ? body : body.replace(escapeSequence, (whole, code: string) => unescaped(whole, code))
}

/** Section "String and Bytes literals" of the Python reference; an unknown escape stays as it stands. */
function unescaped(whole: string, code: string): string {
  if (code === "\n") return ""
  if (/^[xuU]/.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
  if (/^[0-7]/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8))
  return escapes.get(code) ?? whole
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}

function textOf(node: SyntaxNode | null, text: string): string {
  return node === null ? "" : text.slice(node.from, node.to)
}

const escapeSequence = /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[\s\S])/g

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
])
