import { sql } from "kysely"
import type { Page } from "./experiment.ts"
import { type Clause, parseFilter, parseOrder, type SearchKeys } from "./filter.ts"
import { pageOf, slotOf } from "./page.ts"
import { readRuns } from "./read-runs.ts"
import type { Run, RunSearch } from "./run.ts"
import type { TrackContext } from "./tables.ts"
import { compare, orderOf, type SearchPlan, whereOf } from "./where.ts"

/**
 * Runs by filter and order, newest first when nothing else is said.
 *
 * @throws track.filter-invalid, track.search-key-unknown, track.page-token-invalid, track.max-results-invalid
 */
export async function searchRuns(context: TrackContext, search: RunSearch): Promise<Page<Run>> {
  const slot = slotOf(search)
  const plan = planOf(context)
  let query = context.db.selectFrom("runs").selectAll()
  const view = search.view ?? "active"
  if (view !== "all") query = query.where("lifecycle_stage", "=", view)
  if (search.experimentIds !== undefined) {
    const ids = search.experimentIds.map(Number).filter(Number.isSafeInteger)
    query = query.where("experiment_id", "in", [...ids, NO_EXPERIMENT])
  }
  for (const clause of parseFilter(search.filter ?? "", searchKeys)) query = query.where(whereOf(clause, plan))
  const orders = parseOrder(search.orderBy ?? [], searchKeys)
  for (const order of orders.flatMap((each) => orderOf(each, plan))) query = query.orderBy(order)
  const rows = await query
    .orderBy("start_time", "desc")
    .orderBy("run_id")
    .limit(slot.limit)
    .offset(slot.offset)
    .execute()
  const page = pageOf(rows, slot)
  return { ...page, items: await readRuns(context, page.items) }
}

function planOf({ engine, artifactRoot }: TrackContext): SearchPlan {
  const owner = sql.ref("runs.run_id")
  return {
    engine,
    owner,
    keyed: {
      metric: { table: "latest_metrics", owner: ["run_id"], nan: true },
      param: { table: "params", owner: ["run_id"] },
      tag: { table: "run_tags", owner: ["run_id"] },
    },
    attribute: (column) =>
      column === "artifact_uri"
        ? sql`coalesce(runs.artifact_uri, cast(${`${artifactRoot}/`} as text) || cast(runs.experiment_id as text) || '/' ||
            runs.run_id || '/artifacts')`
        : sql.ref(`runs.${column}`),
    special: (clause) => datasetClause(clause, { engine, owner }),
  }
}

function datasetClause(clause: Clause, { engine, owner }: Pick<SearchPlan, "engine" | "owner">) {
  if (clause.key === "context") {
    return sql<boolean>`exists (select 1 from run_dataset_tags as t where t.run_id = ${owner}
      and t.key = 'mlflow.data.context' and ${compare(sql.ref("t.value"), clause, engine)})`
  }
  return sql<boolean>`exists (select 1 from run_datasets as i join datasets as d on d.dataset_id = i.dataset_id
    where i.run_id = ${owner} and ${compare(sql.ref(`d.${clause.key}`), clause, engine)})`
}

const text = (column: string) => ({ column, kind: "text" }) as const
const time = (column: string) => ({ column, kind: "number" }) as const

const searchKeys: SearchKeys = {
  attributes: {
    run_id: { column: "run_id", kind: "text", lists: true },
    run_name: text("run_name"),
    "run name": text("run_name"),
    "Run name": text("run_name"),
    "Run Name": text("run_name"),
    user_id: text("user_id"),
    status: text("status"),
    artifact_uri: text("artifact_uri"),
    start_time: time("start_time"),
    created: time("start_time"),
    end_time: time("end_time"),
  },
  entities: ["metric", "param", "tag", "dataset"],
}

/** No id: an empty list finds nothing rather than being no SQL. */
const NO_EXPERIMENT = -1
