import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { MigrationSet } from "./database.ts"
import { type TestDatabase, testEngines } from "./fixtures/engines.ts"
import { like } from "./match.ts"
import { checkDatabase } from "./open.ts"

const points: MigrationSet = {
  room: "points",
  steps: [
    {
      name: "points",
      sql: (engine) => [
        `create table points (run text not null, step bigint not null, value double precision, note text, seen integer,
          primary key (run, step))${engine === "sqlite" ? " without rowid" : ""}`,
      ],
    },
  ],
}

interface Tables {
  points: { run: string; step: number; value: number | null; note: string | null; seen: number | boolean | null }
}

const point = (step: number, more: Partial<Tables["points"]> = {}): Tables["points"] => ({
  run: "a",
  step,
  value: null,
  note: null,
  seen: null,
  ...more,
})

describe.each(testEngines)("every engine, here $engine", ({ engine, open }) => {
  let opened: TestDatabase
  beforeEach(async () => {
    opened = await open([points])
  })
  afterEach(() => opened.done())
  const db = () => opened.database.tables<Tables>()
  const steps = async () =>
    (await db().selectFrom("points").select("step").orderBy("step").execute()).map((row) => row.step)

  it("gives numbers as they were stored, the largest and the smallest too", async () => {
    const values = [0, 0.1, -1.5e-300, Number.MAX_VALUE, Number.MIN_VALUE, Infinity, -Infinity, 3]
    await db()
      .insertInto("points")
      .values(values.map((value, step) => point(step, { value })))
      .execute()
    const rows = await db().selectFrom("points").select("value").orderBy("step").execute()
    expect(rows.map((row) => row.value)).toEqual(values)
  })

  it("gives 64-bit whole numbers and counts as numbers", async () => {
    const step = Number.MAX_SAFE_INTEGER
    await db()
      .insertInto("points")
      .values([point(step), point(-step)])
      .execute()
    expect(await steps()).toEqual([-step, step])
    const sum = await db()
      .selectFrom("points")
      .select(({ fn }) => [fn.countAll().as("rows"), fn.sum("step").as("sum")])
      .execute()
    expect(sum).toEqual([{ rows: 2, sum: 0 }])
  })

  it("keeps text as it is: empty, quotes, other scripts, a megabyte", async () => {
    const texts = ["", 'it\'s "quoted" ; --', "日本語 🙂 \n\t", "x".repeat(1_000_000)]
    await db()
      .insertInto("points")
      .values(texts.map((note, step) => point(step, { note })))
      .execute()
    const rows = await db().selectFrom("points").select("note").orderBy("step").execute()
    expect(rows.map((row) => row.note)).toEqual(texts)
  })

  it("inserts, keeps or replaces on a conflict of keys", async () => {
    await db()
      .insertInto("points")
      .values(point(1, { value: 5 }))
      .execute()
    await db()
      .insertInto("points")
      .values(point(1, { value: 9 }))
      .onConflict((at) => at.columns(["run", "step"]).doNothing())
      .execute()
    expect(await db().selectFrom("points").select("value").execute()).toEqual([{ value: 5 }])
    const changed = await db()
      .insertInto("points")
      .values(point(1, { value: 7 }))
      .onConflict((at) => at.columns(["run", "step"]).doUpdateSet((row) => ({ value: row.ref("excluded.value") })))
      .returning("value")
      .execute()
    expect(changed).toEqual([{ value: 7 }])
  })

  it("says how many rows a change reached", async () => {
    await db()
      .insertInto("points")
      .values([point(1), point(2), point(3)])
      .execute()
    const updated = await db().updateTable("points").set({ note: "x" }).where("step", ">", 1).executeTakeFirst()
    expect(updated.numUpdatedRows).toBe(2n)
    const deleted = await db().deleteFrom("points").executeTakeFirst()
    expect(deleted.numDeletedRows).toBe(3n)
  })

  it("takes back a transaction that fails, and keeps one that ends well", async () => {
    const failing = db()
      .transaction()
      .execute(async (tx) => {
        await tx.insertInto("points").values(point(1)).execute()
        throw new Error("stop here")
      })
    await expect(failing).rejects.toThrow("stop here")
    await db()
      .transaction()
      .execute((tx) => tx.insertInto("points").values(point(2)).execute())
    expect(await steps()).toEqual([2])
  })

  it("keeps transactions of one process apart", async () => {
    await db()
      .insertInto("points")
      .values(point(0, { value: 0 }))
      .execute()
    const add = () =>
      db()
        .transaction()
        .execute(async (tx) => {
          const row = await tx
            .selectFrom("points")
            .select("value")
            .where("step", "=", 0)
            .$if(engine === "postgres", (query) => query.forUpdate())
            .executeTakeFirstOrThrow()
          await new Promise((done) => setTimeout(done, 1))
          await tx
            .updateTable("points")
            .set({ value: row.value! + 1 })
            .execute()
        })
    await Promise.all(Array.from({ length: 20 }, add))
    expect(await db().selectFrom("points").select("value").execute()).toEqual([{ value: 20 }])
  })

  it("is seen by a second connection once committed", async () => {
    const second = await opened.again()
    await db().insertInto("points").values(point(1)).execute()
    expect(await second.tables<Tables>().selectFrom("points").select("step").execute()).toEqual([{ step: 1 }])
    await second.close()
  })

  it.runIf(engine === "sqlite")("streams rows", async () => {
    await db()
      .insertInto("points")
      .values(Array.from({ length: 50 }, (_, step) => point(step)))
      .execute()
    const seen: number[] = []
    for await (const row of db().selectFrom("points").select("step").orderBy("step").stream()) seen.push(row.step)
    expect(seen).toHaveLength(50)
  })

  it("compares whole rows of values", async () => {
    const compared = await sql<{ greater: boolean | number }>`select (2, 1.0, 5.0) > (2, 1.0, 4.0) as greater`.execute(
      db(),
    )
    expect(Boolean(compared.rows[0]?.greater)).toBe(true)
  })

  it.each([
    ["RMSE of é*?[", "RMSE%", false, true],
    ["rmse", "RMSE", false, false],
    ["rmse", "RMSE", true, true],
    ["École", "école", true, true],
    ["a*b", "a*b", false, true],
    ["axb", "a*b", false, false],
    ["a?b", "a_b", false, true],
    ["a[b]c", "a[b]c", false, true],
    ["a\\b", "a\\b", false, true],
    ["a\\b", "A\\_", true, true],
    ["line\nbreak", "line%", false, true],
    ["ab", "a", false, false],
  ])("LIKE: %j by %j, case ignored %j, is %j", async (...[note, pattern, ignoreCase, expected]) => {
    await db().insertInto("points").values(point(1, { note })).execute()
    const found = await db()
      .selectFrom("points")
      .select("step")
      .where(({ ref }) => like(ref("note"), pattern, { engine, ignoreCase }))
      .execute()
    expect(found.length > 0).toBe(expected)
  })

  it("is whole", async () => {
    expect(await checkDatabase(opened.database)).toEqual([])
  })
})
