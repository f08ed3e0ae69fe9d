import { EARTH_KM, flatMap, type JourneyMeasure, type Place } from "../../feature/index.ts"
import { arithmetic } from "./arithmetic.ts"
import { cast, type Graph, type Value } from "./graph.ts"

/** Degrees, each rows x 1. */
export interface PointValues {
  readonly latitude: Value
  readonly longitude: Value
}

/** Kilometres east and north of a place. */
export function flatValues(graph: Graph, origin: Place, { latitude, longitude }: PointValues): readonly [Value, Value] {
  const { subtract, multiply } = arithmetic(graph)
  const map = flatMap(origin)
  return [
    multiply(subtract(longitude, origin.longitude), map.kmPerDegreeEast),
    multiply(subtract(latitude, origin.latitude), map.kmPerDegreeNorth),
  ]
}

export interface Journey {
  readonly from: PointValues
  readonly to: PointValues
}

/** One measure of the way between two points, step by step as the feature room computes it. */
export function journeyValue(graph: Graph, measure: JourneyMeasure, journey: Journey): Value {
  const { add, subtract, multiply, divide, absolute, sine, cosine } = arithmetic(graph)
  const radians = (degrees: Value): Value => multiply(degrees, DEGREE)
  const fromLatitude = radians(journey.from.latitude)
  const toLatitude = radians(journey.to.latitude)
  const north = subtract(toLatitude, fromLatitude)
  const east = radians(subtract(journey.to.longitude, journey.from.longitude))
  const middle = (): Value => cosine(divide(add(fromLatitude, toLatitude), 2))
  const bearing = (): Value =>
    angleOf(graph, {
      up: multiply(sine(east), cosine(toLatitude)),
      right: subtract(
        multiply(cosine(fromLatitude), sine(toLatitude)),
        multiply(multiply(sine(fromLatitude), cosine(toLatitude)), cosine(east)),
      ),
    })
  switch (measure) {
    case "haversine":
      return greatCircle(graph, { north, east, cosines: multiply(cosine(fromLatitude), cosine(toLatitude)) })
    case "manhattan":
      return multiply(add(absolute(north), multiply(absolute(east), middle())), EARTH_KM)
    case "north":
      return multiply(north, EARTH_KM)
    case "east":
      return multiply(multiply(east, EARTH_KM), middle())
    case "bearing":
      return divide(bearing(), DEGREE)
    case "bearingSin":
      return sine(bearing())
    case "bearingCos":
      return cosine(bearing())
  }
}

function greatCircle(
  graph: Graph,
  { north, east, cosines }: { readonly north: Value; readonly east: Value; readonly cosines: Value },
): Value {
  const { add, subtract, multiply, divide, root, sine, atMost } = arithmetic(graph)
  const square = (value: Value): Value => multiply(value, value)
  const halfNorth = square(sine(divide(north, 2)))
  const halfEast = multiply(cosines, square(sine(divide(east, 2))))
  const chord = atMost(root(add(halfNorth, halfEast)), 1)
  const arc = angleOf(graph, { up: chord, right: root(multiply(subtract(1, chord), add(1, chord))) })
  return multiply(arc, 2 * EARTH_KM)
}

/**
 * The angle of a point, in (-pi, pi], as atan2(up, right) gives it; 0 for the origin. Runtimes have no arc tangent of doubles: it is
 * taken in float32, and one step of Newton's method, exact to the third power of that error, brings it to double precision.
 */
function angleOf(graph: Graph, { up, right }: { readonly up: Value; readonly right: Value }): Value {
  const { add, subtract, multiply, divide, absolute, sine, cosine, less, greater, choose } = arithmetic(graph)
  const steep = greater(absolute(up), absolute(right))
  const long = choose(steep, absolute(up), absolute(right))
  const short = choose(steep, absolute(right), absolute(up))
  const isOrigin = graph.apply("Equal", [long, 0])
  const slope = divide(short, choose(isOrigin, 1, long))
  const first = cast(graph, graph.apply("Atan", [cast(graph, slope, "float")]), "double")
  const inQuarter = choose(steep, subtract(Math.PI / 2, first), first)
  const inHalf = choose(less(right, 0), subtract(Math.PI, inQuarter), inQuarter)
  const near = choose(less(up, 0), subtract(0, inHalf), inHalf)
  const across = subtract(multiply(up, cosine(near)), multiply(right, sine(near)))
  const along = add(multiply(right, cosine(near)), multiply(up, sine(near)))
  return choose(isOrigin, 0, add(near, divide(across, along)))
}

const DEGREE = Math.PI / 180
