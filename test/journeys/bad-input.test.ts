/** Tables, settings and words a person may give by mistake, through the built command. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"
import { csv, expectRefused, header, initFrom, projectThatRan, type Refusal, rows, tree } from "./small-project.ts"

const withoutPrice = rows.map((row) => row.slice(0, row.lastIndexOf(",")))

describe("a table that cannot be learnt from is refused, and nothing is made of it", () => {
  const bad: readonly (Refusal & { readonly name: string; readonly table: string | Uint8Array })[] = [
    { name: "an empty file", table: "", exit: 2, code: "table.file-empty", hint: /another/ },
    { name: "a file of blank lines", table: "\n\n", exit: 2, code: "table.file-empty", hint: /another/ },
    { name: "a header only", table: `${header}\n`, exit: 2, code: "table.no-rows", hint: /file with rows/ },
    { name: "one row", table: csv(header, rows.slice(0, 1)), exit: 2, code: "table.too-few-rows", hint: /Add rows/ },
    {
      name: "a target without a value",
      table: csv(
        header,
        withoutPrice.map((row) => `${row},`),
      ),
      exit: 2,
      code: "table.target-empty",
      message: /all 60 rows/,
      hint: /Set target/,
    },
    {
      name: "a target that is always the same",
      table: csv(
        header,
        withoutPrice.map((row) => `${row},5`),
      ),
      exit: 2,
      code: "table.target-constant",
      hint: /Set target/,
    },
    {
      name: "infinities",
      table: csv(header, ["inf,1,red,3", "-Infinity,2,red,4", ...rows]),
      exit: 2,
      code: "table.value-unreadable",
      message: /line 2 of "table.csv", column "width" wants a number and has "inf"/,
      hint: /data\.badRows: drop/,
    },
    {
      name: "a row with too few cells",
      table: csv(header, [...rows, "1,2,3"]),
      exit: 2,
      code: "table.rows-ragged",
      message: /line 62: wanted 4 cells and it has 3/,
      hint: /data\.badRows: drop/,
    },
    {
      name: "bytes that are no text",
      table: Uint8Array.from({ length: 3000 }, (_, at) => (at * 151) % 251),
      exit: 2,
      code: "table.encoding-unknown",
      hint: /data\.encoding/,
    },
  ]

  test.for(bad)("$name", async ({ table, ...refusal }) => {
    const folder = await workFolder()
    expectRefused(await initFrom(folder, table), refusal)
    expect(tree(folder)).toEqual(["table.csv"])
  })

  test("a target that is not there, with the nearest name", async () => {
    const folder = await workFolder()
    expectRefused(await initFrom(folder, csv(header, rows), "--target", "pricce"), {
      exit: 2,
      code: "table.target-missing",
      hint: /such as "price"/,
    })
    expect(tree(folder)).toEqual(["table.csv"])
  })

  test("a folder in place of a file, and a file that is not there", async () => {
    const folder = await workFolder()
    mkdirSync(join(folder, "folder.csv"))
    const init = (file: string) => mlwright(folder, "init", "made", "--data", file, "--target", "price", "--yes")
    expectRefused(await init("folder.csv"), { exit: 2, code: "table.folder-empty", hint: /has the files/ })
    expectRefused(await init("nowhere.csv"), { exit: 2, code: "base.file-missing", hint: /Check the path/ })
    expect(tree(folder)).toEqual(["folder.csv"])
  })
})

describe("a strange table works, and what is strange is said", () => {
  test("all-missing and constant features", async () => {
    const folder = await workFolder()
    const table = csv(
      `nothing,same,${header}`,
      rows.map((row) => `,k,${row}`),
    )
    await initFrom(folder, table)
    const run = await done(join(folder, "made"), "run")
    expect(run.stderr).toContain("nothing is left out: every value is missing")
    expect(run.stderr).toContain('same is left out: every row has the value "k"')
  })

  test("a thousand columns", async () => {
    const folder = await workFolder()
    const names = Array.from({ length: 999 }, (_, column) => `c${column}`)
    const lines = rows.map((_, row) => `${names.map((_, column) => (column * row) % 13).join(",")},${row * 2}`)
    const made = await initFrom(folder, csv(`${names.join(",")},price`, lines))
    expect(made).toMatchObject({ code: 0, json: { columns: 1000 } })
    const run = await mlwright(join(folder, "made"), "run")
    expect([0, 4], run.stderr).toContain(run.code)
    expect(run.stderr.split("\n").length).toBeLessThan(40)
  })

  test("a category of 100,000 values", async () => {
    const folder = await workFolder()
    const lines = Array.from({ length: 100_000 }, (_, row) => `word ${row} of ${row % 977},${rows[row % 60]}`)
    await initFrom(folder, csv(`name,${header}`, lines))
    const run = await mlwright(join(folder, "made"), "run", "--set", "train.estimators=[linear]")
    expect([0, 4], run.stderr).toContain(run.code)
  })

  test("duplicate and empty headers, a BOM, CRLF and dates before 1900", async () => {
    const folder = await workFolder()
    const lines = rows.map((row, index) => `17${10 + index}-03-11,${row}`)
    const table = `\ufeff${csv("born,width,width,,price", lines).replaceAll("\n", "\r\n")}`
    const made = await initFrom(folder, table)
    expect(made.stderr).toContain('Column 3 repeats the name "width" and is called "width_2"')
    expect(made.stderr).toContain('Column 4 has no name and is called "column4"')
    const schema = readFileSync(join(folder, "made/schema.yaml"), "utf8")
    expect(schema).toMatch(/name: born\n\s+type: date/)
    await done(join(folder, "made"), "run")
  })

  test("a date as target, and more odd columns than a person reads", async () => {
    const folder = await workFolder()
    const names = Array.from({ length: 60 }, (_, column) => `c${column}`)
    const lines = rows.map((row, index) => `${names.map(() => "7").join(",")},${row},2024-01-${10 + (index % 20)}`)
    const table = csv(`${names.join(",")},${header},due`, lines)
    const made = await initFrom(folder, table, "--target", "due")
    expect(made.stderr).toContain('"due" is a date, and is predicted as milliseconds since 1970')
    const told = await mlwright(folder, "schema", "infer", "table.csv", "--out", "schema.yaml")
    expect(told.stderr).toMatch(/note \d+ more notes; -v shows them/)
    expect(told.stderr.split("\n").length).toBeLessThan(30)
  })

  test("a class with one row is refused by its name", async () => {
    const folder = await workFolder()
    const lines = rows.map((row, index) => `${row.split(",", 2).join(",")},${index % 2 ? "yes" : "no"}`)
    await initFrom(folder, csv("a,b,price", [...lines, "1,1,maybe"]))
    expectRefused(await mlwright(join(folder, "made"), "run"), {
      exit: 4,
      code: "stages.validation-failed",
      message: /"maybe" has 1/,
      hint: /schema\.yaml|mlwright\.yaml/,
    })
    expect(existsSync(join(folder, "made/model"))).toBe(false)
  })

  test.for([['it\'s "quoted" ☃ and spaced.csv'], ["-dash.csv"], ["a;$(touch pwned) && `touch pwned`.csv"]] as const)(
    "a file called %s",
    async ([name]) => {
      const folder = await workFolder()
      writeFileSync(join(folder, name), csv(header, rows))
      const data = name.startsWith("-") ? `./${name}` : name
      await done(folder, "init", "made", "--data", data, "--target", "price", "--yes", "--set", "train.budgetSeconds=1")
      const project = join(folder, "made")
      await done(project, "run")
      await done(project, "predict", "-o", "-out.csv", "--", join("..", name))
      expect(readFileSync(join(project, "-out.csv"), "utf8").split("\n")[0]).toBe(`${header},prediction`)
      expect(tree(folder).filter((path) => path.includes("pwned") && path.endsWith("pwned"))).toEqual([])
    },
  )
})

describe("in a project", () => {
  const copyOfProject = projectThatRan()

  test("wrong words of the command", async () => {
    const project = await copyOfProject()
    const cases: readonly [readonly string[], string, RegExp][] = [
      [[], "cli.command-missing", /mlwright --help/],
      [["config"], "cli.command-missing", /mlwright config --help/],
      [["runn"], "cli.argument-invalid", /Did you mean .*\brun\b/],
      [["run", "--frce"], "cli.argument-invalid", /Did you mean --force\?/],
      [["predict", "good.csv"], "cli.argument-invalid", /--help/],
      [["replay"], "cli.argument-invalid", /--help/],
      [["run", "trian"], "pipeline.unknown-stage", /"train"/],
      [["step", "trian"], "project.step-unknown", /"train"/],
      [["-C", "nowhere", "runs", "list"], "project.folder-missing", /-C/],
      [["runs", "show", "nope"], "project.run-unknown", /mlwright runs list/],
      [["replay", "../../x"], "serve.prediction-unknown", /"id"/],
      [["predict", "good.csv", "-o", "out.xyz"], "table.out-format-unknown", /\.csv/],
      [["predict", "good.csv", "-o", "data.csv", "--model", "nope"], "registry.ref-not-found", /latest/],
      [
        ["predict", "good.csv", "-o", "data.csv", "--model", "7"],
        "registry.version-missing",
        /models:\/made\/1|latest/,
      ],
      [["predict", "good.csv", "-o", "data.csv", "--model", "runs:/abc/model"], "track.run-missing", /runs list/],
      [["predict", "good.csv", "-o", "data.csv", "--model", "./data"], "model.missing", /mlwright run/],
      [["init", ".", "--data", "good.csv", "--target", "price", "--yes"], "project.exists", /--force/],
    ]
    const before = tree(project)
    for (const [words, code, hint] of cases) expectRefused(await mlwright(project, ...words), { exit: 2, code, hint })
    expect(tree(project)).toEqual(before)
  })

  test("settings that do not exist or do not hold, in the file and for one call", async () => {
    const project = await copyOfProject()
    const path = join(project, "mlwright.yaml")
    const good = readFileSync(path, "utf8")
    const inFile: readonly [string, string, string, RegExp][] = [
      ["seed: 1", "sed: 1", "project.setting-unknown", /"split\.seed"/],
      ["train:", "trian:", "project.setting-unknown", /"train"/],
      ["budgetSeconds: 1", "budgetSeconds: fast", "project.setting-invalid", /config explain train\.budgetSeconds/],
      ["train:", "train: [", "project.settings-unreadable", /line \d+/],
    ]
    for (const [from, to, code, hint] of inFile) {
      writeFileSync(path, good.replace(from, to))
      expectRefused(await mlwright(project, "run"), { exit: 2, code, hint })
    }
    writeFileSync(path, good.replace("budgetSeconds: 1", "budgetSeconds: fast"))
    expect((await done(project, "config", "explain", "train.budgetSeconds")).json.settings[0].description).toBeTruthy()
    await done(project, "config", "set", "train.budgetSeconds", "1")
    expect(readFileSync(path, "utf8")).toBe(good)
    const forOneCall: readonly [string, string, RegExp][] = [
      ["foo", "project.override-malformed", /--set train\.budgetSeconds=30/],
      ["trian.seed=1", "project.setting-unknown", /"train\.seed"/],
      ["train.budget=1", "project.setting-unknown", /"train\.budgetSeconds"/],
      ["train.budgetSeconds=[1", "project.setting-invalid", /config explain/],
      ["train.estimators=foo", "project.setting-invalid", /config explain/],
      ["target.name=width", "stages.targets-differ", /Give "width" role: target in schema.yaml, and "price" another/],
      ["target.name=share", "stages.targets-differ", /Add "share" with role: target to schema.yaml/],
    ]
    for (const [text, code, hint] of forOneCall)
      expectRefused(await mlwright(project, "run", "--set", text), { exit: 2, code, hint })
  })

  test("files that lack a column or hold unreadable values, for predict, evaluate and validate", async () => {
    const project = await copyOfProject()
    writeFileSync(join(project, "lacks.csv"), csv("width,colour,price", ["1,red,3", "2,red,4"]))
    writeFileSync(join(project, "odd.csv"), csv(header, ["1,2,red,3", "x,2,red,3"]))
    writeFileSync(join(project, "blank.csv"), "")
    writeFileSync(join(project, "inputs.csv"), csv("width,height,colour", withoutPrice))
    writeFileSync(join(project, "cut.parquet"), readFileSync(join(project, "data/table.parquet")).subarray(0, 400))
    const before = tree(project)
    const cases: readonly [string, string, RegExp][] = [
      ["lacks.csv", "table.column-missing", /column "height"/],
      ["odd.csv", "table.value-unreadable", /badRows/],
      ["blank.csv", "table.file-empty", /another/],
      ["cut.parquet", "table.file-malformed", /whole/],
      ["nowhere.csv", "base.file-missing", /path/],
    ]
    for (const [file, code, hint] of cases)
      for (const words of [
        ["predict", file, "-o", "out.csv"],
        ["evaluate", file],
        ...(code === "table.column-missing" ? [] : [["validate", file]]),
      ])
        expectRefused(await mlwright(project, ...words), { exit: 2, code, hint })
    expectRefused(await mlwright(project, "evaluate", "inputs.csv"), {
      exit: 2,
      code: "table.target-missing",
      hint: /file that has it/,
    })
    expect(tree(project)).toEqual(before)
    const lacking = await mlwright(project, "validate", "lacks.csv")
    expect([lacking.code, lacking.json.ok]).toEqual([4, false])
    const failing = lacking.json.checks.filter((check: { ok: boolean }) => !check.ok)
    expect(failing).toContainEqual(expect.objectContaining({ column: "height", check: "present", severity: "error" }))
  })

  test("a lock file with conflict markers, and one that is cut short", async () => {
    const project = await copyOfProject()
    const path = join(project, "dvc.lock")
    const good = readFileSync(path, "utf8")
    appendFileSync(path, "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n")
    expectRefused(await mlwright(project, "run"), {
      exit: 2,
      code: "pipeline.lock-conflict",
      hint: /git checkout --ours/,
    })
    expect(readFileSync(path, "utf8").startsWith(good)).toBe(true)
    writeFileSync(path, "nonsense\n")
    expectRefused(await mlwright(project, "run"), { exit: 2, code: "pipeline.lock-invalid", hint: /git checkout/ })
    rmSync(path)
    await done(project, "run")
    expect(readFileSync(path, "utf8")).toBe(good)
  })
})
