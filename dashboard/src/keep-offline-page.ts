declare const __OFFLINE_VERSION__: string

/**
 * Has the browser show a page of ours, not its own, while the server cannot be reached. It takes a trusted origin
 * (localhost, or a certificate that the browser trusts); elsewhere all goes on without.
 */
export function keepOfflinePage(): void {
  // After the first paint, which it must not slow down. `.serviceWorker` is not there on an untrusted origin.
  addEventListener('load', () => {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
    workers?.register(`/sw.js?${__OFFLINE_VERSION__}`, { updateViaCache: 'none' }).catch(() => undefined)
  })
}
