// What the tree being grown by this thread stands on, as `../../wasm-grove.ts` writes it down.

/** What all trees have in common. */
@unmanaged
class Ground {
  /** Of the table. */
  rows: i32
  features: i32
  /** Bytes of a row of cells, whole vectors. */
  stride: usize
  /** Bins by row. */
  cells: usize
  /** Features drawn for a node. */
  perNode: i32
  minLeaf: i32
  /** Most leaves. */
  leaves: i32
  /** One cut a feature is drawn, and every row is in every tree. */
  isExtra: i32
  classes: i32
}

/** What is one tree's own. */
@unmanaged
class Plot {
  /** Rows drawn from; as many draws are made. */
  train: usize
  trained: i32
  /** By row: a number, or a class. */
  target: usize
  /** By class: the number its rows follow. */
  numbers: usize
  seed: u32
  /** By row: how often it is in the bootstrap. */
  repeats: usize
  /** By row: the packed number. */
  pulls: usize
  /** Two lists of rows, or of places in what is near. */
  lists: usize
  /** Bytes of one of them. */
  listBytes: usize
  /** Cells, numbers and row ids of small nodes, in the order of their list. */
  nearCells: usize
  nearPulls: usize
  nearRows: usize
  nodes: usize
  /** Open nodes. */
  open: usize
  /** The finished tree. */
  shaped: usize
  /** Where splits are searched. */
  bench: usize
  /** Taken off numbers. */
  centre: f64
  /** Nodes of the finished tree. */
  made: i32
}

// globals belong to one thread, as each has its own instance of this code
export let ground: Ground = changetype<Ground>(0)
export let plot: Plot = changetype<Plot>(0)

/** @param plan the ground, and behind it the plots */
export function enter(plan: usize, task: i32): void {
  ground = changetype<Ground>(plan)
  plot = changetype<Plot>(plan + 64 + ((<usize>task) << 7))
}
