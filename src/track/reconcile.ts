import { parseProcessMark } from "./process.ts"
import type { TrackContext } from "./tables.ts"

/** Tag of a run that names the process carrying it out. */
export const processTag = "mlwright.process"

/**
 * Mark runs as KILLED whose process has ended without finishing them. Their end is the last sign of life: the latest metric, or
 * the start.
 *
 * @returns ids of the runs changed
 */
export async function reconcileRuns({ db, effects }: TrackContext): Promise<readonly string[]> {
  const running = await db
    .selectFrom("runs")
    .innerJoin("run_tags", "run_tags.run_id", "runs.run_id")
    .select(["runs.run_id", "runs.start_time", "run_tags.value as mark"])
    .where("runs.status", "=", "RUNNING")
    .where("run_tags.key", "=", processTag)
    .execute()
  const killed: string[] = []
  for (const run of running) {
    const mark = parseProcessMark(run.mark)
    if (mark === undefined || !effects.processes.hasEnded(mark)) continue
    const sign = await db
      .selectFrom("latest_metrics")
      .select(({ fn }) => fn.max("timestamp").as("last"))
      .where("run_id", "=", run.run_id)
      .executeTakeFirst()
    const lastSign = Math.min(Math.max(run.start_time, sign?.last ?? 0), effects.clock.now())
    const done = await db
      .updateTable("runs")
      .set({ status: "KILLED", end_time: lastSign })
      .where("run_id", "=", run.run_id)
      .where("status", "=", "RUNNING")
      .executeTakeFirst()
    if (done.numUpdatedRows > 0n) killed.push(run.run_id)
  }
  return killed
}
