import type { Command } from 'commander'
import { type CommandOutline, outlineProgram } from './outline-program.ts'

/** What a variable of the environment takes. */
export interface SettingOutline {
  name: string
  takes: string
}

/** `zenith manual`: its page of the manual, for `man`. */
export function printManual(program: Command, settings: SettingOutline[]): void {
  process.stdout.write(writeManual(program, settings))
}

/** @see man 7 man */
export function writeManual(program: Command, settings: SettingOutline[]): string {
  const [whole, ...commands] = outlineProgram(program)
  if (!whole) throw new Error('a program has an outline')
  const lines = [
    `.TH ZENITH 1 "" "Home Zenith ${roff(program.version() ?? '')}"`,
    '.SH NAME',
    // The form that the index of manual pages asks for: name, dash, description.
    `zenith \\- ${roff(whole.description)}`,
    '.SH SYNOPSIS',
    `.B zenith`,
    roff(whole.usage),
    '.SH COMMANDS',
    ...commands.filter((command) => command.commands.length === 0).flatMap(describe),
    '.SH OPTIONS',
    ...whole.options.flatMap(({ flags, description }) => entry(flags, description)),
    '.SH ENVIRONMENT',
    'Each may also be a line of the file of settings.',
    ...settings.flatMap(({ name, takes }) => entry(name, takes)),
    '.SH FILES',
    ...entry('/etc/home-zenith/home-zenith.env', 'the settings of an installed Home Zenith'),
    ...entry('/var/lib/home-zenith', 'its data: database, keys, certificate'),
    ...entry('.env', 'the settings of one that is not installed, in its working directory'),
    '.SH EXIT STATUS',
    '0 when it has done what was asked; 1 when not, with a line that says why on standard error.',
  ]
  return `${lines.join('\n')}\n`
}

function describe({ path, usage, description, arguments: given, options }: CommandOutline): string[] {
  return [
    `.SS ${roff(`zenith ${path.join(' ')} ${usage}`)}`,
    roff(description),
    ...given.flatMap((argument) => entry(argument.name, argument.description)),
    ...options.flatMap(({ flags, description }) => entry(flags, description)),
  ]
}

function entry(term: string, text: string): string[] {
  return ['.TP', `.B ${roff(term)}`, roff(text)]
}

/** A dash is a minus sign in roff, a backslash an escape; a line that begins with a dot or an apostrophe is a request. */
function roff(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/gm, '\\&$&')
}
