import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = 'http://127.0.0.1:3000'

export default defineConfig({
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
