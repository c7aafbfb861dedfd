import { Link, useParams } from '@tanstack/react-router'
import { ADD, STEPS, type Step } from '../../addresses/add-module.ts'

const LABELS: Record<Step, string> = { repository: 'Repository', settings: 'Settings', import: 'Import' }

/** Where the reader is. Earlier steps are links, with everything that was chosen. */
export function Steps({ current }: { current: Step }) {
  const { org } = useParams({ from: ADD })
  const at = STEPS.indexOf(current)
  return (
    <ol className="publish-steps" aria-label="Steps">
      {STEPS.map((step, index) => (
        <li key={step} aria-current={step === current ? 'step' : undefined}>
          <span className="step-number" aria-hidden>
            {index + 1}
          </span>
          {index < at && current !== 'import' ? (
            <Link to={ADD} params={{ org }} search={(before) => ({ ...before, step })}>
              {LABELS[step]}
            </Link>
          ) : (
            LABELS[step]
          )}
        </li>
      ))}
    </ol>
  )
}
