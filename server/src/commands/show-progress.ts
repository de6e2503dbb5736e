import type { Progress } from '../backup/index.ts'

const betweenMs = 200

/** Shows on a terminal how far a backup is; on anything else nothing, so that a log has no such lines. */
export function showProgress(doing: string): { onProgress(progress: Progress): void; clear(): void } {
  const { stderr } = process
  let shownMs = Number.NEGATIVE_INFINITY
  return {
    onProgress({ table, number, tables, bytes }) {
      if (!stderr.isTTY || performance.now() - shownMs < betweenMs) return
      shownMs = performance.now()
      stderr.write(`\r\x1b[K${doing} ${table} (${number} of ${tables} tables, ${sizeOf(bytes)})`)
    },
    clear() {
      if (stderr.isTTY) stderr.write('\r\x1b[K')
    },
  }
}

export function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
