import { expect, test } from 'vitest'
import { formatView, parseView } from '../history/view.ts'
import { formatList, type ListView, parseList } from './list-view.ts'

const standard: ListView = { order: { key: 'cpuAverage', isDescending: true }, wanted: '' }

test.each([
  ['', standard],
  ['?sort=name', { ...standard, order: { key: 'name', isDescending: false } }],
  ['?sort=-memory&q=my+app', { order: { key: 'memory', isDescending: true }, wanted: 'my app' }],
] satisfies [string, ListView][])('%s is a list, and the list is the address', (search, list) => {
  expect(parseList(search)).toEqual(list)
  expect(formatList(list, '')).toBe(search)
})

test.each(['?sort=colour', '?sort=--name', '?sort='])('%s names no order: it is the first', (search) => {
  expect(parseList(search)).toEqual(standard)
})

test('the list and the range keep what the other has in the address', () => {
  const search = formatList({ order: { key: 'name', isDescending: false }, wanted: 'db' }, '?range=7d&compare')
  expect(search).toBe('?range=7d&compare&sort=name&q=db')
  expect(formatList(standard, search)).toBe('?range=7d&compare')
  expect(parseList(formatView({ ...parseView(search), range: { isNight: true } }, search))).toEqual(parseList(search))
})
