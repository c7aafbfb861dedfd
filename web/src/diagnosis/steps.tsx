import type { DiagnosisStep } from '../api/diagnosis.ts'
import { Chip, type Meaning } from '../components/chip.tsx'

const TITLES: Record<DiagnosisStep['name'], string> = {
  address: 'Address',
  certificate: 'Certificate',
  discovery: 'Service discovery',
  token: 'Token',
  versions: 'Versions',
  download: 'Download link',
  archive: 'Archive',
  checksum: 'Checksum',
}

const OUTCOMES: Record<DiagnosisStep['outcome'], { word: string; meaning: Meaning }> = {
  ok: { word: 'Good', meaning: 'ok' },
  warning: { word: 'Warning', meaning: 'warn' },
  failed: { word: 'Failed', meaning: 'danger' },
  skipped: { word: 'Skipped', meaning: 'plain' },
}

export function Steps({ steps }: { steps: readonly DiagnosisStep[] }) {
  return (
    <ol className="steps panel">
      {steps.map(({ name, outcome, finding, advice }) => (
        <li key={name}>
          <h3>
            {TITLES[name]} <Chip meaning={OUTCOMES[outcome].meaning}>{OUTCOMES[outcome].word}</Chip>
          </h3>
          <p>{finding}</p>
          {advice !== null && <p className={outcome === 'failed' ? '' : 'muted'}>{advice}</p>}
        </li>
      ))}
    </ol>
  )
}
