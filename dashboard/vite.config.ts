import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = 'http://127.0.0.1:3000'

// Who changes the offline page changes the worker's address, and with it what browsers keep.
const offlineVersion = createHash('sha256')
for (const name of ['sw.js', 'offline.html', 'offline.css', 'offline.js', 'favicon.svg', 'prepare.js']) {
  offlineVersion.update(readFileSync(new URL(`public/${name}`, import.meta.url)))
}

const firstCode =
  /dashboard\/src\/(api\/(session|problem|points|paths)|messages|formats?|widgets\/system-trace)\.ts$|preload-helper/
// Of what pages share, the overview draws nothing with uPlot.
const sharedCode = /node_modules\/(?!uplot)|dashboard\/src\/(api|components\/(?!plot\.)|widgets)\//

/** The browser hears of the code that main.ts asks for with the document already. */
const preloadApp: Plugin = {
  name: 'preload-app',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {}, path }) {
      if (path !== '/index.html') return []
      const files = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' && file.facadeModuleId?.endsWith('/src/show-app.tsx')
          ? [file.fileName, ...file.imports]
          : [],
      )
      return files
        .filter((file) => !html.includes(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head',
        }))
    },
  },
}

export default defineConfig({
  define: { __OFFLINE_VERSION__: JSON.stringify(offlineVersion.digest('hex').slice(0, 12)) },
  plugins: [react(), tailwindcss(), preloadApp],
  // The policy allows no data: URLs but for images, and a file of its own is kept for a year.
  // The manifest tells the benchmark which files a page needs.
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    // The second is the page behind /api/docs.
    rolldownOptions: {
      input: ['index.html', 'docs.html'],
      output: {
        codeSplitting: {
          groups: [
            // What main.ts needs comes first, and is little; what all pages share comes in one file: a request takes longer than some kB.
            { name: 'first', test: firstCode, priority: 2 },
            { name: 'shared', test: sharedCode, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server, '/socket.io': { target: server, ws: true } } },
})
