import { expect, test } from "vitest"
import type { Json } from "../base/index.ts"
import type { Pipeline } from "../pipeline/index.ts"
import { filledTemplate, formOf, plotOfFile, plotsOf, pointsOf, type Row, readRows, vegaOf } from "./index.ts"

test("rows of CSV are text, also with quotes, separators and line breaks in them", () => {
  expect(readRows('a,b\n1,"x, ""y""\nz"\n2,\n', "t.csv")).toEqual([
    { a: "1", b: 'x, "y"\nz' },
    { a: "2", b: "" },
  ])
  expect(readRows("a\tb\r\n1\t2\r\n", "t.tsv")).toEqual([{ a: "1", b: "2" }])
  expect(readRows("3,4\n5,6\n", "t.csv", false)).toEqual([
    { 0: "3", 1: "4" },
    { 0: "5", 1: "6" },
  ])
  expect(readRows('{"n": 3, "roc": [{"x": 1, "y": 0.5}]}', "t.json")).toEqual([{ x: 1, y: 0.5 }])
  expect(readRows("- x: 1\n- x: 2\n", "t.yaml")).toEqual([{ x: 1 }, { x: 2 }])
  expect(() => readRows("{}", "t.json")).toThrow(expect.objectContaining({ code: "plot.data-unreadable" }))
  expect(() => readRows("", "t.parquet")).toThrow(expect.objectContaining({ code: "plot.data-unreadable" }))
})

test("a top-level plot says more of a file than the stage that writes it", () => {
  const stage = {
    outs: [drawnOut("/p/roc.csv"), drawnOut("/p/loss.csv", { x: "epoch", y: "loss", template: "scatter" })],
  }
  const plots = [
    { "roc.csv": { x: "fpr", y: ["tpr", "best"], title: "ROC" } },
    { both: { x: "s", y: { "a.csv": "v", "b.csv": ["v", "w"] } } },
  ]
  const pipeline = { root: "/p", files: [{ path: "/p/dvc.yaml", plots }], stages: [stage] } as unknown as Pipeline
  expect(plotsOf(pipeline)).toEqual([
    {
      id: "roc.csv",
      title: "ROC",
      template: "linear",
      x: "fpr",
      lines: [
        { file: "roc.csv", field: "tpr" },
        { file: "roc.csv", field: "best" },
      ],
    },
    {
      id: "both",
      title: "both",
      template: "linear",
      x: "s",
      lines: [
        { file: "a.csv", field: "v" },
        { file: "b.csv", field: "v" },
        { file: "b.csv", field: "w" },
      ],
    },
    {
      id: "loss.csv",
      title: "loss.csv",
      template: "scatter",
      x: "epoch",
      lines: [{ file: "loss.csv", field: "loss" }],
    },
  ])
})

test("without fields the last one is drawn by the number of the row, as DVC does it", () => {
  const rows = [{ fpr: "0", tpr: "0.5" }]
  const points = pointsOf(plotOfFile("roc.csv"), sides({ workspace: { "roc.csv": rows }, HEAD: { "roc.csv": rows } }))
  expect(points).toMatchObject({ x: "step", y: "tpr", revisions: ["workspace", "HEAD"], apart: [] })
  expect(points.values).toEqual([
    { fpr: "0", tpr: "0.5", step: 0, rev: "workspace" },
    { fpr: "0", tpr: "0.5", step: 0, rev: "HEAD" },
  ])
})

test("several fields are told apart, and one that is not there is named with its nearest", () => {
  const all = sides({ workspace: { "l.csv": [{ epoch: "1", loss: "0.9", acc: "0.1" }] }, old: {} })
  const points = pointsOf(plotOfFile("l.csv", { x: "epoch", y: ["loss", "acc"] }), all)
  expect(points.revisions).toEqual(["workspace"])
  expect(points.values).toEqual([
    { epoch: "1", loss: "0.9", acc: "0.1", rev: "workspace", dvc_inferred_y_value: "0.9", field: "loss" },
    { epoch: "1", loss: "0.9", acc: "0.1", rev: "workspace", dvc_inferred_y_value: "0.1", field: "acc" },
  ])
  expect(() => pointsOf(plotOfFile("l.csv", { y: "los" }), all)).toThrow(
    expect.objectContaining({ code: "plot.field-missing", hint: 'Write "loss" in dvc.yaml, if it is meant' }),
  )
})

test("a template of the repository has its marks filled in, and an unknown one is refused", () => {
  const points = pointsOf(plotOfFile("a.json", { title: "T" }), sides({ workspace: { "a.json": [{ v: 1 }] } }))
  const text = '{"data": {"values": "<DVC_METRIC_DATA>"}, "title": "<DVC_METRIC_TITLE>", "y": "<DVC_METRIC_Y>", "n": 1}'
  expect(filledTemplate(text, points)).toEqual({ data: { values: points.values }, title: "T", y: "v", n: 1 })
  expect(formOf("mine", ["mine"])).toBe("line")
  expect(() => formOf("scater")).toThrow(expect.objectContaining({ code: "plot.template-unknown" }))
  for (const form of ["line", "scatter", "bar", "cells"] as const)
    expect(vegaOf(points, form)).toMatchObject({ data: { values: points.values }, title: { text: "T" } })
})

function drawnOut(file: string, drawn: Readonly<Record<string, Json>> = {}) {
  return { kind: "plot", file, path: file.slice(1), drawn: [drawn] }
}

function sides(
  all: Readonly<Record<string, Readonly<Record<string, readonly Row[]>>>>,
): ReadonlyMap<string, ReadonlyMap<string, readonly Row[]>> {
  return new Map(Object.entries(all).map(([rev, files]) => [rev, new Map(Object.entries(files))]))
}
