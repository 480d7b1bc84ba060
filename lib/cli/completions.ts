/**
 * `skiff completions SHELL`: the script that a shell loads to complete `skiff`. Each script asks the
 * hidden command for words, so that what it proposes is always what this version takes. Layer 8.
 *
 * @module
 */
import { EXIT_CODES } from "../core/errors.ts";
import type { Shell } from "./command_flags.ts";
import { STDOUT } from "../process/output.ts";

const BASH = `# bash completion for skiff
_skiff() {
  local IFS=$'\\n'
  COMPREPLY=($(skiff __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  if [[ "\${COMPREPLY[0]}" == *= && \${#COMPREPLY[@]} -eq 1 ]]; then
    compopt -o nospace
  fi
  if [[ \${#COMPREPLY[@]} -eq 0 && "\${COMP_WORDS[COMP_CWORD-1]}" == --kubeconfig ]]; then
    COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
  fi
}
complete -F _skiff skiff
`;

const ZSH = `#compdef skiff
# zsh completion for skiff
_skiff() {
  local line word
  local -a words_with_briefs
  for line in "\${(@f)$(skiff __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z "$line" ]] && continue
    word="\${line%%$'\\t'*}"
    words_with_briefs+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#words_with_briefs} )); then
    _describe 'skiff' words_with_briefs
  else
    _files
  fi
}
compdef _skiff skiff
`;

const FISH = `# fish completion for skiff
function __skiff_complete
  set -l words (commandline -opc)
  set -e words[1]
  skiff __complete fish $words (commandline -ct) 2>/dev/null
end
complete -c skiff -f -a '(__skiff_complete)'
complete -c skiff -l kubeconfig -r -F
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/**
 * Prints the script of a shell.
 *
 * @param shell Which shell.
 * @returns The exit code.
 */
export async function runCompletions(shell: Shell): Promise<number> {
  await STDOUT.write(SCRIPTS[shell]);
  return EXIT_CODES.done;
}
