import type { AwkwardFile } from "./awkward-file.ts"

export const values: readonly AwkwardFile[] = [
  {
    name: "decimal-comma",
    content: "n;w\n1,5;a\n2,25;b\n-0,125;c\n",
    columns: { n: "number 1234,5", w: "category" },
    rows: [
      [1.5, "a"],
      [2.25, "b"],
      [-0.125, "c"],
    ],
  },
  {
    name: "decimal-comma-and-points-between-thousands",
    content: "n;m\n1.234,50;1.000\n12,25;2.500\n1.000.000,00;3.250\n",
    columns: { n: "number 1.234,5", m: "integer 1.234,5" },
    rows: [
      [1234.5, 1000],
      [12.25, 2500],
      [1_000_000, 3250],
    ],
  },
  {
    name: "commas-between-thousands",
    content: 'n,w\n"1,234.5",a\n"2,000,000",b\n12,c\n',
    columns: { n: "number 1,234.5", w: "category" },
    rows: [
      [1234.5, "a"],
      [2_000_000, "b"],
      [12, "c"],
    ],
  },
  {
    name: "spaces-and-apostrophes-between-thousands",
    content: "n;m\n1 234;1'234.5\n12 345 678;2'000.25\n5;7\n",
    columns: { n: "integer 1 234.5", m: "number 1'234.5" },
    rows: [
      [1234, 1234.5],
      [12_345_678, 2000.25],
      [5, 7],
    ],
  },
  {
    name: "no-break-spaces-between-thousands",
    content: "n;w\n1\u00a0234,5;a\n12\u202f345,25;b\n",
    columns: { n: "number 1\u00a0234,5", w: "category" },
    rows: [
      [1234.5, "a"],
      [12_345.25, "b"],
    ],
  },
  {
    name: "currency",
    content: 'price,w\n"$1,234.50",a\n-$5.25,b\n($7.00),c\n$0.99,d\n',
    columns: { price: "number $1,234.5 [$]", w: "category" },
    rows: [
      [1234.5, "a"],
      [-5.25, "b"],
      [-7, "c"],
      [0.99, "d"],
    ],
  },
  {
    name: "currency-behind",
    content: "preis;w\n1.234,50 €;a\n5,25 €;b\n",
    columns: { preis: "number 1.234,5 € [€]", w: "category" },
    rows: [
      [1234.5, "a"],
      [5.25, "b"],
    ],
  },
  {
    name: "percent",
    content: "share,w\n12.5%,a\n7%,b\n-0.25%,c\n",
    columns: { share: "number 1234.5% [%]", w: "category" },
    rows: [
      [12.5, "a"],
      [7, "b"],
      [-0.25, "c"],
    ],
  },
  {
    name: "units",
    content: "weight,w\n12.5 kg,a\n7 kg,b\n",
    columns: { weight: "number 1234.5 kg [kg]", w: "category" },
    rows: [
      [12.5, "a"],
      [7, "b"],
    ],
  },
  {
    name: "missing-marks",
    content: "n,w,d\n1,?,2020-01-02\n-,a,-\nNA,b,2020-02-03\n?,-,NULL\n4,,\n",
    columns: { n: "integer {-,?}", w: "category {-,?}", d: "date {-}" },
    rows: [
      [1, null, "2020-01-02"],
      [null, "a", null],
      [null, "b", "2020-02-03"],
      [null, null, null],
      [4, null, null],
    ],
  },
  {
    name: "plus-and-minus-are-words",
    content: "n,class\n1,+\n2,-\n3,+\n",
    columns: { n: "integer", class: "category" },
    rows: [
      [1, "+"],
      [2, "-"],
      [3, "+"],
    ],
  },
  {
    name: "sentinels-are-numbers",
    content: "t,w\n1.5,a\n-200,b\n-200,c\n9999,d\n",
    columns: { t: "number", w: "category" },
    rows: [
      [1.5, "a"],
      [-200, "b"],
      [-200, "c"],
      [9999, "d"],
    ],
  },
  {
    name: "labels-with-points",
    content: "age,label\n39,<=50K.\n50,>50K.\n",
    columns: { age: "integer", label: "category" },
    rows: [
      [39, "<=50K."],
      [50, ">50K."],
    ],
  },
  {
    name: "truth-words",
    content: "a,b,c,d\nyes,TRUE,Ja,0\nno,FALSE,Nein,1\nyes,TRUE,Nein,1\n",
    columns: { a: "boolean yes/no", b: "boolean", c: "boolean Ja/Nein", d: "integer" },
    rows: [
      [true, true, true, 0],
      [false, false, false, 1],
      [true, true, false, 1],
    ],
  },
  {
    name: "leading-zeros",
    content: "zip,n\n02134,1\n10001,2\n00501,3\n",
    columns: { zip: "category", n: "integer" },
    rows: [
      ["02134", 1],
      ["10001", 2],
      ["00501", 3],
    ],
  },
  {
    name: "long-numbers",
    content: `key,n\n${Array.from({ length: 30 }, (_, row) => `90071992547409${String(93 + row * 7).padStart(4, "0")},${row % 3}`).join("\n")}\n`,
    columns: { key: "identifier", n: "integer" },
    rows: Array.from({ length: 30 }, (_, row) => [`90071992547409${String(93 + row * 7).padStart(4, "0")}`, row % 3]),
  },
  {
    name: "twelve-hour-clock",
    content: "t,n\n03/25/2017 8:55:43 AM,1\n12/01/2017 11:05:00 PM,2\n12/31/2017 12:00:00 AM,3\n",
    columns: { t: "datetime %m/%d/%Y %I:%M:%S %p", n: "integer" },
    rows: [
      ["2017-03-25T08:55:43", 1],
      ["2017-12-01T23:05:00", 2],
      ["2017-12-31T00:00:00", 3],
    ],
  },
  {
    name: "day-first-by-one-row",
    content: "d,n\n03/04/2017,1\n05/06/2017,2\n25/12/2017,3\n",
    columns: { d: "date %d/%m/%Y", n: "integer" },
    rows: [
      ["2017-04-03", 1],
      ["2017-06-05", 2],
      ["2017-12-25", 3],
    ],
  },
  {
    name: "day-first-by-another-column",
    content: "d,e\n03/04/2017,13/01/2018\n05/06/2017,14/02/2018\n",
    columns: { d: "date %d/%m/%Y", e: "date %d/%m/%Y" },
    rows: [
      ["2017-04-03", "2018-01-13"],
      ["2017-06-05", "2018-02-14"],
    ],
  },
  {
    name: "mixed-dates",
    content: "d,n\n2020-01-31,1\n31/01/2020,2\nJan 5, 2020,3\n".replace("Jan 5, 2020", '"Jan 5, 2020"'),
    columns: { d: "date %d/%m/%Y|%b %d, %Y", n: "integer" },
    rows: [
      ["2020-01-31", 1],
      ["2020-01-31", 2],
      ["2020-01-05", 3],
    ],
  },
  {
    name: "zones",
    content: "t,n\n2020-01-31T10:00:00+02:00,1\n2020-01-31T10:00:00Z,2\n2020-01-31 10:00:00.250,3\n",
    columns: { t: "datetime", n: "integer" },
    rows: [
      ["2020-01-31T08:00:00", 1],
      ["2020-01-31T10:00:00", 2],
      ["2020-01-31T10:00:00.250", 3],
    ],
  },
  {
    name: "mail-dates",
    content: "t;n\nSat, 25 Mar 2017 08:55:43 +0100;1\nMon, 27 Mar 2017 23:00:00 -0500;2\n",
    columns: { t: "datetime %a, %d %b %Y %H:%M:%S %z", n: "integer" },
    rows: [
      ["2017-03-25T07:55:43", 1],
      ["2017-03-28T04:00:00", 2],
    ],
  },
  {
    name: "compact-dates",
    content: "d,n\n20170325,1\n20171231,2\n20180101,3\n",
    columns: { d: "date %Y%m%d", n: "integer" },
    rows: [
      ["2017-03-25", 1],
      ["2017-12-31", 2],
      ["2018-01-01", 3],
    ],
  },
  {
    name: "durations",
    content: "a,b,c,d\n1:23:45,PT5M,3 days,08:30\n0:00:07.5,PT1H30M,2 h 5 min,23:59\n100:00:00,P1DT1S,1 day,00:15\n",
    columns: {
      a: "number h:mm:ss [s]",
      b: "integer PT1H2M3S [s]",
      c: "integer 1 day 2 h 3 min [s]",
      d: "integer h:mm [s]",
    },
    rows: [
      [5025, 300, 259_200, 30_600],
      [7.5, 5400, 7500, 86_340],
      [360_000, 86_401, 86_400, 900],
    ],
  },
  {
    name: "wide-numbers",
    content: "n,m\n1e3,.5\n-2.5E-3,1.\n+7,0\n",
    columns: { n: "number", m: "number" },
    rows: [
      [1000, 0.5],
      [-0.0025, 1],
      [7, 0],
    ],
  },
]
