import { expect, test } from 'vitest'
import { Availability, findObstacle } from './availability.ts'
import type { Outcome } from './run-program.ts'

const outcome = (stdout: string, message = ''): Outcome => ({
  code: message ? 1 : 0,
  wasKilled: false,
  stdout,
  message,
})

function ask(answer: Outcome, mode: 'enabled' | 'dry-run' | 'disabled' = 'enabled') {
  const asked: string[] = []
  const run = async (_file: string, args: readonly string[]) => {
    asked.push(args.at(-1) ?? '')
    return answer
  }
  return { options: { mode, run, rulesFile: '/opt/zenith/rules' }, asked }
}

test.each([
  ['reboot', 'CanReboot'],
  ['shutdown', 'CanPowerOff'],
] as const)('a %s is possible when logind says yes', async (action, question) => {
  const { options, asked } = ask(outcome('s "yes"\n'))
  expect(await findObstacle(action, options)).toBeNull()
  expect(asked).toEqual([question])
})

test.each(['no', 'challenge', 'inhibitor-blocked'])(
  '"%s" names the command that allows it, and what else it may be',
  async (answer) => {
    const said = await findObstacle('reboot', ask(outcome(`s "${answer}"\n`)).options)
    expect(said).toMatch(/sudo sh -c '.*\/opt\/zenith\/rules.*>\/etc\/polkit-1\/rules.d\/50-home-zenith.rules'/)
    expect(said).toContain('systemd-inhibit --list')
  },
)

test('without a logind, an odd answer, or a machine that cannot, it says so', async () => {
  expect(await findObstacle('reboot', ask(outcome('', 'No such file')).options)).toContain('answer here (No such file)')
  expect(await findObstacle('reboot', ask(outcome('u 5')).options)).toContain('does not answer here (u 5)')
  expect(await findObstacle('reboot', ask(outcome('s "na"')).options)).toContain('cannot do it')
})

test('a trial always works, and what is turned off never: the machine is not asked', async () => {
  for (const [mode, obstacle] of [
    ['dry-run', null],
    ['disabled', expect.stringContaining('POWER_CONTROL')],
  ] as const) {
    const { options, asked } = ask(outcome('s "yes"'), mode)
    expect(await findObstacle('reboot', options)).toEqual(obstacle)
    expect(asked).toEqual([])
  }
})

test('what is known is as it was when last asked, and is not asked for each who looks', async () => {
  const { options, asked } = ask(outcome('s "yes"'))
  const availability = new Availability(options)
  expect(availability.known).toEqual({ available: false, remedy: expect.any(String) })
  await Promise.all([availability.refresh(), availability.refresh()])
  await availability.refresh()
  expect(availability.known).toEqual({ available: true, remedy: null })
  expect(asked).toEqual(['CanReboot', 'CanPowerOff'])
  await availability.ask('shutdown')
  expect(asked).toHaveLength(3)
})
