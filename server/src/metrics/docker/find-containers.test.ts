import { expect, test } from 'vitest'
import { findContainers } from './find-containers.ts'

const known = [
  { labels: ['0123456789abcdef', 'web', 'nginx'] },
  { labels: ['0123456789abffff', 'db', 'postgres'] },
  { labels: ['fedcba9876543210', 'web', 'nginx'] },
]
const idsOf = (wanted: string) => findContainers(known, wanted).map(({ labels }) => labels[0]?.slice(-4))

test('a full id, a name with all that bore it, a unique beginning of an id', () => {
  expect(idsOf('0123456789abffff')).toEqual(['ffff'])
  expect(idsOf('web')).toEqual(['cdef', '3210'])
  expect(idsOf('fedcba987654')).toEqual(['3210'])
})

test('not a beginning that is short, or that of several', () => {
  expect(['fedcba98765', '0123456789ab', 'nginx', ''].map(idsOf)).toEqual([[], [], [], []])
})
