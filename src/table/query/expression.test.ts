import { describe, expect, it } from "vitest"
import { profileFiles } from "../profile/profile.ts"
import { errorOf, useScratch } from "../scratch.test-support.ts"

const scratch = useScratch()

const table =
  "start time,end,a,B,name\n2020-01-01 10:00:00,2020-01-01 10:02:00,1,2,x\n2020-01-01 10:00:00,2020-01-01 10:05:00,3,4,y\n"

async function compute(expression: string, name = "y") {
  const file = await scratch.put("table.csv", table)
  return profileFiles([file], { ...scratch.options(), target: { name, expression } })
}

const refused = (expression: string, name?: string) => errorOf(compute(expression, name))

describe("an expression target", () => {
  it("is a column that knows what it is computed from", async () => {
    const { columns, uses, schema } = await compute('epoch("end" - "start time") / 60')
    expect(columns.at(-1)).toMatchObject({ name: "y", type: "integer", min: 2, max: 5, distinct: 2 })
    expect(uses).toEqual(["start time", "end"])
    expect(schema.columns.map(({ role }) => role)).toEqual([
      "ignored",
      "ignored",
      "feature",
      "feature",
      "feature",
      "target",
    ])
  })

  it.each([
    ["a + b", "integer", ["a", "B"]],
    ["a / 2 -- half", "number", ["a"]],
    ['"end" - "start time"', "integer", ["start time", "end"]],
    ["a > 2", "boolean", ["a"]],
    ["CASE WHEN a > 2 THEN upper(name) ELSE 'low' END", "string", ["a", "name"]],
    ["list_sum(list_transform([a, B], v -> v * 2))", "integer", ["a", "B"]],
  ])("may be %s", async (expression, type, uses) => {
    const profile = await compute(expression)
    expect(profile.columns.at(-1)?.type).toBe(type)
    expect(profile.uses).toEqual(uses)
  })

  it.each([
    ["aa + 1", 'there is no column "aa", the nearest is "a"'],
    ["a +", "syntax error"],
    ["a) FROM read_csv('/etc/passwd', (1", "syntax error"],
    ["a), (B", "more than one expression"],
    ["a) FROM (VALUES (1)) t(a) WHERE (true", "more than one expression"],
    ["a; SELECT 1", "syntax error"],
    ["(SELECT 1)", "a query inside cannot be used"],
    ["a IN (SELECT 1)", "a query inside cannot be used"],
    ["a + random()", "does not give the same value each time"],
    ["epoch(now()) - a", "does not give the same value each time"],
    ["sum(a)", "needs more than one row"],
    ["sum(a) OVER ()", "a window over rows cannot be used"],
    ["lag(a) OVER ()", "a window over rows cannot be used"],
    ["read_text('/etc/passwd')", 'the function "read_text" cannot be used'],
    ["nosuch(a)", 'there is no function "nosuch"'],
    ["current_setting('threads') || name", "cannot be used"],
    ["1 + 1", "it uses no column"],
    ["COLUMNS(*)", "cannot be used"],
    ['"end"', "wanted a number, a duration, a boolean or a text"],
    ["name + 1", ""],
  ])("is refused when it is %s", async (expression, why) => {
    const error = await refused(expression)
    expect(error.code).toBe(expression === "name + 1" ? error.code : "table.expression-invalid")
    expect(error.message).toContain(why)
  })

  it("is refused when the table has a column of its name", async () => {
    expect((await refused("a + 1", "b")).message).toContain('the table already has a column "b"')
  })

  it("is missing where it is not finite", async () => {
    const file = await scratch.put("divide.csv", "a\n0\n1\n2\n")
    const target = { name: "y", expression: "1 / a::DOUBLE" }
    const { columns } = await profileFiles([file], { ...scratch.options(), target })
    expect(columns.at(-1)?.missing).toBe(1)
  })
})
