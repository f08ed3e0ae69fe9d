import { sql } from "kysely"
import type { Page } from "./experiment.ts"
import { parseFilter, parseOrder, type SearchKeys } from "./filter.ts"
import type { LoggedModel, LoggedModels } from "./logged-model.ts"
import { pageOf, slotOf } from "./page.ts"
import { readLoggedModels } from "./read-logged-models.ts"
import type { TrackContext } from "./tables.ts"
import { orderOf, type SearchPlan, whereOf } from "./where.ts"

/** Logged models by filter and order, newest first when nothing else is said. */
export async function searchLoggedModels(
  context: TrackContext,
  search: Parameters<LoggedModels["search"]>[0],
): Promise<Page<LoggedModel>> {
  const slot = slotOf(search, { default: 50, most: 50_000 })
  const plan: SearchPlan = {
    engine: context.engine,
    owner: sql.ref("logged_models.model_id"),
    keyed: {
      metric: { table: "logged_model_metrics", owner: ["model_id"], nan: true, history: true },
      param: { table: "logged_model_params", owner: ["model_id"] },
      tag: { table: "logged_model_tags", owner: ["model_id"] },
    },
    attribute: (column) => sql.ref(`logged_models.${column}`),
  }
  let query = context.db.selectFrom("logged_models").selectAll().where("lifecycle_stage", "=", "active")
  if (search.experimentIds !== undefined) {
    const ids = search.experimentIds.map(Number).filter(Number.isSafeInteger)
    query = query.where("experiment_id", "in", [...ids, NO_EXPERIMENT])
  }
  for (const clause of parseFilter(search.filter ?? "", searchKeys)) query = query.where(whereOf(clause, plan))
  const orders = parseOrder(search.orderBy ?? [], searchKeys)
  for (const order of orders.flatMap((each) => orderOf(each, plan))) query = query.orderBy(order)
  const rows = await query
    .orderBy("creation_time", "desc")
    .orderBy("model_id")
    .limit(slot.limit)
    .offset(slot.offset)
    .execute()
  const page = pageOf(rows, slot)
  return { ...page, items: await readLoggedModels(context, page.items) }
}

const text = (column: string) => ({ column, kind: "text" }) as const
const time = (column: string) => ({ column, kind: "number" }) as const

const searchKeys: SearchKeys = {
  attributes: {
    model_id: { column: "model_id", kind: "text", lists: true },
    name: text("name"),
    model_type: text("model_type"),
    status: text("status"),
    source_run_id: { column: "source_run_id", kind: "text", lists: true },
    creation_time: time("creation_time"),
    creation_timestamp: time("creation_time"),
    last_updated_timestamp: time("last_update_time"),
  },
  entities: ["metric", "param", "tag"],
}

/** No id: an empty list finds nothing rather than being no SQL. */
const NO_EXPERIMENT = -1
