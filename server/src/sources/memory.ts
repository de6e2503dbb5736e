/** In bytes; null what the kernel does not tell. */
export interface Memory {
  total: number | null
  /** What programs could get without swapping, by the kernel's own estimate. */
  available: number | null
  swapTotal: number | null
  swapFree: number | null
}

/** @see Documentation/filesystems/proc.rst, "meminfo": its kB are 1024 bytes */
export function parseMemory(meminfo: string): Memory {
  return {
    total: bytesOf(meminfo, 'MemTotal:'),
    available: bytesOf(meminfo, 'MemAvailable:'),
    swapTotal: bytesOf(meminfo, 'SwapTotal:'),
    swapFree: bytesOf(meminfo, 'SwapFree:'),
  }
}

function bytesOf(meminfo: string, key: string): number | null {
  const start = meminfo.startsWith(key) ? 0 : meminfo.indexOf(`\n${key}`) + 1
  if (start === 0 && !meminfo.startsWith(key)) return null
  const bytes = Number.parseInt(meminfo.slice(start + key.length, start + key.length + 24), 10) * 1024
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null
}
