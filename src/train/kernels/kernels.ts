/**
 * The inner loops of growing trees, over buffers of one memory. There are two that give the same bits: WebAssembly, which may
 * share its work with helping threads, and TypeScript. Every sum that could depend on the order of its parts is one of whole
 * numbers below 2^53 and so exact, or is made over shares of the rows that do not depend on the number of threads.
 */
export interface Kernels {
  readonly memory: Memory
  /** Name the buffers the following calls work on. */
  use(buffers: Buffers): void
  /** Write the bin of every value of a column: 0 when missing, else 1 + the number of edges strictly below it. */
  assignBins(column: Float32Array, edges: Float32Array, bins: Uint8Array): void
  /** Gradient = score - target. */
  fillSquared(rows: Int32Array, output: OutputScores): void
  /** Gradient and hessian of the log loss of two classes. */
  fillLogistic(rows: Int32Array, output: OutputScores): void
  /** Probabilities of all outputs, which every output of a softmax round starts from. */
  fillShares(rows: Int32Array, outputs: SharesJob): void
  /** Gradient and hessian of one output of a softmax. */
  fillSoftmax(rows: Int32Array, job: SoftmaxJob): void
  /** @param repeats by row, how often it counts; 1 each when absent */
  measure(rows: Int32Array, repeats?: Uint8Array): Measured
  /** Turn gradients (and hessians) into whole steps, in place, the row's count packed in front of the gradient. */
  pack(rows: Int32Array, scale: PackScale, repeats?: Uint8Array): PackedSums
  /** Histograms of one or two nodes and their best splits. */
  prepare(job: PrepareJob): Prepared
  /** Part the rows of a node, in whatever order on each side. */
  partition(job: PartitionJob): Parted
  /** Add each leaf's value to the scores of its rows. */
  addLeaves(leaves: readonly LeafRows[], scores: Float64Array): void
  /** Add a tree's answer to the scores of rows it was not grown on. */
  walk(tree: WalkedTree, rows: Int32Array, scores: Float64Array): void
  /** Ground for whole trees of a forest; undefined where its trees are to be grown step by step, which gives the same. */
  grove(shape: GroveShape): Grove | undefined
  /** Let helping threads go. */
  close(): void
}

/** Grows trees that need nothing of each other, each from its draw of rows to its last leaf, several at one time. */
export interface Grove {
  /** @param take is given every tree, and where its rows lie until it returns */
  grow(trees: readonly GroveTree[], take: (tree: WholeTree, of: GrovePlace) => void): void
}

/** What all trees of a grove have in common. Every row counts as often as it is drawn. */
export interface GroveShape {
  /** features x rows */
  readonly columns: readonly Uint8Array[]
  readonly rows: number
  /** Most leaves of a tree. */
  readonly leaves: number
  /** Fewest rows of a leaf. */
  readonly minLeaf: number
  /** Drawn anew for each node. */
  readonly featuresPerNode: number
  /** Cuts drawn at random and every row in every tree. */
  readonly extra: boolean
  /** 0 for numbers, the number of classes otherwise */
  readonly classes: number
}

export interface GroveTree {
  /** 32 bits. */
  readonly seed: number
  /** Views of the memory, as is the target. */
  readonly train: Int32Array
  readonly target: Float64Array
  /** Taken off numbers. */
  readonly centre: number
  /** By class: what its rows follow. */
  readonly numbers: Float64Array
}

export interface GrovePlace {
  /** Of the tree among those asked for. */
  readonly position: number
  readonly lists: readonly Int32Array[]
  /** By row: how often it is in the tree. */
  readonly repeats: Uint8Array
}

/** A tree on bins, in preorder, and where the rows of its nodes lie. */
export interface WholeTree extends WalkedTree {
  readonly list: Uint8Array
  readonly start: Int32Array
  readonly end: Int32Array
}

/** Buffers of one lifetime: what is taken after a mark is given back by a rewind to it. All are zero at first. */
export interface Memory {
  bytes(length: number): Uint8Array
  integers(length: number): Int32Array
  numbers(length: number): Float64Array
  mark(): number
  rewind(mark: number): void
}

export interface Buffers {
  readonly lanes: 1 | 2
  /** features x rows */
  readonly columns: readonly Uint8Array[]
  /** Where each feature's bins start in a histogram; features + 1 long. */
  readonly starts: Int32Array
  /** By row: the gradient, later packed, and with two lanes the hessian behind it; rows x lanes. */
  readonly pulls: Float64Array
  /** The same in the order of a list of rows. */
  readonly ordered: Float64Array
  /** slots x bins x lanes */
  readonly histograms: Float64Array
  /** Most leaves of a tree. */
  readonly leaves: number
  /** By feature: 1 where answers must rise with it, -1 where they must fall, else 0; absent when none must. */
  readonly directions?: Int32Array
  /** By feature: 1 where no cut is to be looked for, else 0; absent when every feature may be cut. */
  readonly codes?: Int32Array
}

export interface OutputScores {
  readonly scores: Float64Array
  readonly target: Float64Array
  readonly base: number
}

export interface SharesJob {
  /** outputs x rows, views of one buffer that lie behind each other */
  readonly scores: readonly Float64Array[]
  readonly shares: readonly Float64Array[]
  readonly base: Float64Array
}

export interface SoftmaxJob {
  readonly share: Float64Array
  readonly target: Float64Array
  readonly output: number
  /** Of the hessian. */
  readonly scale: number
}

/** Sums over rows. */
export interface Measured {
  readonly absolute: number
  readonly count: number
  readonly hessian: number
}

export interface PackScale {
  readonly unit: number
  readonly perGradient: number
  readonly perHessian: number
}

export interface PackedSums {
  readonly packed: number
  readonly hessian: number
}

export interface PrepareJob {
  /** Positions of the features to look at, ascending. */
  readonly features: Int32Array
  /** Rows of the node whose histogram is built; a view of the memory. */
  readonly rows: Int32Array
  /** The rows are all there are, in their own order. */
  readonly identity: boolean
  /** Where the histograms lie, in numbers. `other` := `other` - `built`, when there is one. */
  readonly built: number
  readonly other?: number
  readonly limits: ScanLimits
  /** What is known of the nodes to find a split for; none for one that is not to be split. */
  readonly builtNode?: ScanNode
  readonly otherNode?: ScanNode
}

export interface ScanLimits {
  readonly minLeaf: number
  /** In hessian steps, as is `shrink`. */
  readonly minHessian: number
  readonly shrink: number
  readonly unit: number
}

export interface ScanNode {
  readonly count: number
  readonly gradient: number
  readonly hessian: number
  /** Score a split must exceed. */
  readonly floor: number
  /** Bounds of the values of its leaves, in gradient steps a hessian step; read where there are directions. */
  readonly lower: number
  readonly upper: number
}

export interface Prepared {
  readonly built: Found | undefined
  readonly other: Found | undefined
}

/** The best split of a node. */
export interface Found {
  readonly score: number
  readonly feature: number
  /** Bins up to this one go left. */
  readonly cut: number
  /** 1: missing rows go left; 0: right; -1: there are none. */
  readonly missing: number
  /** Of the left side. */
  readonly count: number
  readonly gradient: number
  readonly hessian: number
}

export interface PartitionJob {
  readonly rows: Int32Array
  /** Two places as long as `rows`; `spare` may be `rows`. */
  readonly target: Int32Array
  readonly spare: Int32Array
  readonly column: Uint8Array
  readonly cut: number
  readonly missingLeft: number
}

export interface Parted {
  /** Rows that went left; they come first. */
  readonly left: number
  readonly inSpare: boolean
}

export interface LeafRows {
  readonly rows: Int32Array
  readonly value: number
}

/** A tree on bins, in preorder. */
export interface WalkedTree {
  readonly feature: Int32Array
  readonly cut: Uint8Array
  readonly missingLeft: Uint8Array
  readonly right: Int32Array
  readonly value: Float32Array
  /** Node -> by bin 1 for those that go left, of nodes that split by a set of bins. */
  readonly subsets?: ReadonlyMap<number, Uint8Array>
}

/** Rows one task reads where sums of fractions are made: fixed, so that threads change no bit. */
export const sharedRows = 16_384
