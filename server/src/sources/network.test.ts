import { expect, test } from 'vitest'
import { parseDefaultRoute, parseDefaultRoute6, parseInterfaces, parseNeighbours } from './network.ts'

const zero = '0'.repeat(32)

test('counters are found where a long number leaves no blank after the colon', () => {
  const text = `Inter-|   Receive                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0
br-0a1b:98765432109876 7 0 0 0 0 0 0 12 7 0 0 0 0 0 0
`
  expect([...parseInterfaces(text)]).toEqual([
    ['lo', { received: 1, sent: 2 }],
    ['br-0a1b', { received: 98765432109876, sent: 12 }],
  ])
  expect(parseInterfaces('')).toEqual(new Map())
})

test('of several default routes the least metric counts, of equal ones the first; one that is down or refuses never', () => {
  const route = (name: string, flags: string, metric: number, destination = '00000000', mask = '00000000') =>
    `${name}\t${destination}\t0101A8C0\t${flags}\t0\t0\t${metric}\t${mask}\t0\t0\t0   \n`
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n'
  expect(parseDefaultRoute(head + route('wlan0', '0003', 600) + route('eth0', '0003', 100))).toBe('eth0')
  expect(parseDefaultRoute(head + route('eth0', '0003', 0) + route('eth1', '0003', 0))).toBe('eth0')
  expect(parseDefaultRoute(head + route('eth0', '0002', 0) + route('bad', '0203', 0))).toBeNull()
  expect(parseDefaultRoute(head + route('tun0', '0003', 0, '00000000', '00000080'))).toBeNull()
  expect(parseDefaultRoute(head)).toBeNull()
})

test('the default route of IPv6 is not the one that refuses everything', () => {
  const route = (name: string, flags: string, metric: string, length = '00') =>
    `${zero} ${length} ${zero} 00 ${zero} ${metric} 00000001 00000000 ${flags} ${name}\n`
  expect(parseDefaultRoute6(route('lo', '00200200', 'ffffffff'))).toBeNull()
  expect(parseDefaultRoute6(route('b', '00450003', '00000400') + route('a', '00450003', '00000064'))).toBe('a')
  expect(parseDefaultRoute6(route('a', '00000001', '00000100', '08'))).toBeNull()
  expect(parseDefaultRoute6('')).toBeNull()
})

test('devices are distinct hardware addresses of complete entries', () => {
  const entry = (flags: string, address: string, name: string) =>
    `192.168.1.9      0x1         ${flags}         ${address}     *        ${name}\n`
  const text =
    'IP address       HW type     Flags       HW address            Mask     Device\n' +
    entry('0x2', 'aa:aa:aa:aa:aa:aa', 'eth0') +
    entry('0x6', 'bb:bb:bb:bb:bb:bb', 'eth0') +
    entry('0x2', 'aa:aa:aa:aa:aa:aa', 'eth0') +
    entry('0x0', '00:00:00:00:00:00', 'eth0') +
    entry('0x2', 'aa:aa:aa:aa:aa:aa', 'wlan0')
  expect([...parseNeighbours(text)]).toEqual([
    ['eth0', 2],
    ['wlan0', 1],
  ])
})
