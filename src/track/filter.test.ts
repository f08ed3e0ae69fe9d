import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseFilter, parseOrder, type SearchKeys } from "./filter.ts"

const keys: SearchKeys = {
  attributes: {
    run_id: { column: "run_id", kind: "text", lists: true },
    "Run name": { column: "run_name", kind: "text" },
    start_time: { column: "start_time", kind: "number" },
    status: { column: "status", kind: "text" },
  },
  entities: ["metric", "param", "tag", "dataset"],
}
const clause = (filter: string) => {
  const [first] = parseFilter(filter, keys)
  return [first?.entity, first?.key, first?.operator, first?.value]
}

describe("parseFilter", () => {
  it.each<[string, unknown[]]>([
    ["metrics.rmse < 5", ["metric", "rmse", "<", 5]],
    ["metric.rmse>=-1.5e3", ["metric", "rmse", ">=", -1500]],
    ["metrics.rmse != .5", ["metric", "rmse", "!=", 0.5]],
    ['metrics."val loss" = 1', ["metric", "val loss", "=", 1]],
    ["metrics.`stage/train seconds` = 1", ["metric", "stage/train seconds", "=", 1]],
    ["metrics.a:b/c-d.e = 1", ["metric", "a:b/c-d.e", "=", 1]],
    ["params.seed = '1'", ["param", "seed", "=", "1"]],
    ['parameters.seed = "it\'s"', ["param", "seed", "=", "it's"]],
    ["parameter.seed = 'it''s'", ["param", "seed", "=", "it's"]],
    ["tags.mlflow.parentRunId = 'x'", ["tag", "mlflow.parentRunId", "=", "x"]],
    ["tag.`mlflow.parentRunId` != ''", ["tag", "mlflow.parentRunId", "!=", ""]],
    ["tags.name LIKE '%a_'", ["tag", "name", "like", "%a_"]],
    ["tags.and iLike 'AND'", ["tag", "and", "ilike", "AND"]],
    ["tags.in = 'x'", ["tag", "in", "=", "x"]],
    ["status = 'RUNNING'", ["attribute", "status", "=", "RUNNING"]],
    ["attributes.status = 'RUNNING'", ["attribute", "status", "=", "RUNNING"]],
    ["attr.start_time > 1664067852747", ["attribute", "start_time", ">", 1664067852747]],
    ["run.start_time<=1", ["attribute", "start_time", "<=", 1]],
    ["\"Run name\" = 'a'", ["attribute", "run_name", "=", "a"]],
    ["attribute.`Run name` = 'a'", ["attribute", "run_name", "=", "a"]],
    ["run_id IN ('a', \"b\" ,'c')", ["attribute", "run_id", "in", ["a", "b", "c"]]],
    ["run_id not in ('a')", ["attribute", "run_id", "not in", ["a"]]],
    ["datasets.context IN ('training')", ["dataset", "context", "in", ["training"]]],
    ["dataset.digest = 'd41d'", ["dataset", "digest", "=", "d41d"]],
  ])("reads %s", (filter, expected) => {
    expect(clause(filter)).toEqual(expected)
  })

  it("reads nothing as no condition", () => {
    expect(parseFilter("", keys)).toEqual([])
    expect(parseFilter("  \n", keys)).toEqual([])
  })

  it("joins clauses by AND in any case", () => {
    const clauses = parseFilter("metrics.a > 1 AND params.b = 'c and d' and\n tags.e LIKE 'f' And status != 'g'", keys)
    expect(clauses.map(({ key }) => key)).toEqual(["a", "b", "e", "status"])
  })

  it.each([
    ["metrics.rmse < '5'", "a number without quotes"],
    ["metrics.rmse < five", "a number without quotes"],
    ["metrics.rmse LIKE '5'", "can be compared by"],
    ["params.seed = 1", "a text in quotes"],
    ["params.seed > '1'", "can be compared by"],
    ["params.seed IN ('1')", "can be compared by"],
    ["params.seed = '1' OR params.seed = '2'", "wanted AND"],
    ["(params.seed = '1')", "wanted a key"],
    ["params.seed = '1' AND", "wanted a key"],
    ["params.seed =", "nothing came"],
    ["params.seed", "wanted an operator"],
    ["params.seed = 'a", "not closed"],
    ["params. = 'a'", "wanted a name"],
    ["run_id IN ()", "in the list"],
    ["run_id IN ('a'", "wanted )"],
    ["run_id IN 'a'", "wanted a list"],
    ["run_id NOT 'a'", "wanted an operator"],
    ["params.seed = 'a' 'b'", "wanted AND"],
    ["; drop table runs", "is not one of"],
  ])("refuses %s", (filter, why) => {
    expect(() => parseFilter(filter, keys)).toThrow(why)
    expect(() => parseFilter(filter, keys)).toThrow(expect.objectContaining({ blame: "user" }))
  })

  it.each([
    ["statos = 'x'", 'Did you mean "status"?'],
    ["metrix.a = 1", 'Did you mean "metrics"?'],
    ["dataset.nme = 'x'", 'Did you mean "name"?'],
    ["__proto__ = 'x'", expect.any(String)],
    ["constructor.x = 'x'", expect.any(String)],
  ])("suggests a key for %s", (filter, hint) => {
    expect(() => parseFilter(filter, keys)).toThrow(expect.objectContaining({ code: "track.search-key-unknown", hint }))
  })

  it("gives back every value and key that is quoted, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (value, key) => {
        const filter = `tags.\`${key.replaceAll("`", "``")}\` = '${value.replaceAll("'", "''")}'`
        expect(parseFilter(filter, keys)).toEqual([{ entity: "tag", key, operator: "=", value }])
      }),
    )
  })

  it("reads any text or refuses it as the user's, never otherwise", () => {
    const piece = fc.constantFrom(
      "metrics.a",
      "<",
      "'",
      '"',
      "`",
      "1",
      "AND",
      "(",
      ")",
      ",",
      " ",
      "IN",
      "NOT",
      "x",
      "=",
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parseFilter(pieces.join(" "), keys)
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^track\.(filter-invalid|search-key-unknown)$/) })
        }
      }),
    )
  })
})

describe("parseOrder", () => {
  it("reads a key with its direction, ascending when nothing is said", () => {
    expect(parseOrder(["metrics.rmse DESC", "params.a", "start_time asc", '"Run name" desc'], keys)).toEqual([
      { entity: "metric", key: "rmse", kind: "number", descending: true },
      { entity: "param", key: "a", kind: "text", descending: false },
      { entity: "attribute", key: "start_time", kind: "number", descending: false },
      { entity: "attribute", key: "run_name", kind: "text", descending: true },
    ])
  })

  it.each(["", "metrics.rmse down", "metrics.rmse ASC DESC", "nothing ASC", "'x'"])("refuses %j", (part) => {
    expect(() => parseOrder([part], keys)).toThrow(expect.objectContaining({ blame: "user" }))
  })
})
