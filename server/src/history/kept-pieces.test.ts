import { expect, test } from 'vitest'
import { KeptPieces } from './kept-pieces.ts'

const pieceOf = (characters: number) => ({ texts: new Map([[0, ['x'.repeat(characters)]]]), tag: '' })

test('a piece is kept for a minute', () => {
  let clockMs = 0
  const kept = new KeptPieces(() => clockMs)
  const piece = pieceOf(10)
  kept.put('one', piece)
  clockMs = 59_999
  expect([kept.get('one'), kept.get('other')]).toEqual([piece, undefined])
  clockMs = 60_000
  expect(kept.get('one')).toBeUndefined()
})

test('of too many the oldest go, and one put again is the newest', () => {
  const kept = new KeptPieces(() => 0)
  for (const key of ['a', 'b', 'a', 'c']) kept.put(key, pieceOf(1_500_000))
  expect(['a', 'b', 'c'].map((key) => kept.get(key) !== undefined)).toEqual([true, false, true])
  kept.put('huge', pieceOf(5_000_000))
  expect(['a', 'c', 'huge'].map((key) => kept.get(key) !== undefined)).toEqual([false, false, false])
})
