import { Command } from 'commander'
import { expect, test } from 'vitest'
import { writeManual } from './print-manual.ts'

test('the manual has every command with its arguments and options, and every setting', () => {
  const program = new Command('zenith').description('a program').version('1.2.3')
  program.command('backup').description('save it').argument('<file>', 'where to').option('--with-secrets', 'keys, too')
  program.command('power').description('of the machine').command('cancel').description('.hidden from roff \\ no')
  const manual = writeManual(program, [{ name: 'PORT', takes: 'a port' }])
  expect(manual.split('\n')).toEqual(
    expect.arrayContaining([
      '.TH ZENITH 1 "" "Home Zenith 1.2.3"',
      'zenith \\- a program',
      '.SS zenith backup [options] <file>',
      '.B file',
      'where to',
      '.B \\-\\-with\\-secrets',
      '.SS zenith power cancel [options]',
      '\\&.hidden from roff \\e no',
      '.B PORT',
      'a port',
    ]),
  )
})
