import { describe, expect, test } from "vitest"
import { isRemote, parseReference, resolveReference, withoutSecrets } from "./reference.ts"

const variable = (name: string): string => `$\{${name}}`

describe("what a reference stands for", () => {
  test.each([
    ["data/*.csv", { kind: "path", path: "data/*.csv" }],
    ["C:\\data\\trips.csv", { kind: "path", path: "C:\\data\\trips.csv" }],
    ["file:///data/a%20b.csv", { kind: "path", path: "/data/a b.csv" }],
    ["s3://taxi/2024/", { kind: "s3", bucket: "taxi", key: "2024/" }],
    ["sqlite:///base.db?table=trips", { kind: "sqlite", path: "base.db", select: { table: "trips" } }],
    ["sqlite://base.db", { kind: "sqlite", path: "base.db", select: {} }],
    ["sqlite:base.db?table=trips", { kind: "sqlite", path: "base.db", select: { table: "trips" } }],
    ["sqlite:/data/base.db", { kind: "sqlite", path: "/data/base.db", select: {} }],
    [
      "sqlite:////data/base.db?query=SELECT 1",
      { kind: "sqlite", path: "/data/base.db", select: { query: "SELECT 1" } },
    ],
    [
      "postgresql://ann@host/base?sslmode=require&table=a.trips",
      { kind: "postgres", url: "postgresql://ann@host/base?sslmode=require", select: { table: "a.trips" } },
    ],
  ])("%s", (text, reference) => {
    expect(parseReference(text, {})).toEqual(reference)
  })

  test("a variable in an address is what the environment holds, escaped; one that is all of it is taken as it is", () => {
    const variables = { PASSWORD: "a@b/c", WHOLE: "sqlite:///base.db" }
    expect(parseReference(`postgresql://ann:${variable("PASSWORD")}@host/base`, variables)).toMatchObject({
      url: "postgresql://ann:a%40b%2Fc@host/base",
    })
    expect(parseReference(variable("WHOLE"), variables)).toMatchObject({ kind: "sqlite", path: "base.db" })
  })
})

test.each([
  ["postgresql://ann:s3cret@host/base?table=a", "postgresql://ann@host/base?table=a"],
  ["https://ann:p@ss:word@host/a.csv", "https://ann@host/a.csv"],
  [`postgresql://ann:${variable("PW")}@host/base`, `postgresql://ann:${variable("PW")}@host/base`],
  ["https://host/a.csv?X-Amz-Signature=abc&x=1", "https://host/a.csv"],
  ["https://host/a.csv?year=2024", "https://host/a.csv?year=2024"],
  ["https://:s3cret@host/a.csv", "https://host/a.csv"],
  ["data/a?token=1.csv", "data/a?token=1.csv"],
])("what is shown of %s has no secret", (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown)
})

test("relative paths become absolute from a folder, also in an SQLite address; the rest stays", () => {
  expect(resolveReference("/folder", "data/a.csv")).toBe("/folder/data/a.csv")
  expect(resolveReference("/folder", "sqlite:///a.db?table=t")).toBe("sqlite:////folder/a.db?table=t")
  expect(resolveReference("/folder", "sqlite:////data/a.db")).toBe("sqlite:////data/a.db")
  expect(resolveReference("/folder", "sqlite:a.db?table=t")).toBe("sqlite:////folder/a.db?table=t")
  expect(resolveReference("/folder", "sqlite:/data/a.db")).toBe("sqlite:////data/a.db")
  expect(resolveReference("/folder", "s3://taxi/a.csv")).toBe("s3://taxi/a.csv")
  expect(resolveReference("/folder", variable("WHOLE"))).toBe(variable("WHOLE"))
})

test("rows come from another machine when the address says so, or a variable may", () => {
  const remote = ["https://host/a", "s3://b/k", "postgresql://h/b", variable("WHOLE")]
  expect(remote.map(isRemote)).toEqual([true, true, true, true])
  expect(["a.csv", "sqlite:///a.db", "file:///a.csv"].map(isRemote)).toEqual([false, false, false])
})
