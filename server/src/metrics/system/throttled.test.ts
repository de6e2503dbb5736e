import { describe, expect, test } from 'vitest'
import { parseAlarm, parseFirmwareBits } from './throttled.ts'

describe("the firmware's bits", () => {
  const names = (text: string) =>
    Object.entries(parseFirmwareBits(text) ?? {}).flatMap(([name, isSet]) => (isSet ? [name] : []))

  test.each([
    ['0', []],
    ['1', ['under_voltage']],
    ['2', ['frequency_capped']],
    ['4', ['throttled']],
    ['8', ['soft_temperature_limit']],
    ['10000', ['under_voltage_occurred']],
    ['20000', ['frequency_capped_occurred']],
    ['40000', ['throttled_occurred']],
    ['80000', ['soft_temperature_limit_occurred']],
    ['0x50005', ['under_voltage', 'throttled', 'under_voltage_occurred', 'throttled_occurred']],
  ])('%s', (text, expected) => expect(names(text)).toEqual(expected))

  test.each(['', 'error', '-1', '5 0'])('%j are none', (text) => expect(parseFirmwareBits(text)).toBeNull())
})

test('the alarm tells under-voltage and nothing else', () => {
  expect(parseAlarm('1')).toMatchObject({ under_voltage: true, throttled: null, under_voltage_occurred: null })
  expect(parseAlarm('0')).toMatchObject({ under_voltage: false, throttled: null })
  expect(parseAlarm('')).toBeNull()
})
