import { useQuery } from '@tanstack/react-query'
import { deliveriesOfConnection, modulesOfConnection } from '../../../api/version-control/activity.ts'
import { Moment } from '../../../components/moment.tsx'
import { counted } from '../../../components/numbers.ts'
import { OUTCOMES } from '../outcomes.ts'

/** How much hangs on a connection, and when its host last called. */
export function Activity({ id }: { id: string }) {
  const { data: known } = useQuery(modulesOfConnection(id, 1))
  const { data: delivered } = useQuery(deliveriesOfConnection(id, 1, 1))
  const [last] = delivered?.deliveries ?? []
  return (
    <span className="row-end">
      {known && <span>{counted(known.total, 'module')}</span>}
      {last ? (
        <span>
          Delivery <Moment at={last.attributes['received-at']} />, {OUTCOMES[last.attributes.outcome].label.toLowerCase()}
        </span>
      ) : (
        delivered && <span>No delivery yet</span>
      )}
    </span>
  )
}
