/** The encoding that a byte order mark at the beginning names. */
export function markOf(head: Buffer): string | undefined {
  return marks.find(({ bytes }) => head.subarray(0, bytes.length).equals(bytes))?.name
}

/** UTF-16 without a mark: nearly all zero bytes stand on one side of their pairs, and there are many. */
export function wideWithoutMark(head: Buffer): "utf-16le" | "utf-16be" | undefined {
  const counts = { "utf-16le": 0, "utf-16be": 0 }
  const lineEnds = { "utf-16le": 0, "utf-16be": 0 }
  let zeros = 0
  for (let at = 0; at + 1 < head.length; at += 2) {
    const [first, second] = [head[at]!, head[at + 1]!]
    zeros += Number(first === 0) + Number(second === 0)
    if (second === 0 && isPlain(first)) counts["utf-16le"]++
    if (first === 0 && isPlain(second)) counts["utf-16be"]++
    if (second === 0 && first === 0x0a) lineEnds["utf-16le"]++
    if (first === 0 && second === 0x0a) lineEnds["utf-16be"]++
  }
  const pairs = Math.floor(head.length / 2)
  for (const name of ["utf-16le", "utf-16be"] as const) {
    // Chinese text has few zero bytes; its digits, delimiters and line ends have them.
    const isWide = counts[name] >= 2 && counts[name] >= 0.1 * pairs && counts[name] >= 0.9 * zeros
    if (isWide && (lineEnds[name] > 0 || !head.includes(0x0a))) return name
  }
  return undefined
}

/** Control characters, which no text has but zeros that fill it up and those that some use as delimiters. */
export function looksBinary(head: Buffer): boolean {
  let controls = 0
  for (const byte of head) if ((byte > 0x01 && byte < 0x09) || (byte > 0x0d && byte < 0x1b)) controls++
  return controls > 2 && controls > 0.02 * head.length
}

/**
 * Windows-1252, which holds Latin-1, or GB18030: in Chinese text bytes beyond ASCII stand in even numbers and seldom beside a letter
 * of ASCII, in the languages of western Europe nearly always alone and beside one.
 */
export function guessOneByte(bytes: Buffer): { readonly name: string; readonly evidence: string } {
  let runs = 0
  let pairedRuns = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0x80) continue
    const start = at
    while (at < bytes.length && bytes[at]! >= 0x80) at++
    runs++
    const besideLetters = isLetter(bytes[start - 1]) || isLetter(bytes[at])
    if ((at - start) % 2 === 0 && !besideLetters) pairedRuns++
  }
  if (pairedRuns >= 0.7 * runs && isGb18030(bytes)) {
    return { name: "gb18030", evidence: "bytes beyond ASCII stand in pairs, as in Chinese text" }
  }
  return { name: "windows-1252", evidence: "it is not UTF-8, and bytes beyond ASCII stand alone" }
}

function isLetter(byte = 0): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

function isGb18030(bytes: Buffer): boolean {
  try {
    // What was collected may begin and end within a character.
    new TextDecoder("gb18030", { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function isPlain(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09
}

const marks = [
  { name: "utf-8", bytes: Buffer.from([0xef, 0xbb, 0xbf]) },
  { name: "utf-16le", bytes: Buffer.from([0xff, 0xfe]) },
  { name: "utf-16be", bytes: Buffer.from([0xfe, 0xff]) },
  { name: "gb18030", bytes: Buffer.from([0x84, 0x31, 0x95, 0x33]) },
] as const
