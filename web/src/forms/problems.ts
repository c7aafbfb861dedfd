import { createContext, useContext } from 'react'
import { ApiFailure } from '../api/client/failures.ts'

/** By the name of the field. */
export type FieldProblems = Readonly<Record<string, string>>

/** What is wrong with the fields of the form around. */
export const ProblemsOfFields = createContext<FieldProblems>({})

export function useProblem(name: string): string | undefined {
  return useContext(ProblemsOfFields)[name]
}

export interface SortedProblems {
  fields: FieldProblems
  /** those that belong to no field */
  others: string[]
}

/**
 * A pointer such as `/data/attributes/vcs-repo/identifier` belongs to the field named `identifier` or `vcs-repo/identifier`.
 * @param names of the form's fields
 */
export function sortProblems(error: Error | null, names: readonly string[]): SortedProblems {
  if (error === null) return { fields: {}, others: [] }
  if (!(error instanceof ApiFailure) || error.problems.length === 0) return { fields: {}, others: [error.message] }
  const fields: Record<string, string> = {}
  const others: string[] = []
  for (const { text, pointer } of error.problems) {
    const name = pointer === undefined ? undefined : names.find((each) => each !== '' && pointer.endsWith(`/${each}`))
    if (name === undefined) others.push(text)
    else fields[name] = name in fields ? `${fields[name]}. ${text}` : text
  }
  return { fields, others }
}
