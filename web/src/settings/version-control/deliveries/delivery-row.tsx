import { Link, useParams } from '@tanstack/react-router'
import { IMPORTS } from '../../../addresses/module.ts'
import type { ModuleResource } from '../../../api/modules.ts'
import type { Delivery } from '../../../api/version-control/activity.ts'
import { redeliver } from '../../../api/version-control/changes.ts'
import { Chip } from '../../../components/chip.tsx'
import { Moment } from '../../../components/moment.tsx'
import { Act } from '../../../forms/act.tsx'
import { announce } from '../../../forms/announcement.tsx'
import { OUTCOMES } from '../outcomes.ts'

interface DeliveryRowProps {
  delivery: Delivery
  /** of its repository */
  modules: readonly ModuleResource[]
  refusal: string | undefined
}

export function DeliveryRow({ delivery: { id, attributes }, modules, refusal }: DeliveryRowProps) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id/events' })
  const { label, meaning, signature } = OUTCOMES[attributes.outcome]
  const isRefused = attributes.outcome === 'refused'
  return (
    <tr>
      <td>
        <Moment at={attributes['received-at']} />
        {attributes.attempts > 1 && <div className="subtle">{attributes.attempts} times</div>}
      </td>
      <td>
        {isRefused ? 'Unknown' : attributes.event}
        {attributes.refs.map((ref) => (
          <div key={ref} className="subtle">
            {ref.replace(/^refs\/(tags|heads)\//, '')}
          </div>
        ))}
      </td>
      <th scope="row">
        {attributes.repository}
        {modules.map(({ id: moduleId, attributes: { 'registry-name': registry, namespace, name, provider } }) => (
          <div key={moduleId}>
            <Link to={IMPORTS} params={{ org, registry, namespace, name, provider }}>
              {name}/{provider}
            </Link>
          </div>
        ))}
      </th>
      <td>{signature}</td>
      <td>
        <Chip meaning={meaning}>{label}</Chip>
        {attributes.detail !== null && <div className="subtle">{attributes.detail}</div>}
      </td>
      <td>
        <Act
          act={() => redeliver(id)}
          onDone={() => announce(`The delivery for ${attributes.repository} is processed again.`)}
          refusal={refusal}
          size="xs"
        >
          Redeliver
        </Act>
      </td>
    </tr>
  )
}
