// What the tree being grown by this thread stands on. The addresses lie in a plan that `../../wasm-grove.ts` writes, one for all
// trees and one for each; globals belong to one thread, as each has its own instance of this code.

/** Rows of the table, drawn from; as many draws are made. */
export let train: usize = 0
export let trained: i32 = 0
export let tableRows: i32 = 0
export let features: i32 = 0
/** Bytes of a row of cells, whole vectors. */
export let stride: usize = 0
/** Bins by row. */
export let cells: usize = 0
/** By row: a number, or a class. */
export let target: usize = 0
/** By class: the number its rows follow. */
export let numbers: usize = 0
export let classes: i32 = 0
export let centre: f64 = 0
export let perNode: i32 = 0
export let minLeaf: i32 = 0
/** Most leaves. */
export let mostLeaves: i32 = 0
/** One cut a feature is drawn, and every row is in every tree. */
export let isExtra: bool = false
export let seed: u32 = 0
/** By row: how often it is in the bootstrap. */
export let repeats: usize = 0
/** By row: the packed number. */
export let pulls: usize = 0
/** Two lists of rows, or of places in what is near. */
export let lists: usize = 0
/** Bytes of one of them. */
export let listBytes: usize = 0
/** Cells, numbers and row ids of small nodes, in the order of their list. */
export let nearCells: usize = 0
export let nearPulls: usize = 0
export let nearRows: usize = 0
export let nodes: usize = 0
/** Open nodes. */
export let open: usize = 0
/** The finished tree: feature, right child, value, start, end (four bytes a node each), then cut, missing left, list (one each). */
export let shaped: usize = 0
/** What the tree tells about itself: how many nodes. */
export let told: usize = 0
/** Work area of the search for splits. */
export let bench: usize = 0

@inline
function word(plan: usize, place: usize): u32 {
  return load<u32>(plan + (place << 2))
}

/** @param plan of all trees; that of the task's tree is named behind it */
export function enter(plan: usize, task: i32): void {
  tableRows = word(plan, 0)
  features = word(plan, 1)
  stride = word(plan, 2)
  cells = word(plan, 3)
  perNode = word(plan, 4)
  minLeaf = word(plan, 5)
  mostLeaves = word(plan, 6)
  isExtra = word(plan, 7) !== 0
  classes = word(plan, 8)
  const own = plan + 64 + ((<usize>task) << 7)
  train = word(own, 0)
  trained = word(own, 1)
  target = word(own, 2)
  numbers = word(own, 3)
  seed = word(own, 4)
  repeats = word(own, 5)
  pulls = word(own, 6)
  lists = word(own, 7)
  listBytes = word(own, 8)
  nearCells = word(own, 9)
  nearPulls = word(own, 10)
  nearRows = word(own, 11)
  nodes = word(own, 12)
  open = word(own, 13)
  shaped = word(own, 14)
  bench = word(own, 15)
  centre = load<f64>(own, 64)
  told = own + 72
}
