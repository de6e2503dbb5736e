import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = 'http://127.0.0.1:3000'

// Who changes the offline page changes the worker's address, and with it what browsers keep.
const offlineVersion = createHash('sha256')
for (const name of ['sw.js', 'offline.html', 'offline.css', 'offline.js', 'favicon.svg', 'prepare.js']) {
  offlineVersion.update(readFileSync(new URL(`public/${name}`, import.meta.url)))
}

export default defineConfig({
  define: { __OFFLINE_VERSION__: JSON.stringify(offlineVersion.digest('hex').slice(0, 12)) },
  plugins: [react(), tailwindcss()],
  // The policy allows no data: URLs but for images, and a file of its own is kept for a year.
  // The manifest tells the benchmark which files a page needs.
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    // The second is the page behind /api/docs.
    rolldownOptions: { input: ['index.html', 'docs.html'] },
  },
  server: { proxy: { '/api': server, '/socket.io': { target: server, ws: true } } },
})
