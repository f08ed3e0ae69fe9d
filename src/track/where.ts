import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely"
import { type Engine, like } from "../store/index.ts"
import type { Clause, Entity, Order } from "./filter.ts"

/** How the parts of a filter are found in the tables. */
export interface SearchPlan {
  readonly engine: Engine
  /** The row's own id, such as `runs.run_id`, or several in brackets. */
  readonly owner: Expression<unknown>
  /** Tables of (owner, key, value) by entity. */
  readonly keyed: Partial<Readonly<Record<Entity, KeyedTable>>>
  /** The expression of an attribute. */
  readonly attribute: (column: string) => Expression<unknown>
  /** For an entity that is not such a table. */
  readonly special?: (clause: Clause) => RawBuilder<SqlBool>
}

export interface KeyedTable {
  readonly table: string
  /** Its columns, in the order of the plan's `owner`. */
  readonly owner: readonly string[]
  /** Has a column `is_nan`. */
  readonly nan?: true
  /** Has many rows for a key, of which the latest counts. */
  readonly history?: true
}

/** A clause on a metric, param or tag is true only for what has it. */
export function whereOf(clause: Clause, plan: SearchPlan): RawBuilder<SqlBool> {
  if (clause.entity === "attribute") return compare(plan.attribute(clause.key), clause, plan.engine)
  const keyed = plan.keyed[clause.entity]
  if (keyed === undefined) return plan.special!(clause)
  if (keyed.history === true)
    return compare(keyedValue({ keyed, key: clause.key, column: "value" }, plan), clause, plan.engine)
  const number = keyed.nan === true ? sql` and k.is_nan = 0` : sql``
  return sql<SqlBool>`exists (select 1 from ${sql.table(keyed.table)} as k where ${ownerIs(keyed, plan)}
    and k.key = ${clause.key}${number} and ${compare(sql.ref("k.value"), clause, plan.engine)})`
}

/** Missing values come last, and what is not a number after the numbers, in both directions. */
export function orderOf(order: Order, plan: SearchPlan): readonly RawBuilder<unknown>[] {
  const direction = sql.raw(order.descending ? "desc nulls last" : "asc nulls last")
  // By code point, as SQLite does, whatever language the server speaks.
  const collate = order.kind === "text" && plan.engine === "postgres" ? sql` collate "C"` : sql``
  if (order.entity === "attribute") return [sql`${plan.attribute(order.key)}${collate} ${direction}`]
  const keyed = plan.keyed[order.entity]
  if (keyed === undefined) return []
  const columnOf = (column: string) => keyedValue({ keyed, key: order.key, column }, plan)
  const value = sql`${columnOf("value")}${collate} ${direction}`
  return keyed.nan === true ? [sql`${columnOf("is_nan")} asc nulls last`, value] : [value]
}

/** One column of the row of a key; null when there is none. */
function keyedValue(
  { keyed, key, column }: { readonly keyed: KeyedTable; readonly key: string; readonly column: string },
  plan: SearchPlan,
): RawBuilder<unknown> {
  const latest = keyed.history === true ? sql` order by k.step desc, k.timestamp desc, k.value desc limit 1` : sql``
  return sql`(select ${sql.ref(`k.${column}`)} from ${sql.table(keyed.table)} as k where ${ownerIs(keyed, plan)}
    and k.key = ${key}${latest})`
}

/** The parser has checked that operator and value fit. */
export function compare(side: Expression<unknown>, clause: Clause, engine: Engine): RawBuilder<SqlBool> {
  const { operator, value } = clause
  switch (operator) {
    case "like":
    case "ilike":
      return like(side, String(value), { engine, ignoreCase: operator === "ilike" })
    case "in":
    case "not in":
      return sql<SqlBool>`${side} ${sql.raw(operator)} (${sql.join(value as readonly string[])})`
    case "=":
    case "!=":
    case ">":
    case ">=":
    case "<":
    case "<=": {
      // 1.5 may be compared with a whole number; PostgreSQL would otherwise read it as one.
      const right = typeof value === "number" ? sql`cast(${value} as double precision)` : sql`${value}`
      return sql<SqlBool>`${side} ${sql.raw(operator)} ${right}`
    }
  }
}

function ownerIs(keyed: KeyedTable, plan: SearchPlan): RawBuilder<SqlBool> {
  const columns = sql.join(keyed.owner.map((column) => sql.ref(`k.${column}`)))
  return sql<SqlBool>`(${columns}) = ${plan.owner}`
}
