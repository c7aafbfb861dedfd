import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// As many workers as the server's tests have: those of all projects run together.
const maxWorkers = availableParallelism() + 1

export default defineConfig({ test: { name: 'interface', include: ['src/**/*.test.ts'], isolate: false, maxWorkers } })
