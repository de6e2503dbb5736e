/** What ends a command with a message for a person. */
export class CommandError extends Error {
  override name = 'CommandError'
}
