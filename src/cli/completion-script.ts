/** A command as a shell completes it. */
export interface CompletedCommand {
  /** Its name and its other names. */
  readonly names: readonly string[]
  /** Such as `-f` and `--force`. */
  readonly options: readonly string[]
  readonly commands: readonly CompletedCommand[]
  /** What its arguments name besides files. */
  readonly completes?: "stages" | "experiments" | undefined
}

/**
 * A script that completes the words of `mlwright` in bash or zsh: commands, options, names of stages and experiments, files.
 *
 * @param program the command line as a whole
 */
export function completionScript(program: CompletedCommand, shell: "bash" | "zsh"): string {
  const lines = casesOf(program, "")
  const head =
    shell === "bash"
      ? ["# To use it: mlwright completion -s bash > ~/.local/share/bash-completion/completions/mlwright"]
      : [
          "# To use it, in ~/.zshrc after compinit: source <(mlwright completion -s zsh)",
          "autoload -U +X bashcompinit && bashcompinit",
        ]
  return [...head, functions, "_mlwright_words() {", '  case "$1" in', ...lines, "  esac", "}", registration].join("\n")
}

/** One case for each command by its whole name: its words below and its options, then what else its arguments are. */
function casesOf(command: CompletedCommand, path: string): readonly string[] {
  const below = command.commands.flatMap(({ names }) => names)
  const own = `    '${path}') words='${[...below, ...command.options].join(" ")}'; kind='${command.completes ?? ""}' ;;`
  return [
    own,
    ...command.commands.flatMap((one) => one.names.flatMap((name) => casesOf(one, `${path} ${name}`.trim()))),
  ]
}

/** The shell expands what it completes, and names come from repositories of others: those it would run or replace are left out. */
const functions = `_mlwright_plain() {
  grep -v '[^[:alnum:]_.,=+:@/-]'
}

_mlwright() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" words="" kind="" index=1 word
  _mlwright_words ""
  while [ "$index" -lt "$COMP_CWORD" ]; do
    word="\${COMP_WORDS[index]}"
    case " $words " in
      *" $word "*) case "$word" in -*) ;; *) path="\${path:+$path }$word"; words=""; _mlwright_words "$path" ;; esac ;;
    esac
    index=$((index + 1))
  done
  case "$current:$kind" in
    -*) ;;
    *:stages) words="$words $(mlwright stage list --name-only 2>/dev/null | _mlwright_plain)" ;;
    *:experiments) words="$words $(mlwright exp list --all --name-only 2>/dev/null | _mlwright_plain)" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}`

const registration = "complete -o default -F _mlwright mlwright"
