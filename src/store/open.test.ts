import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { MigrationSet } from "./database.ts"
import { acquireLock } from "./lock.ts"
import { checkDatabase, openDatabase } from "./open.ts"

const notes: MigrationSet = {
  room: "notes",
  steps: [
    { name: "notes", sql: () => ["create table notes (id bigint primary key, text text, score double precision)"] },
  ],
}

interface NoteTables {
  notes: { id: number; text: string | null; score: number | null }
}

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mlwright-store-"))
  path = join(folder, "deep", "mlwright.db")
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe("openDatabase on a file", () => {
  it("makes the file with its folder, in WAL mode with synchronous NORMAL and foreign keys on", async () => {
    const database = await openDatabase(path, [notes])
    const read = async (pragma: string) =>
      Object.values((await sql.raw<object>(pragma).execute(database.tables())).rows[0]!)
    expect(await read("pragma journal_mode")).toEqual(["wal"])
    expect(await read("pragma synchronous")).toEqual([1])
    expect(await read("pragma foreign_keys")).toEqual([1])
    expect(await checkDatabase(database)).toEqual([])
    await database.close()
  })

  it("says when the file is not a database", async () => {
    await mkdir(join(folder, "deep"))
    await writeFile(path, "trip_id,fare\n".repeat(1000))
    await expect(openDatabase(path, [notes])).rejects.toMatchObject({
      code: "store.database-corrupt",
      blame: "environment",
    })
  })

  it("says when the file was cut short", async () => {
    const database = await openDatabase(path, [notes])
    const rows = Array.from({ length: 400 }, (_, id) => ({ id, text: "x".repeat(200), score: null }))
    await database.tables<NoteTables>().insertInto("notes").values(rows).execute()
    await database.close()
    await truncate(path, 8192)
    const reopened = openDatabase(path, [notes]).then(async (again) => {
      const found = await again.tables<NoteTables>().selectFrom("notes").selectAll().execute().finally(again.close)
      return found.length
    })
    await expect(reopened).rejects.toMatchObject({ code: "store.database-corrupt" })
  })

  it("says when the path is a folder", async () => {
    await expect(openDatabase(folder, [notes])).rejects.toMatchObject({ code: "store.database-unopenable" })
  })

  it("says when the disk is full, and the rows before stay", async () => {
    const database = await openDatabase(path, [notes])
    const db = database.tables<NoteTables>()
    await db.insertInto("notes").values({ id: 0, text: "kept", score: 1 }).execute()
    await sql`pragma max_page_count = 8`.execute(db)
    const write = db.transaction().execute(async (tx) => {
      for (let id = 1; id < 1000; id++)
        await tx
          .insertInto("notes")
          .values({ id, text: "x".repeat(500), score: 0 })
          .execute()
    })
    await expect(write).rejects.toMatchObject({ code: "base.disk-full" })
    expect(await db.selectFrom("notes").select("id").execute()).toEqual([{ id: 0 }])
    await database.close()
  })

  it("says when the file may not be written", async () => {
    const database = await openDatabase(path, [notes])
    const db = database.tables<NoteTables>()
    await sql`pragma query_only = 1`.execute(db)
    const write = db.insertInto("notes").values({ id: 0, text: null, score: null }).execute()
    await expect(write).rejects.toMatchObject({ code: "base.folder-read-only" })
    await database.close()
  })

  it("refuses a URL of a database it does not know", async () => {
    await expect(openDatabase("mysql://me:secret@host/db", [])).rejects.toMatchObject({
      code: "store.database-unopenable",
      message: expect.not.stringContaining("secret"),
    })
  })

  it("says which PostgreSQL it cannot reach, without the password", async () => {
    await expect(openDatabase("postgres://me:secret@127.0.0.1:9/db", [])).rejects.toMatchObject({
      code: "store.database-unreachable",
      message: expect.not.stringContaining("secret"),
    })
  })
})

describe("migrations", () => {
  const second = { name: "add-author", sql: () => ["alter table notes add column author text"] }
  const grown: MigrationSet = { room: "notes", steps: [...notes.steps, second] }

  it("adds only the new steps and keeps the rows", async () => {
    const old = await openDatabase(path, [notes])
    await old.tables<NoteTables>().insertInto("notes").values({ id: 1, text: "old", score: null }).execute()
    await old.close()
    const database = await openDatabase(path, [grown])
    const rows = await sql`select id, author from notes`.execute(database.tables())
    expect(rows.rows).toEqual([{ id: 1, author: null }])
    await database.close()
  })

  it("refuses a database that a newer version has changed", async () => {
    await (await openDatabase(path, [grown])).close()
    await expect(openDatabase(path, [notes])).rejects.toMatchObject({
      code: "store.database-newer",
      detail: { room: "notes", known: 1, found: 2 },
    })
  })

  it("refuses a database whose step was another one", async () => {
    await (await openDatabase(path, [notes])).close()
    const changed = { room: "notes", steps: [{ ...notes.steps[0]!, sql: () => ["create table notes (id text)"] }] }
    await expect(openDatabase(path, [changed])).rejects.toMatchObject({ code: "store.database-diverged" })
  })

  it("leaves nothing of a step that fails", async () => {
    const broken = { room: "notes", steps: [...grown.steps, { name: "broken", sql: () => ["create tabel x"] }] }
    await expect(openDatabase(path, [broken])).rejects.toThrow("syntax error")
    const database = await openDatabase(path, [])
    const tables = await sql`select name from sqlite_schema where type = 'table'`.execute(database.tables())
    expect(tables.rows).toEqual([])
    await database.close()
  })

  it("is done once when many open a new database together", async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openDatabase(path, [grown])))
    const rows = await sql`select count(*) as steps from schema_steps`.execute(opened[0]!.tables())
    expect(rows.rows).toEqual([{ steps: 2 }])
    await Promise.all(opened.map((database) => database.close()))
  })
})

describe("two processes on one file", () => {
  it("both write without loss, also in transactions that read first", async () => {
    const database = await openDatabase(path, [notes])
    await database.tables<NoteTables>().insertInto("notes").values({ id: 0, text: "count", score: 0 }).execute()
    const writers = [1, 2, 3].map((writer) => runWriter("count", path, writer * 10_000))
    expect(await Promise.all(writers.map(exitOf))).toEqual([0, 0, 0])
    const db = database.tables<NoteTables>()
    expect(await db.selectFrom("notes").select("score").where("id", "=", 0).execute()).toEqual([{ score: 600 }])
    expect(await db.selectFrom("notes").select(db.fn.countAll().as("rows")).execute()).toEqual([{ rows: 601 }])
    await database.close()
  })

  it("a writer killed with -9 leaves the database whole, with whole transactions only", async () => {
    const database = await openDatabase(path, [notes])
    const writer = runWriter("pairs", path, 0)
    await once(writer.stdout!, "data")
    await new Promise((done) => setTimeout(done, 150))
    writer.kill("SIGKILL")
    await exitOf(writer)
    expect(await checkDatabase(database)).toEqual([])
    const rows = await database.tables<NoteTables>().selectFrom("notes").select("id").execute()
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.length % 2).toBe(0)
    await database.close()
  })
})

describe("acquireLock", () => {
  it("is held by one only, says by whom, and is free after release", async () => {
    const lockPath = join(folder, "run.lock")
    const first = await acquireLock(lockPath, "mlwright run")
    if (!first.held) throw new Error("expected the lock")
    const second = await acquireLock(lockPath, "mlwright run train")
    expect(second).toMatchObject({ held: false, holder: { pid: process.pid, about: "mlwright run" } })
    await first.lock.release()
    await first.lock.release()
    const third = await acquireLock(lockPath, "mlwright run evaluate")
    expect(third.held).toBe(true)
    if (third.held) await third.lock.release()
  })

  it("is freed by the system when its holder is killed with -9, and a waiter is told who held it", async () => {
    const lockPath = join(folder, "run.lock")
    const holder = runWriter("lock", lockPath, 0)
    await once(holder.stdout!, "data")
    const waited: string[] = []
    const onWait = ({ pid, about }: { pid: number; about: string }) => {
      waited.push(`${pid} ${about}`)
      holder.kill("SIGKILL")
    }
    const outcome = await acquireLock(lockPath, "second", { timeoutMs: 10_000, onWait })
    expect(waited).toEqual([`${holder.pid} first`])
    expect(outcome.held).toBe(true)
    if (outcome.held) await outcome.lock.release()
  })

  it("gives up after the timeout", async () => {
    const lockPath = join(folder, "run.lock")
    const first = await acquireLock(lockPath, "first")
    const outcome = await acquireLock(lockPath, "second", { timeoutMs: 100 })
    expect(outcome.held).toBe(false)
    if (first.held) await first.lock.release()
  })
})

function runWriter(mode: string, file: string, from: number) {
  const script = new URL("./fixtures/writer.ts", import.meta.url).pathname
  return spawn(process.execPath, [script, mode, file, String(from)], { stdio: ["ignore", "pipe", "inherit"] })
}

async function exitOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
  return child.exitCode
}
