import { type Diagnostic, isRefusal } from './inspection.ts'

/** All of them in source order, while they are few. Beyond the limit, the worse ones go first. */
export function limitDiagnostics(diagnostics: readonly Diagnostic[], path: string, limit: number): Diagnostic[] {
  if (diagnostics.length <= limit) return [...diagnostics]
  const worstFirst = diagnostics.toSorted((a, b) => rank(a) - rank(b))
  const detail = `${diagnostics.length - limit} more diagnostics are not shown.`
  const closing: Diagnostic = { severity: 'warning', summary: 'Too many diagnostics', detail, file: path, line: 1, column: 1 }
  return [...worstFirst.slice(0, limit), closing]
}

function rank(diagnostic: Diagnostic): number {
  if (isRefusal(diagnostic)) return 0
  return diagnostic.severity === 'error' ? 1 : 2
}
