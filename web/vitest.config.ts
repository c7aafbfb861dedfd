import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { name: 'interface', include: ['src/**/*.test.ts'], isolate: false, maxWorkers: 1 } })
