import type { Command } from 'commander'

/** A command as completion and manual tell it. */
export interface CommandOutline {
  /** The words after `zenith`: `['power', 'cancel']`; none for the program itself. */
  path: string[]
  description: string
  /** As `[options] <file>`. */
  usage: string
  commands: { name: string; description: string }[]
  options: { flags: string; long: string; takesValue: boolean; description: string }[]
  /** `choices`: the words that it takes, where it takes no others. */
  arguments: { name: string; description: string; choices: readonly string[] }[]
  /** Whether an argument is the name of a file. */
  takesFile: boolean
}

/** The program and all its commands, each before those below it. */
export function outlineProgram(command: Command, path: string[] = []): CommandOutline[] {
  const help = command.createHelp()
  const below = help.visibleCommands(command)
  const outline: CommandOutline = {
    path,
    description: command.description(),
    usage: command.usage(),
    commands: below.map((one) => ({ name: one.name(), description: one.description() })),
    options: help.visibleOptions(command).map((option) => ({
      flags: option.flags,
      long: option.long ?? option.flags,
      takesValue: option.required || option.optional,
      description: help.optionDescription(option),
    })),
    arguments: command.registeredArguments.map((one) => ({
      name: one.name(),
      description: one.description,
      choices: one.argChoices ?? [],
    })),
    takesFile: command.registeredArguments.some((one) => one.name() === 'file'),
  }
  // `help` is a word of its own, with nothing of its own to tell.
  const described = below.filter((one) => one.name() !== 'help')
  return [outline, ...described.flatMap((one) => outlineProgram(one, [...path, one.name()]))]
}
