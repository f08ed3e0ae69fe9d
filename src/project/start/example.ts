import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { nearest } from "../../base/index.ts"
import { exampleUnknown } from "../errors.ts"

export interface ExampleTable {
  readonly file: string
  readonly target: { readonly target: string }
  remove(): Promise<void>
}

/**
 * A made-up table to try mlwright with.
 *
 * @throws project.example-unknown
 */
export async function exampleTable(name: string): Promise<ExampleTable> {
  if (name !== "taxi") throw exampleUnknown(name, ["taxi"], nearest(name, ["taxi"]))
  const { simulateTrips } = await import("../../../examples/taxi/simulate.ts")
  const folder = await mkdtemp(join(tmpdir(), "mlwright-example-"))
  const file = join(folder, "trips.csv")
  await writeFile(file, simulateTrips(exampleTrips, 1))
  return { file, target: { target: "trip_duration" }, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Enough to learn the city from, few enough for a first run in seconds. */
const exampleTrips = 12_000
