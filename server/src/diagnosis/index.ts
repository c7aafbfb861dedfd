export { variableFor } from './credentials.ts'
export { Diagnoses } from './diagnoses.ts'
export { diagnose } from './diagnosis.ts'
export type { Step } from './step.ts'
