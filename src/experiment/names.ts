import type { Random } from "../base/index.ts"
import { isRefName } from "../version/index.ts"
import { nameInvalid } from "./errors.ts"
import { experimentRefs } from "./experiment.ts"

/** A name of two words that no experiment has, such as `calm-heron`. */
export function newName(taken: ReadonlySet<string>, random: Random): string {
  for (let attempt = 0; ; attempt++) {
    const words = `${pick(adjectives, random)}-${pick(nouns, random)}`
    const name = attempt < patience ? words : `${words}-${random.integer(1_000_000)}`
    if (!taken.has(name)) return name
  }
}

/** @throws experiment.name-invalid */
export async function checkName(root: string, name: string): Promise<void> {
  if (name.includes("/") || !(await isRefName(root, `${experimentRefs}/${name}`))) throw nameInvalid(name)
}

function pick(words: readonly string[], random: Random): string {
  return words[random.integer(words.length)] ?? ""
}

const patience = 50

const adjectives =
  "able airy amber ample arid avid bold brave brisk broad calm candid civil clean clear cosy crisp deft dusky eager early even fair fleet fond frank fresh glad golden grand hardy hazel humble ivory jolly keen kind lavish lean light lively lofty loyal lucid mellow merry mild misty modest neat nimble noble olive patient placid plain polar prime proud quick quiet rapid ready ripe robust rosy rural sandy sharp silent silver sleek sober solar solid spry stable stark steady still stout sunny sure swift tall tidy urban vast vivid warm wary wide wise young zesty".split(
    " ",
  )
const nouns =
  "acorn alder anchor antler apple arbor aspen badger bay beacon beech birch bison brook canyon cedar cliff clover comet coral cove crane creek dale delta dune eagle elm ember falcon fern field finch fjord forest fox gale garden glacier glade grove gull harbor hare hawk hazelnut heath heron hill ibis inlet isle ivy jay juniper kestrel lagoon lake lark laurel linden lynx magpie maple marsh marten meadow mesa moor moss oak oasis orchard oriole osprey otter owl pebble pine plover pond poplar quail quarry raven reef ridge river robin rowan sable sequoia shore sparrow spring spruce stone stork stream summit swan teal thicket thistle tide trout valley walnut wave willow wren".split(
    " ",
  )
