import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressedCopies } from './build/compressed-copies.ts'

/** Where `npm run dev` runs the server. */
const SERVER = process.env['TERRACE_DEV_SERVER'] ?? 'http://127.0.0.1:8080'
/** What the server answers below /app without the interface. */
const SERVER_PAGES = '^/app/(?:settings/(?:tokens|memberships|password)|assets/terrace\\.css|organizations/[^/]+/github-app|github-apps/)'

export default defineConfig({
  base: '/app/',
  plugins: [react(), compressedCopies()],
  build: {
    target: 'es2024',
    // A policy without `data:` for fonts and scripts needs every asset as a file.
    assetsInlineLimit: 0,
    // Of everything that browsers get, for whoever passes it on.
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // scripts/budgets.mjs counts what browsers really load.
    chunkSizeWarningLimit: 1000,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/.well-known', '/_archivist', '/webhooks', '/auth', '/oauth', '/login', '/logout', SERVER_PAGES].map((path) => [
        path,
        { target: SERVER, changeOrigin: false },
      ]),
    ),
  },
})
