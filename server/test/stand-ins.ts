import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Programs that stand in for the machine's own, in a folder that is all of PATH: they record how they were run. */
export interface StandIns {
  path: string
  /** Each run in order: the program, its arguments in brackets, and what it read. */
  ran(): string[]
  /** Lets a program say something, do something in the shell's language, and end with a code. */
  teach(program: string, says: string, code?: number, does?: string): void
  remove(): void
}

/** systemctl and wall that succeed, and a logind that says yes. */
export function makeStandIns(): StandIns {
  const path = mkdtempSync(join(tmpdir(), 'zenith-stand-ins-'))
  const record = join(path, 'record')
  const teach = (program: string, says: string, code = 0, does = ':') => {
    const file = join(path, program)
    const run = [
      '#!/bin/sh',
      `line=${program}`,
      'for argument; do line="$line [$argument]"; done',
      'while read -r read; do line="$line < $read"; done',
      `printf '%s\\n' "$line" >>'${record}'`,
      `printf '%s\\n' '${says}' ${code === 0 ? '' : '>&2'}`,
      does,
      `exit ${code}`,
    ]
    writeFileSync(file, `${run.join('\n')}\n`)
    chmodSync(file, 0o755)
  }
  teach('systemctl', '')
  teach('wall', '')
  teach('busctl', 's "yes"')
  return {
    path,
    ran: () => (existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : []),
    teach,
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}
