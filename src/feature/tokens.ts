/**
 * The words of a text: runs of letters and digits, in lower case.
 *
 * @returns number of words; each is handed to `visit` as its FNV-1a hash over UTF-16 units
 */
export function visitTokens(text: string, visit: (hash: number) => void): number {
  const lower = text.toLowerCase()
  let count = 0
  let hash = OFFSET
  let inside = false
  for (let place = 0; place < lower.length; place++) {
    const unit = lower.charCodeAt(place)
    if (isWordUnit(unit)) {
      hash = Math.imul(hash ^ unit, PRIME)
      inside = true
    } else if (inside) {
      visit(hash >>> 0)
      count++
      hash = OFFSET
      inside = false
    }
  }
  if (inside) {
    visit(hash >>> 0)
    count++
  }
  return count
}

/** ASCII letters and digits, and everything beyond ASCII except the general punctuation and space blocks. */
function isWordUnit(unit: number): boolean {
  if (unit < 128) return (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)
  return unit > 0xbf && !(unit >= 0x2000 && unit <= 0x206f) && !(unit >= 0x3000 && unit <= 0x303f)
}

const OFFSET = 0x811c9dc5
const PRIME = 0x01000193
