import { DomainError, type RegistryModuleId } from '../../kernel/index.ts'
import type { Logger } from '../../platform/observability/index.ts'

/** The outcome for one of several repositories. */
export interface PublicationResult {
  identifier: string
  /** undefined when it was not published */
  moduleId: RegistryModuleId | undefined
  /** why not, for people; null when it was */
  error: string | null
}

/** @returns failures as results, so that one repository does not stop the others */
export async function attemptPublication(
  { logger }: { logger: Logger },
  identifier: string,
  publish: () => Promise<{ id: RegistryModuleId }>,
): Promise<PublicationResult> {
  try {
    return { identifier, moduleId: (await publish()).id, error: null }
  } catch (error) {
    if (error instanceof DomainError) return { identifier, moduleId: undefined, error: error.message }
    logger.error({ err: error, identifier }, 'publishing one of several repositories failed')
    return { identifier, moduleId: undefined, error: 'the server failed unexpectedly: try again' }
  }
}
