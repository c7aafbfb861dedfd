import type { Delivery } from '../../api/version-control/activity.ts'
import type { Meaning } from '../../components/chip.tsx'

interface Outcome {
  label: string
  meaning: Meaning
  /** of the delivery's signature */
  signature: string
}

/** What became of a delivery. Only signed ones get further than the signature. */
export const OUTCOMES: Readonly<Record<Delivery['attributes']['outcome'], Outcome>> = {
  accepted: { label: 'Accepted', meaning: 'ok', signature: 'Valid' },
  ignored: { label: 'Nothing to do', meaning: 'plain', signature: 'Valid' },
  refused: { label: 'Refused', meaning: 'danger', signature: 'Missing or wrong' },
}
