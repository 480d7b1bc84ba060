/**
 * What a shell and a program say to each other about the words that may come next: the script that a shell
 * loads, and the lines that it gets. Each script asks the program itself, so that what it proposes is
 * always what this version takes. Layer 2.
 *
 * @module
 */

/** The shells that completion is there for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that completion is there for. */
export type Shell = (typeof SHELLS)[number];

/** The hidden word that the scripts call a program with; the shell and the words so far follow. */
const COMPLETE_WORD = "__complete";

/** A word that may come next on the command line. */
export interface Completion {
  readonly word: string;
  readonly brief: string;
}

/**
 * Writes the script that completes a program in a shell.
 *
 * @param shell Which shell.
 * @param program The command's name; what is typed for it, an alias or a path, is what gets asked.
 */
export function completionScript(shell: Shell, program: string): string {
  return SCRIPTS[shell](program, `_${program.replace(/\W/g, "_")}`);
}

/** Writes the `kubectl_complete-NAME` that kubectl runs to complete the plugin `kubectl-NAME`. */
export function kubectlCompletionScript(program: string): string {
  return `#!/bin/sh
# completion of kubectl for ${program}: an executable file on the PATH named ${
    program.replace("kubectl-", "kubectl_complete-")
  }
exec ${program} ${COMPLETE_WORD} kubectl "$@"
`;
}

const SCRIPTS: Readonly<Record<Shell, (program: string, name: string) => string>> = {
  bash: (program, name) =>
    `# bash completion for ${program}
${name}() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]/#\\~/$HOME}" ${COMPLETE_WORD} bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  if [[ "\${COMPREPLY[0]}" == *= && \${#COMPREPLY[@]} -eq 1 ]]; then
    compopt -o nospace
  fi
}
# Where it proposes nothing there are files: scripts, kubeconfigs.
complete -o default -F ${name} ${program}
`,
  zsh: (program, name) =>
    `#compdef ${program}
# zsh completion for ${program}
${name}() {
  local line word
  local -a words_with_briefs
  for line in "\${(@f)$("\${words[1]/#\\~/$HOME}" ${COMPLETE_WORD} zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z "$line" ]] && continue
    word="\${line%%$'\\t'*}"
    words_with_briefs+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#words_with_briefs} )); then
    _describe '${program}' words_with_briefs
  else
    _files
  fi
}
compdef ${name} ${program}
`,
  fish: (program, name) =>
    `# fish completion for ${program}
function _${name}_complete
  set -l words (commandline -opc)
  set -l program (string replace -r '^~' $HOME $words[1])
  set -e words[1]
  set -l found ($program ${COMPLETE_WORD} fish $words (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c ${program} -f -a '(_${name}_complete)'
`,
};

/**
 * Joins what a shell split: bash hands over `--option`, `=` and the value as words of their own, the others
 * hand over `--option=value`.
 *
 * @param typed Words as the shell split them; the last one is being typed.
 */
export function joinTyped(typed: readonly string[]): readonly string[] {
  return typed.flatMap((word, index) => {
    if (word === "=" && index > 0) return index === typed.length - 1 ? [""] : [];
    return [word];
  });
}

/**
 * Writes completions as a shell reads them, one a line.
 *
 * @param shell Which shell asks; all but bash show a description after a tab.
 * @param completions The words that may come next.
 * @param prefix What the shell expects before each word.
 */
export function formatCompletions(
  shell: string | undefined,
  completions: readonly Completion[],
  prefix = "",
): string {
  // A name with a blank or a control character would break the line of the shell.
  const safe = completions.filter(({ word }) => /^[\x21-\x7e]*$/.test(word));
  const lines = safe.map(({ word, brief }) =>
    shell === "bash" ? `${prefix}${word}` : `${prefix}${word}\t${brief}`
  );
  // kubectl reads a last line that says what else to do: here, not to propose files.
  if (shell === "kubectl") lines.push(":4");
  return lines.map((line) => `${line}\n`).join("");
}
