export interface DiagnosisSearch {
  source?: string
  version?: string
}

/** What the fields begin with. */
export function diagnosisSearch({ source, version }: Record<string, unknown>): DiagnosisSearch {
  return { ...(typeof source === 'string' && { source }), ...(typeof version === 'string' && { version }) }
}
