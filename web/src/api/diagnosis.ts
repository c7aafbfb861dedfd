import { type Changed, change } from './client/change.ts'

export interface Question {
  source: string
  /** exact; empty for the newest */
  version: string
  /** empty for none */
  token: string
}

export type Diagnosis = Changed<'/api/v2/diagnoses', 'post'>['data']['attributes']
export type DiagnosisStep = Diagnosis['steps'][number]

/** Goes through `terraform init` at the server. */
export async function runDiagnosis({ source, version, token }: Question): Promise<Diagnosis> {
  const attributes = { source, ...(version !== '' && { version }), ...(token !== '' && { token }) }
  return (await change('post', '/api/v2/diagnoses', { body: { data: { type: 'diagnoses', attributes } } })).data.attributes
}
