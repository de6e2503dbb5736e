import { execFileSync } from 'node:child_process'
import { Argument, Command } from 'commander'
import { expect, test } from 'vitest'
import { writeCompletion } from './print-completion.ts'

const program = new Command('zenith').description('a program').version('1.2.3')
program.command('serve').description('run it')
program
  .command('backup')
  .description("save the program's data")
  .argument('<file>')
  .option('--with-secrets', 'keys, too')
program.command('power').description('of the machine').command('cancel').description('cancel what waits')
program.command('paint').addArgument(new Argument('<colour>').choices(['red', 'blue']))
program.command('rollup').option('--from <time>', 'rebuild')

/** What bash offers for the last of the words. */
function completeInBash(...words: string[]): string[] {
  const script = `${writeCompletion(program, 'bash')}
    COMP_WORDS=(zenith "$@"); COMP_CWORD=$#; _zenith; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
}

test.each([
  { words: [''], offers: ['serve', 'backup', 'power', 'paint', 'rollup', 'help', '--version', '--help'] },
  { words: ['s'], offers: ['serve'] },
  { words: ['power', ''], offers: ['cancel', 'help', '--help'] },
  { words: ['power', 'cancel', '-'], offers: ['--help'] },
  { words: ['backup', '--'], offers: ['--with-secrets', '--help'] },
  { words: ['backup', 'a file', '--w'], offers: ['--with-secrets'] },
  { words: ['paint', ''], offers: ['red', 'blue', '--help'] },
  { words: ['unknown', ''], offers: [] },
])('bash offers after $words', ({ words, offers }) => {
  expect(completeInBash(...words)).toEqual(offers)
})

test.each(['zsh', 'fish'] as const)('%s is told of every command and option', (shell) => {
  const script = writeCompletion(program, shell)
  for (const word of ['serve', 'backup', 'cancel', 'with-secrets', 'from', "save the program'\\''s data"])
    expect(script).toContain(word)
})
