import { searchOf } from '../history/view.ts'
import type { Order, SortKey } from './rows.ts'

/** What of the list is in the page's address. */
export interface ListView {
  order: Order
  /** What is searched for. */
  wanted: string
}

const sortKeys: readonly SortKey[] = [
  'name',
  'status',
  'cpuAverage',
  'cpu',
  'memory',
  'received',
  'startedMs',
  'restarts',
]
const standard: Order = { key: 'cpuAverage', isDescending: true }

/** The order and the search that an address names; as at first, by who used the CPU, where it names none. */
export function parseList(search: string): ListView {
  const parameters = new URLSearchParams(search)
  return { order: orderOf(parameters.get('sort') ?? '') ?? standard, wanted: parameters.get('q') ?? '' }
}

function orderOf(text: string): Order | undefined {
  const key = sortKeys.find((one) => one === text.replace(/^-/, ''))
  return key && { key, isDescending: text.startsWith('-') }
}

const nameOf = ({ key, isDescending }: Order) => `${isDescending ? '-' : ''}${key}`

/** An address with another order or search, from its question mark on; what else it has is kept. */
export function formatList({ order, wanted }: ListView, search: string): string {
  const parameters = new URLSearchParams(search)
  for (const [name, value] of [
    ['sort', nameOf(order) === nameOf(standard) ? '' : nameOf(order)],
    ['q', wanted],
  ] as const) {
    if (value) parameters.set(name, value)
    else parameters.delete(name)
  }
  return searchOf(parameters)
}
