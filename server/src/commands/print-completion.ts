import type { Command } from 'commander'
import { type CommandOutline, outlineProgram } from './outline-program.ts'

const shells = { bash: completeBash, zsh: completeZsh, fish: completeFish }

export type Shell = keyof typeof shells
export const shellNames = Object.keys(shells)

/** `zenith completion SHELL`: what makes that shell complete the command line. */
export function printCompletion(program: Command, shell: string): void {
  process.stdout.write(writeCompletion(program, shell as Shell))
}

export function writeCompletion(program: Command, shell: Shell): string {
  return shells[shell](outlineProgram(program))
}

const wordsOf = ({ commands, options, arguments: given }: CommandOutline) => [
  ...given.flatMap(({ choices, description }) => choices.map((word) => ({ word, description }))),
  ...commands.map(({ name, description }) => ({ word: name, description })),
  ...options.map(({ long, description }) => ({ word: long, description })),
]
const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

// The words before the one to complete, without options, name the command: `power cancel`. An argument may follow it.
const patternOf = ({ path, arguments: given }: CommandOutline) =>
  given.length > 0 ? `${quote(path.join(' '))} | ${quote(`${path.join(' ')} `)}*` : quote(path.join(' '))

function completeBash(outlines: CommandOutline[]): string {
  const cases = outlines.map(
    (outline) =>
      `    ${patternOf(outline)}) words=${quote(
        wordsOf(outline)
          .map(({ word }) => word)
          .join(' '),
      )} ;;\n`,
  )
  return `# Completion of zenith for bash.
_zenith() {
  local word path= words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || path+="\${path:+ }$word"
  done
  case $path in
${cases.join('')}  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _zenith zenith
`
}

function completeZsh(outlines: CommandOutline[]): string {
  const cases = outlines.map((outline) => {
    const words = wordsOf(outline).map(({ word, description }) => quote(`${word}:${description}`))
    const files = outline.takesFile ? '; _files' : ''
    return `    (${patternOf(outline).replaceAll(' | ', '|')}) words_of_command=(${words.join(' ')})${files} ;;\n`
  })
  return `#compdef zenith
# Completion of zenith for zsh.
_zenith() {
  local -a before=(\${\${words[2,CURRENT-1]}:#-*}) words_of_command
  case "\${before[*]}" in
${cases.join('')}  esac
  _describe command words_of_command
}
_zenith "$@"
`
}

function completeFish(outlines: CommandOutline[]): string {
  const lines = outlines.flatMap((outline) => {
    const isHere = `test (__zenith_command) = ${quote(outline.path.join(' '))}`
    const when = `complete --command zenith --condition ${quote(isHere)}`
    return [
      ...outline.commands.map(
        ({ name, description }) => `${when} --arguments ${name} --description ${quote(description)}`,
      ),
      ...outline.options.map(
        ({ long, takesValue, description }) =>
          `${when} --long-option ${long.replace(/^--/, '')}${takesValue ? ' --require-parameter' : ''} --description ${quote(description)}`,
      ),
      ...outline.arguments.flatMap(({ choices }) => choices.map((word) => `${when} --arguments ${word}`)),
      ...(outline.takesFile ? [`${when} --force-files`] : []),
    ]
  })
  const groups = outlines.filter(({ path, commands }) => path.length > 0 && commands.length > 0)
  const deeper = groups.map(({ path }) => `    case ${quote(path.join(' '))}\n      set path "$path $word"\n`)
  return `# Completion of zenith for fish.
function __zenith_command
  set --local path ''
  for word in (commandline --tokenize --current-process --cut-at-cursor)[2..]
    string match --quiet -- '-*' $word; and continue
    switch $path
    case ''
      set path $word
${deeper.join('')}    end
  end
  echo "$path"
end
complete --command zenith --no-files
${lines.join('\n')}
`
}
