// A catalogue as an organization with several clouds has it: written for the tests of the search, after no existing module.
import type { CatalogueModule } from './catalogue-module.ts'
import { AWS_MODULES } from './modules-of-aws.ts'
import { OTHER_MODULES } from './other-modules.ts'

export const MODULES: readonly CatalogueModule[] = [...AWS_MODULES, ...OTHER_MODULES]
