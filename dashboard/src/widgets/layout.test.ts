import { describe, expect, test } from 'vitest'
import { hide, moveTo, readLayout, show, spansOf } from './layout.ts'

const known = ['a', 'b', 'c', 'd']
const all = { shown: known, hidden: [] }

describe('the layout that is kept', () => {
  test.each([undefined, null, 'text', [], {}, { shown: 3, hidden: 'a' }])('%o is the default', (kept) => {
    expect(readLayout(kept, known)).toEqual(all)
  })
  test('is in its order, without what there is no more, and each once', () => {
    expect(readLayout({ shown: ['d', 'gone', 'b', 'd', 7], hidden: ['a', 'gone', 'c'] }, known)).toEqual({
      shown: ['d', 'b'],
      hidden: ['a', 'c'],
    })
  })
  test('shows at its end what is newer than it', () => {
    expect(readLayout({ shown: ['c', 'a'], hidden: ['b'] }, known)).toEqual({ shown: ['c', 'a', 'd'], hidden: ['b'] })
  })
  test('shows what it names twice', () => {
    expect(readLayout({ shown: ['a'], hidden: ['a', 'b', 'c', 'd'] }, known).shown).toEqual(['a'])
  })
})

test('a widget is moved, hidden and shown again', () => {
  expect(moveTo(all, 'a', 2).shown).toEqual(['b', 'c', 'a', 'd'])
  expect(moveTo(all, 'd', 0).shown).toEqual(['d', 'a', 'b', 'c'])
  expect(moveTo(all, 'a', -1)).toEqual(all)
  expect(moveTo(all, 'd', 9)).toEqual(all)
  expect(hide(all, 'b')).toEqual({ shown: ['a', 'c', 'd'], hidden: ['b'] })
  expect(show(hide(all, 'b'), 'b')).toEqual({ shown: ['a', 'c', 'd', 'b'], hidden: [] })
})

test.each([
  [
    [1, 2, 3],
    [1, 2, 3],
  ],
  [
    [1, 3, 2],
    [3, 3, 3],
  ],
  [
    [1, 1, 2, 1],
    [1, 2, 2, 1],
  ],
  [[1], [3]],
  [[], []],
])('widths %o fill their rows as %o', (widths, spans) => {
  expect(spansOf(widths)).toEqual(spans)
})
