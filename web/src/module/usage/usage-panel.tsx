import { SegmentedControl } from '@mantine/core'
import { useCallback, useState } from 'react'
import { CodeBlock } from '../../components/code-block.tsx'
import { copyText } from '../../components/copy.ts'
import { usePageAction } from '../../palette/page-actions.ts'
import { useChosen } from './chosen.ts'
import { type Constraint, constraintsFor } from './constraints.ts'
import { FirstTime } from './first-time.tsx'
import { OptionalInputs } from './optional-inputs.tsx'
import { type SnippetInput, snippetOf } from './snippet.ts'

export interface UsagePanelProps {
  name: string
  source: string
  /** undefined where versions do not apply */
  version: string | undefined
  inputs: readonly SnippetInput[]
  /** whether the source is on this server */
  own?: boolean
}

/** The block to paste, and what a computer needs to be told once. */
export function UsagePanel({ name, source, version, inputs, own = true }: UsagePanelProps) {
  const constraints = version === undefined ? [] : constraintsFor(version)
  const [index, setIndex] = useState(0)
  const constraint = constraints[index] ?? constraints[0]
  const optional = inputs.filter(({ required }) => !required)
  const chosen = useChosen(optional)
  const block = snippetOf({ name, source, constraint: constraint?.text, inputs, chosen: chosen.names })
  usePageAction(
    'Copy the module block',
    useCallback(() => void copyText(block), [block]),
  )
  return (
    <section className="panel padded usage" aria-labelledby="usage">
      <h2 id="usage">Use this module</h2>
      {constraints.length > 1 && <Choice constraints={constraints} chosen={constraint} onChoose={setIndex} />}
      <CodeBlock label="Module block" code={block} language="hcl" />
      <OptionalInputs inputs={optional} chosen={chosen} />
      {own && <FirstTime />}
    </section>
  )
}

interface ChoiceProps {
  constraints: readonly Constraint[]
  chosen: Constraint | undefined
  onChoose: (index: number) => void
}

function Choice({ constraints, chosen, onChoose }: ChoiceProps) {
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label="Version constraint"
        className="mono"
        data={constraints.map(({ text }) => ({ value: text, label: text }))}
        value={chosen?.text ?? ''}
        onChange={(text) => onChoose(constraints.findIndex((each) => each.text === text))}
      />
      <p className="subtle">Allows {chosen?.meaning}.</p>
    </>
  )
}
