/** What DVC keeps beside a queued experiment in `.dvc/tmp/repro.dat`: how the pipeline is to be run. */
export interface RunArguments {
  readonly targets: readonly string[]
  readonly force: boolean
  readonly single: boolean
  readonly downstream: boolean
  readonly allowMissing: boolean
  readonly pull: boolean
  readonly keepGoing: boolean
  readonly ignoreErrors: boolean
  readonly pipelines: boolean
  readonly allPipelines: boolean
  readonly recursive: boolean
  readonly forceDownstream: boolean
}

type Packed = string | boolean | null | number | readonly Packed[] | { readonly [key: string]: Packed }

/**
 * Write them as DVC does, in the serialisation of Python (protocol 2), which DVC reads when it runs the experiment itself.
 *
 * @param environment of the stages' commands
 */
export function packArguments(run: RunArguments, environment: Readonly<Record<string, string>>): Uint8Array {
  const kwargs = {
    run_env: environment,
    targets: run.targets,
    single_item: run.single,
    force: run.force,
    dry: false,
    interactive: false,
    pipeline: run.pipelines,
    all_pipelines: run.allPipelines,
    downstream: run.downstream,
    recursive: run.recursive,
    force_downstream: run.forceDownstream,
    pull: run.pull,
    allow_missing: run.allowMissing,
    on_error: run.ignoreErrors ? "ignore" : run.keepGoing ? "keep-going" : "fail",
  }
  const emptyTuple = Buffer.from(")")
  const body = Buffer.concat([
    Buffer.from("}("),
    packed("args"),
    emptyTuple,
    packed("kwargs"),
    packed(kwargs),
    Buffer.from("u."),
  ])
  return Buffer.concat([Buffer.from([0x80, 2]), body])
}

/**
 * Read them. Only plain values are understood, so that nothing of a file that came from elsewhere is run.
 *
 * @returns undefined for anything else
 */
export function unpackArguments(bytes: Uint8Array): RunArguments | undefined {
  const value = unpacked(Buffer.from(bytes))
  if (!isMap(value) || !isMap(value["kwargs"])) return undefined
  const { targets, on_error, ...flags } = value["kwargs"]
  const given = Array.isArray(value["args"]) && Array.isArray(value["args"][0]) ? value["args"][0] : targets
  const names = Array.isArray(given) ? given : typeof given === "string" ? [given] : []
  return {
    targets: names.filter((name): name is string => typeof name === "string"),
    force: flags["force"] === true,
    single: flags["single_item"] === true,
    downstream: flags["downstream"] === true,
    allowMissing: flags["allow_missing"] === true,
    pull: flags["pull"] === true,
    keepGoing: on_error === "keep-going",
    ignoreErrors: on_error === "ignore",
    pipelines: flags["pipeline"] === true,
    allPipelines: flags["all_pipelines"] === true,
    recursive: flags["recursive"] === true,
    forceDownstream: flags["force_downstream"] === true,
  }
}

function packed(value: Packed): Buffer {
  if (value === null) return Buffer.from("N")
  if (value === true) return Buffer.from([0x88])
  if (value === false) return Buffer.from([0x89])
  if (typeof value === "string") {
    const text = Buffer.from(value)
    const head = Buffer.alloc(5)
    head.write("X", 0, "latin1")
    head.writeUInt32LE(text.length, 1)
    return Buffer.concat([head, text])
  }
  if (typeof value === "number") {
    const number = Buffer.alloc(5)
    number.write("J", 0, "latin1")
    number.writeInt32LE(value, 1)
    return number
  }
  if (Array.isArray(value))
    return Buffer.concat([Buffer.from("]("), ...(value as readonly Packed[]).map(packed), Buffer.from("e")])
  const entries = Object.entries(value).flatMap(([key, part]) => [packed(key), packed(part)])
  return Buffer.concat([Buffer.from("}("), ...entries, Buffer.from("u")])
}

/** A machine with a stack, as Python's; the opcodes of maps, lists, tuples, texts, numbers, truths and memory. */
function unpacked(bytes: Buffer): Packed | undefined {
  const stack: unknown[] = []
  const memory: unknown[] = []
  const sinceMark = (): unknown[] => {
    const from = stack.lastIndexOf(mark)
    const items = stack.splice(from)
    return items.slice(1)
  }
  let at = 0
  const take = (length: number): Buffer => {
    at += length
    return bytes.subarray(at - length, at)
  }
  const text = (length: number): void => void stack.push(take(length).toString("utf8"))
  const steps: Readonly<Record<number, () => void>> = {
    128: () => void take(1),
    149: () => void take(8),
    78: () => void stack.push(null),
    136: () => void stack.push(true),
    137: () => void stack.push(false),
    40: () => void stack.push(mark),
    41: () => void stack.push([]),
    93: () => void stack.push([]),
    125: () => void stack.push({}),
    140: () => text(take(1).readUInt8()),
    88: () => text(take(4).readUInt32LE()),
    75: () => void stack.push(take(1).readUInt8()),
    77: () => void stack.push(take(2).readUInt16LE()),
    74: () => void stack.push(take(4).readInt32LE()),
    148: () => void memory.push(stack.at(-1)),
    113: () => {
      memory[take(1).readUInt8()] = stack.at(-1)
    },
    104: () => void stack.push(memory[take(1).readUInt8()]),
    97: () => {
      const item = stack.pop()
      ;(stack.at(-1) as unknown[]).push(item)
    },
    101: () => {
      const items = sinceMark()
      ;(stack.at(-1) as unknown[]).push(...items)
    },
    116: () => void stack.push(sinceMark()),
    133: () => void stack.push([stack.pop()]),
    115: () => {
      const [key, value] = stack.splice(-2)
      Object.assign(stack.at(-1) as object, { [String(key)]: value })
    },
    117: () => {
      const items = sinceMark()
      for (let index = 0; index + 1 < items.length; index += 2)
        Object.assign(stack.at(-1) as object, { [String(items[index])]: items[index + 1] })
    },
  }
  while (at < bytes.length) {
    const opcode = take(1).readUInt8()
    if (opcode === end) return stack.at(-1) as Packed
    const step = steps[opcode]
    if (step === undefined) return undefined
    step()
  }
  return undefined
}

function isMap(value: Packed | undefined): value is { readonly [key: string]: Packed } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

const mark = Symbol("mark")
const end = 0x2e
