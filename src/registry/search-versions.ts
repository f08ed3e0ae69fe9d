import { sql } from "kysely"
import {
  orderOf,
  pageOf,
  parseFilter,
  parseOrder,
  type SearchKeys,
  type SearchPlan,
  slotOf,
  whereOf,
} from "../track/index.ts"
import { readVersions } from "./read-versions.ts"
import type { ModelVersions } from "./registry.ts"
import type { RegistryContext } from "./tables.ts"

/** Versions by filter and order, the last changed first when nothing else is said. */
export async function searchVersions(
  context: RegistryContext,
  search: Parameters<ModelVersions["search"]>[0],
): ReturnType<ModelVersions["search"]> {
  const slot = slotOf(search, { default: 10_000, most: 200_000 })
  const plan: SearchPlan = {
    engine: context.engine,
    owner: sql`(model_versions.name, model_versions.version)`,
    keyed: { tag: { table: "model_version_tags", owner: ["name", "version"] } },
    attribute: (column) => sql.ref(`model_versions.${column}`),
  }
  let query = context.db.selectFrom("model_versions").selectAll()
  for (const clause of parseFilter(search.filter ?? "", searchKeys)) query = query.where(whereOf(clause, plan))
  const wanted = search.orderBy ?? ["last_updated_timestamp DESC"]
  const orders = parseOrder([...wanted, "name ASC", "version_number DESC"], searchKeys)
  for (const order of orders.flatMap((each) => orderOf(each, plan))) query = query.orderBy(order)
  const rows = await query.limit(slot.limit).offset(slot.offset).execute()
  const page = pageOf(rows, slot)
  return { ...page, items: await readVersions(context, page.items) }
}

const searchKeys: SearchKeys = {
  attributes: {
    name: { column: "name", kind: "text", lists: true },
    run_id: { column: "run_id", kind: "text", lists: true },
    source_path: { column: "source", kind: "text" },
    version_number: { column: "version", kind: "number" },
    creation_timestamp: { column: "creation_time", kind: "number" },
    last_updated_timestamp: { column: "last_update_time", kind: "number" },
  },
  entities: ["tag"],
}
