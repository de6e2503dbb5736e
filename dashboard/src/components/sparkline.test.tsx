import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Sparkline, sparkPath } from './sparkline.tsx'

test.each([
  [[0, 10], 10, 'M0 230L1000 10'],
  [[5, null, 5, 10], 10, 'M0 120M667 120L1000 10'],
  [[null, null], 10, ''],
  [[20], 10, 'M0 10'],
  [[], 10, ''],
])('%o of at most %d is %s', (values, most, path) => {
  expect(sparkPath(values, most)).toBe(path)
})

test('a line may start above 0', () => {
  expect(sparkPath([40, 60], 60, 40)).toBe('M0 230L1000 10')
})

test('all lines have the same bounds', () => {
  expect(renderToStaticMarkup(<Sparkline values={[5, 6]} most={10} />)).toContain('d="M0 0h0M1000 240h0M0 120L1000 98"')
})
