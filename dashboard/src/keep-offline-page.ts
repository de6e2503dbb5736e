declare const __OFFLINE_VERSION__: string

const refusedKey = 'zenith-offline-refused'

/**
 * Has the browser show a page of ours, not its own, while the server cannot be reached. It takes a trusted origin
 * (localhost, or a certificate that the browser trusts), which only the browser knows: elsewhere it refuses, with a line
 * on its console, and is not asked again on this device until there is a newer page.
 */
export function keepOfflinePage(): void {
  // After the first paint, which it must not slow down. Without it, or without storage, all else goes on.
  addEventListener('load', () => void registerOnce().catch(() => undefined))
}

async function registerOnce(): Promise<void> {
  if (localStorage.getItem(refusedKey) === __OFFLINE_VERSION__) return
  try {
    await navigator.serviceWorker.register(`/sw.js?${__OFFLINE_VERSION__}`, { updateViaCache: 'none' })
  } catch (error) {
    const isUntrusted = error instanceof DOMException && error.name === 'SecurityError'
    if (isUntrusted) localStorage.setItem(refusedKey, __OFFLINE_VERSION__)
  }
}
