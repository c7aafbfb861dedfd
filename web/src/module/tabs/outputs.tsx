import type { Directory } from '../../api/modules.ts'
import { Item } from './item.tsx'

export function Outputs({ directory: { outputs } }: { directory: Directory }) {
  if (outputs.length === 0) return <p className="panel padded">There are no outputs.</p>
  return (
    <section>
      <h2>
        Outputs <span className="muted">{outputs.length}</span>
      </h2>
      <ul className="items panel">
        {outputs.map(({ name, description }) => (
          <Item key={name} anchor={`output-${name}`} name={name}>
            {description === '' ? <p className="subtle">No description.</p> : <p>{description}</p>}
          </Item>
        ))}
      </ul>
    </section>
  )
}
