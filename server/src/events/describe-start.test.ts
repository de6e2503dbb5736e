import { expect, test } from 'vitest'
import { describeStart, type PreviousRun } from './describe-start.ts'

const at = (time: string) => `2026-01-05T${time}.000Z`
const ms = (time: string) => Date.parse(at(time))
const start = { kind: 'start', timestamp: at('10:01:14'), boot_id: 'b1', spooled_until: null, ordered: null } as const
const killed: PreviousRun = { bootId: 'b1', startedMs: ms('08:00:00'), stoppedMs: null, lastSampleMs: ms('10:00:00') }
const told = (previous: PreviousRun | null, note: Parameters<typeof describeStart>[0] = start) =>
  describeStart(note, previous).map(({ kind, timestamp, until, message }) => [
    kind,
    timestamp.slice(11, 19),
    until?.slice(11, 19) ?? null,
    message,
  ])

test('the first start has nothing before it', () => {
  expect(told(null)).toEqual([['start', '10:01:14', null, 'started for the first time']])
})

test('a clean stop needs no second event', () => {
  expect(told({ ...killed, stoppedMs: ms('10:00:30') })).toEqual([['start', '10:01:14', null, 'started after 44 s']])
})

test('an unclean stop is of the time of the last sample, or of the start when there was none', () => {
  expect(told(killed)).toEqual([
    ['unclean_stop', '10:00:00', null, 'ended without being stopped'],
    ['start', '10:01:14', null, 'started after 74 s'],
  ])
  expect(told({ ...killed, lastSampleMs: null })[0]?.slice(0, 2)).toEqual(['unclean_stop', '08:00:00'])
})

test('another boot id is a reboot, after a clean stop and after a power cut', () => {
  const reboot = ['reboot', '10:00:00', '10:01:14', 'the machine was rebooted: back after 74 s']
  expect(told({ ...killed, bootId: 'b0' }).map(([kind]) => kind)).toEqual(['unclean_stop', 'reboot', 'start'])
  expect(told({ ...killed, bootId: 'b0' })[1]).toEqual(reboot)
  expect(told({ ...killed, bootId: 'b0', stoppedMs: ms('10:00:00') })[0]).toEqual(reboot)
})

test('who asked for it is named', () => {
  const [told1] = [
    told({ ...killed, bootId: 'b0' }, { ...start, ordered: { action: 'reboot', requested_by: 'ann' } })[1],
  ]
  expect(told1?.[3]).toBe('the machine was rebooted by ann: back after 74 s')
  const stopped = { ...killed, bootId: 'b0', stoppedMs: ms('10:00:00') }
  const [cause] = told(stopped, { ...start, ordered: { action: 'shutdown', requested_by: 'ann' } })
  expect(cause?.[3]).toBe('the machine was shut down by ann: back after 74 s')
})

test('a boot id that one of the two does not know is no reboot', () => {
  expect(told({ ...killed, bootId: null }).map(([kind]) => kind)).toEqual(['unclean_stop', 'start'])
  expect(told(killed, { ...start, boot_id: null }).map(([kind]) => kind)).toEqual(['unclean_stop', 'start'])
})

test('how long it took is not told by a clock that was set back', () => {
  expect(told({ ...killed, bootId: 'b0', stoppedMs: ms('12:00:00') })).toEqual([
    ['reboot', '12:00:00', null, 'the machine was rebooted: back'],
    ['start', '10:01:14', null, 'started'],
  ])
})
