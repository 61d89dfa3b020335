// Completion for shells: a short script that asks the program itself, so that it knows live names.
import type { Command } from '../command.ts';
import { usageError } from '../failure.ts';
import { filesMark } from '../names.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

const completion: Command = {
  name: 'completion',
  takes: 'SHELL',
  summary:
    'A script that completes commands, options and live names in bash, zsh, fish or PowerShell',
  examples: [
    'evenkeel completion bash > ~/.local/share/bash-completion/completions/evenkeel',
    'evenkeel completion zsh > "${fpath[1]}/_evenkeel"',
    'evenkeel completion fish > ~/.config/fish/completions/evenkeel.fish',
    'evenkeel completion powershell >> $PROFILE',
  ],
  count: [1, 1],
  run(call) {
    const shell = shells.find((one) => one === call.words[0]);
    if (shell === undefined) throw usageError(`The shell is one of ${shells.join(', ')}.`);
    call.out(scripts[shell]);
    return Promise.resolve(undefined);
  },
};

const bash = `# evenkeel: completion for bash
_evenkeel() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" line
  local -a offered=()
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = '${filesMark}' ]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur")
      return
    fi
    offered+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=("\${offered[@]}")
}
complete -F _evenkeel evenkeel ek`;

const zsh = `#compdef evenkeel ek
# evenkeel: completion for zsh
_evenkeel() {
  local line
  local -a offered
  while IFS= read -r line; do
    if [[ "$line" == '${filesMark}' ]]; then
      _files
      return
    fi
    offered+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe 'evenkeel' offered
}
if [[ "$funcstack[1]" == '_evenkeel' ]]; then
  _evenkeel "$@"
else
  compdef _evenkeel evenkeel ek
fi`;

const fish = `# evenkeel: completion for fish
function __evenkeel_complete
  set -l words (commandline -opc)
  set -l typed (commandline -ct)
  for line in ($words[1] __complete $words[2..-1] "$typed" 2>/dev/null)
    if test "$line" = '${filesMark}'
      __fish_complete_path "$typed"
    else
      echo $line
    end
  end
end
complete -c evenkeel -f -a '(__evenkeel_complete)'
complete -c ek -f -a '(__evenkeel_complete)'`;

// An empty argument does not reach a program from every PowerShell; a space does. File names it
// completes by itself when nothing is offered.
const powershell = `# evenkeel: completion for PowerShell
Register-ArgumentCompleter -Native -CommandName evenkeel, ek -ScriptBlock {
  param($typed, $line, $cursor)
  $words = @($line.CommandElements |
    Where-Object { $_.Extent.StartOffset -lt $cursor } |
    ForEach-Object { $_.Extent.Text.Trim("'", '"') })
  $program = $words[0]
  $rest = @($words | Select-Object -Skip 1)
  if ($typed -eq '') { $rest += ' ' }
  foreach ($offer in (& $program __complete @rest 2>$null)) {
    if ($offer -eq '${filesMark}') { return }
    $name, $title = $offer -split "\`t", 2
    if (-not $title) { $title = $name }
    [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $title)
  }
}`;

const scripts = { bash, zsh, fish, powershell };

export const shellCommands: readonly Command[] = [completion];
