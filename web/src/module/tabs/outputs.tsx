import type { Directory } from '../../api/modules.ts'
import { Chip } from '../../components/chip.tsx'
import { Deprecation } from './deprecation.tsx'
import { Item } from './item.tsx'
import { LongCode } from './long-code.tsx'
import { Place } from './place.tsx'
import { Prose } from './prose.tsx'

type Output = Directory['outputs'][number]

export function Outputs({ directory: { outputs } }: { directory: Directory }) {
  if (outputs.length === 0) return <p className="panel padded">There are no outputs.</p>
  return (
    <section>
      <h2>
        Outputs <span className="muted">{outputs.length}</span>
      </h2>
      <ul className="items panel">
        {outputs.map((output) => (
          <OutputItem key={output.name} output={output} />
        ))}
      </ul>
    </section>
  )
}

function OutputItem({ output }: { output: Output }) {
  const { name, type, description, sensitive, ephemeral, deprecated } = output
  const chips = (
    <>
      {sensitive && <Chip meaning="warn">Sensitive</Chip>}
      {ephemeral && <Chip>Ephemeral</Chip>}
      {deprecated !== null && <Chip meaning="warn">Deprecated</Chip>}
    </>
  )
  return (
    <Item anchor={`output-${name}`} name={name} chips={chips}>
      {deprecated !== null && <Deprecation message={deprecated} />}
      {description === '' ? <p className="subtle">No description.</p> : <Prose text={description} />}
      <dl className="pairs">
        {type !== '' && (
          <div>
            <dt>Type</dt>
            <dd>
              <LongCode code={type} />
            </dd>
          </div>
        )}
        <div>
          <dt>Declared in</dt>
          <dd>
            <Place of={output} />
          </dd>
        </div>
      </dl>
    </Item>
  )
}
