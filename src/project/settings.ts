import { z } from "zod"
import { isPlainObject } from "../base/index.ts"
import { configSchema } from "./config.ts"

/** One key a person can set, flattened from the schema. */
export interface Setting {
  /** Dotted, such as `train.budgetSeconds`. */
  readonly key: string
  readonly type: string
  /** Undefined when the setting is required or has no default. */
  readonly default: unknown
  readonly description: string
}

/** JSON Schema (draft 2020-12) of `mlwright.yaml`, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return { title: "mlwright.yaml", ...z.toJSONSchema(configSchema, { io: "input" }) }
}

/** All settings in the order of the file. */
export function listSettings(): readonly Setting[] {
  return flatten("", configJsonSchema() as SchemaNode)
}

/** The sections of the file, in its order. */
export function listSections(): readonly string[] {
  return [...new Set(listSettings().map(({ key }) => key.split(".")[0]!))]
}

function flatten(prefix: string, node: SchemaNode): readonly Setting[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const key = prefix === "" ? name : `${prefix}.${name}`
    if (child.properties !== undefined) return flatten(key, child)
    return [{ key, type: typeText(child), default: child.default, description: child.description ?? "" }]
  })
}

function typeText(node: SchemaNode): string {
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(" | ")
  if (node.const !== undefined) return JSON.stringify(node.const)
  if (node.anyOf !== undefined) return node.anyOf.map(typeText).join(" | ")
  if (node.type === "array") return `list of ${node.items === undefined ? "values" : typeText(node.items)}`
  if (node.type === "object" && isPlainObject(node.additionalProperties))
    return `map to ${typeText(node.additionalProperties as SchemaNode)}`
  return `${node.type ?? "any"}${bounds(node)}`
}

function bounds(node: SchemaNode): string {
  const low = node.minimum ?? node.exclusiveMinimum
  const high = node.maximum ?? node.exclusiveMaximum
  const parts = [
    ...(low === undefined || low <= -Number.MAX_SAFE_INTEGER
      ? []
      : [`${node.minimum === undefined ? ">" : ">="} ${low}`]),
    ...(high === undefined || high >= Number.MAX_SAFE_INTEGER
      ? []
      : [`${node.maximum === undefined ? "<" : "<="} ${high}`]),
  ]
  return parts.length === 0 ? "" : `, ${parts.join(" and ")}`
}

interface SchemaNode {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: unknown
  readonly items?: SchemaNode
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly SchemaNode[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
}
