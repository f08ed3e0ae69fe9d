import type { CalibrationLine, CalibrationMap } from "./estimator.ts"

/** What would make a calibration map give other than probabilities, in words; undefined when it is sound. */
export function calibrationFault(map: CalibrationMap, outputs: number): string | undefined {
  switch (map.method) {
    case "beta": {
      const rises = map.onYes >= 0 && map.onNo >= 0 && [map.onYes, map.onNo, map.offset].every(Number.isFinite)
      return outputs === 1 && rises ? undefined : "a beta calibration must be of two classes and rise"
    }
    case "softmax": {
      const finite = map.slope > 0 && [map.slope, ...map.offsets].every(Number.isFinite)
      return outputs > 1 && map.offsets.length === outputs && finite
        ? undefined
        : "a softmax calibration must have one offset a class and rise"
    }
    case "isotonic":
      return map.lines.length === outputs && map.lines.every(isSound)
        ? undefined
        : "an isotonic calibration must have one rising line an output"
  }
}

function isSound({ at, to }: CalibrationLine): boolean {
  if (at.length === 0 || at.length !== to.length) return false
  const rises = at.every((value, place) => place === 0 || value > at[place - 1]!)
  return rises && to.every((value, place) => value > 0 && value <= 1 && (place === 0 || value >= to[place - 1]!))
}
