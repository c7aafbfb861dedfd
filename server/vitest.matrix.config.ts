// `npm run matrix`: every screen of the interface in every combination of theme, width, text size and motion.
import { mergeConfig } from 'vitest/config'
import tests from './vitest.config.ts'

const { projects: _, ...test } = tests.test ?? {}

export default mergeConfig(
  { test },
  {
    test: {
      include: ['test/e2e/interface/*.matrix.ts'],
      globalSetup: ['test/support/built-programs.ts', 'test/e2e/interface/shared-site.ts'],
    },
  },
)
