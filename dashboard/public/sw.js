// Shows the offline page where the server cannot be reached. Nothing else is kept: no value, no answer of the API, and no
// part of the page itself, so that a new version of the server never meets an old page.
const page = '/offline.html'
const files = [page, '/offline.css', '/offline.js', '/prepare.js', '/favicon.svg']
// Each version comes with an address of its own: see vite.config.ts.
const cacheName = `offline${location.search}`

self.addEventListener('install', (event) => {
  const keep = async () =>
    (await caches.open(cacheName)).addAll(files.map((url) => new Request(url, { cache: 'reload' })))
  event.waitUntil(keep().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  const takeOver = async () => {
    for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name)
    // The request goes out while this worker is still starting.
    await self.registration.navigationPreload?.enable()
    await self.clients.claim()
  }
  event.waitUntil(takeOver())
})

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url)
  if (origin !== location.origin || pathname.startsWith('/api/')) return
  if (event.request.mode === 'navigate') event.respondWith(navigate(event))
  else if (files.includes(pathname)) event.respondWith(fetch(event.request).catch(() => kept(pathname)))
})

async function navigate(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request))
  } catch {
    return kept(page)
  }
}

async function kept(path) {
  return (await caches.match(path)) ?? Response.error()
}
