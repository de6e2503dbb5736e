import { expect, test } from 'vitest'
import { chooseHost } from './choose-host.ts'

const pi = { id: 1, key: 'a', hostname: 'pi' }
const nas = { id: 2, key: 'b', hostname: 'nas' }
const other = { id: 3, key: 'c', hostname: 'nas' }

test('the only host goes on as this machine; of several the one that this machine was', () => {
  expect([chooseHost([], 'x'), chooseHost([pi], 'x'), chooseHost([pi, nas], 'b')]).toEqual([null, 1, 2])
})

test('else it has to be said, by id or by a name that only one has', () => {
  expect(() => chooseHost([pi, nas], 'x')).toThrow('say with --host which of them this machine is')
  expect([chooseHost([pi, nas], 'x', 'nas'), chooseHost([pi, nas, other], 'x', '3')]).toEqual([2, 3])
  expect(() => chooseHost([pi, nas, other], 'x', 'nas')).toThrow('is not one host only')
  expect(() => chooseHost([pi], 'x', 'pie')).toThrow('has no host "pie", but 1 pi')
  expect(chooseHost([pi], 'x', 'none')).toBe(null)
})

test('one machine is not two hosts', () => {
  expect(chooseHost([pi, nas], 'b', '2')).toBe(2)
  expect(() => chooseHost([pi, nas], 'b', '1')).toThrow('this machine is the host 2 (nas) of the backup already')
})
