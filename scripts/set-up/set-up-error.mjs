/** What stops the set-up for a reason that a person can mend: shown as one line, without a stack. */
export class SetUpError extends Error {
  name = 'SetUpError'
}
