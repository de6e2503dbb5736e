import { QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { createCache } from './api/queries.ts'
import { bind, bindText } from './bind.ts'

const target = {} as Element

function createSource() {
  const cache = createCache()
  const options = { queryKey: ['probe'], queryFn: (): number => 1, enabled: false }
  return {
    source: new QueryObserver<number>(cache, options),
    push: (value: number) => cache.setQueryData(['probe'], value),
  }
}

test('an element is written when it is drawn and when what is read is something else, until it is taken away', () => {
  const { source, push } = createSource()
  push(1.2)
  const write = vi.fn()
  const written = () => write.mock.calls.map(([, value]) => value)
  const leave = bind(source, Math.floor, write)(target)
  expect(write).toHaveBeenCalledExactlyOnceWith(target, 1)
  for (const value of [1.4, 2.1, 2.2, 1]) push(value)
  expect(written()).toEqual([1, 2, 1])
  if (typeof leave === 'function') leave()
  push(3)
  expect(written()).toEqual([1, 2, 1])
})

test('nothing is written before there is a value', () => {
  const { source, push } = createSource()
  const write = vi.fn()
  bind(source, String, write)(target)
  expect(write).not.toHaveBeenCalled()
  push(0)
  expect(write).toHaveBeenCalledExactlyOnceWith(target, '0')
})

test('the node of a text stays, and its text changes', () => {
  const { source, push } = createSource()
  push(1)
  const element = { firstChild: null as { nodeValue: string } | null, textContent: '' }
  bindText(source, String)(element as unknown as Element)
  expect(element.textContent).toBe('1')
  element.firstChild = { nodeValue: '1' }
  push(2)
  expect([element.firstChild.nodeValue, element.textContent]).toEqual(['2', '1'])
})
