import type { ServiceProvider } from '../provider.ts'
import { gitProvider } from './git/provider.ts'

/** The kinds that work, under the API's names. */
export const SERVICE_PROVIDERS: Readonly<Record<string, ServiceProvider>> = { git: gitProvider }
