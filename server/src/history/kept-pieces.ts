/** A piece of a history: its texts, of each series that has any there, and what tells it from another. */
export interface RenderedPiece {
  texts: ReadonlyMap<number, string[]>
  tag: string
}

interface Kept {
  piece: RenderedPiece
  size: number
  untilMs: number
}

// Late samples, a roll-up or another server may change what was read: it is read again after a minute at the latest.
const keptForMs = 60_000
const mostCharacters = 4_000_000

/** Pieces that were rendered within the last minute: who looks at the same days again need not wait for their samples. */
export class KeptPieces {
  private readonly pieces = new Map<string, Kept>()
  private size = 0

  constructor(private readonly monotonicMs: () => number) {}

  get(key: string): RenderedPiece | undefined {
    const kept = this.pieces.get(key)
    return kept && kept.untilMs > this.monotonicMs() ? kept.piece : undefined
  }

  put(key: string, piece: RenderedPiece): void {
    this.remove(key)
    const size = key.length + [...piece.texts.values()].flat().reduce((sum, { length }) => sum + length, 0)
    this.pieces.set(key, { piece, size, untilMs: this.monotonicMs() + keptForMs })
    this.size += size
    // The first is the oldest, and the next to end.
    for (const [oldest, { untilMs }] of this.pieces) {
      if (this.size <= mostCharacters && untilMs > this.monotonicMs()) break
      this.remove(oldest)
    }
  }

  private remove(key: string): void {
    this.size -= this.pieces.get(key)?.size ?? 0
    this.pieces.delete(key)
  }
}
