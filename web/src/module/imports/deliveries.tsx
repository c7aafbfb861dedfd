import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { IMPORTS } from '../../addresses/module.ts'
import { refreshEverything } from '../../api/managing/changes.ts'
import { type Delivery, deliveriesQuery, redeliver } from '../../api/managing/imports.ts'
import { Chip, type Meaning } from '../../components/chip.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { counted } from '../../components/numbers.ts'
import { Act } from '../../forms/act.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Pager } from '../../navigation/pager.tsx'

const OUTCOMES: Record<Delivery['attributes']['outcome'], { label: string; meaning: Meaning; help: string }> = {
  accepted: { label: 'Accepted', meaning: 'ok', help: 'The repository was synced.' },
  ignored: { label: 'Ignored', meaning: 'plain', help: 'There was nothing to do.' },
  refused: { label: 'Refused', meaning: 'danger', help: 'Its secret is wrong: enter the right one at the host.' },
}

interface DeliveriesProps {
  moduleId: string
  refusal: string | undefined
}

/** What the host told, the newest first. */
export function Deliveries({ moduleId, refusal }: DeliveriesProps) {
  const { deliveries: page = 1 } = useSearch({ from: IMPORTS })
  const navigate = useNavigate({ from: IMPORTS })
  const deliveries = useQuery(deliveriesQuery(moduleId, page))
  return (
    <Loaded query={deliveries} what="The log of deliveries">
      {({ data, meta: { pagination } }) =>
        pagination['total-count'] === 0 ? (
          <p className="panel padded">No delivery yet. Push a tag, or send a test at the host.</p>
        ) : (
          <>
            <ul className="items panel">
              {data.map((delivery) => (
                <DeliveryItem key={delivery.id} delivery={delivery} refusal={refusal} />
              ))}
            </ul>
            <Pager
              what="deliveries"
              current={pagination['current-page']}
              total={pagination['total-pages']}
              onChange={(next) => void navigate({ search: (before) => ({ ...before, deliveries: next }), resetScroll: false })}
            />
          </>
        )
      }
    </Loaded>
  )
}

function DeliveryItem({ delivery: { id, attributes }, refusal }: { delivery: Delivery; refusal: string | undefined }) {
  const { event, outcome, detail, refs, attempts, 'received-at': at } = attributes
  const { label, meaning, help } = OUTCOMES[outcome]
  return (
    <li className="item">
      <h3>
        {event}
        <Chip meaning={meaning}>{label}</Chip>
      </h3>
      <p>{detail ?? help}</p>
      {outcome === 'refused' && detail !== null && <p>{help}</p>}
      <p className="subtle">
        <Moment at={at} />
        {refs.length > 0 && <> · {refs.join(', ')}</>}
        {attempts > 1 && ` · ${counted(attempts, 'attempt')}`}
      </p>
      <Act
        size="xs"
        act={() => redeliver(id)}
        refusal={refusal === undefined ? undefined : ''}
        onDone={() => {
          announce('The delivery is processed again.')
          void refreshEverything()
        }}
      >
        Redeliver
      </Act>
    </li>
  )
}
