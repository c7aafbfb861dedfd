// What the browser itself finds wrong in a form.
import type { FieldProblems } from './problems.ts'

export function nameOf(element: Element): string {
  return element.getAttribute('name') ?? ''
}

/** Of required fields that are empty, addresses that are none, and the like. */
export function problemsIn(form: HTMLFormElement): FieldProblems {
  const found: Record<string, string> = {}
  for (const element of form.elements) {
    const name = nameOf(element)
    if (name === '' || name in found || !('validity' in element)) continue
    const { validity, validationMessage } = element as HTMLInputElement
    if (!validity.valid) found[name] = validity.valueMissing ? 'This must not be empty.' : validationMessage
  }
  return found
}

/** @returns the text of a field without blanks around it; empty when there is none */
export function textOf(values: FormData, name: string): string {
  const value = values.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** @returns whether the box is ticked */
export function isTicked(values: FormData, name: string): boolean {
  return values.get(name) !== null
}
