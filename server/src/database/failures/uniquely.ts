import type { DomainError } from '../../kernel/index.ts'
import { isUniqueViolation } from './errors.ts'

/** @returns what the work returns. @throws what `taken` makes when a row with the same unique values exists already */
export async function uniquely<Result>(work: () => Promise<Result>, taken: () => DomainError): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error)) throw taken()
    throw error
  }
}
