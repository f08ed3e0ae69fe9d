/**
 * A name a person can say, such as `calm-heron-417`; the same id gives the same name.
 *
 * @param id 32 hex digits
 */
export function runNameOf(id: string): string {
  const part = (from: number): number => Number.parseInt(id.slice(from, from + 6), 16)
  const adjective = adjectives[part(0) % adjectives.length]!
  const noun = nouns[part(6) % nouns.length]!
  return `${adjective}-${noun}-${part(12) % 1000}`
}

const adjectives = (
  "able agile amber ample azure bold brave bright brisk calm candid clean clear clever cool cosy crisp curious daring deft " +
  "eager early easy even exact fair fast fine firm fond frank fresh gentle glad golden good grand great handy happy honest " +
  "humble ideal jolly keen kind large light lively loyal lucid lucky mellow merry mild modest neat nimble noble open patient " +
  "placid plain polite prime proud pure quick quiet rapid rare ready robust royal serene sharp shiny silent silver simple " +
  "sleek smart smooth snug sober solid sound spry stable steady still strong sturdy sunny sure swift tidy tranquil true " +
  "trusty upbeat valiant vast vivid warm wise witty young zesty"
).split(" ")

const nouns = (
  "acorn alder ant ash aspen badger bat bay bear beaver bee beech birch bison brook carp cedar cliff cloud cod cove crane " +
  "creek crow cub curlew dale deer delta dove duck dune eagle eel elk elm falcon fawn fern field finch fir fjord fox frog " +
  "gecko glade goat goose grove gull hare hawk hazel heath heron hill ibex ibis iris island jay kite lake larch lark leaf " +
  "lion lynx maple marsh meadow mole moon moor moose moss moth newt oak orca oriole otter owl panda peak pear perch pine " +
  "plover plum pond poplar puffin quail rain raven reef ridge river robin rook salmon seal shore snow sparrow spruce star " +
  "stoat stork stream sun swan swift tern thrush tiger toad trout valley vole walrus wave whale willow wolf wren yew"
).split(" ")
