import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { isNotFound } from '../../../api/client/failures.ts'
import { type Delivery, deliveriesOfConnection, modulesOfConnection } from '../../../api/version-control/activity.ts'
import { Loaded } from '../../../components/loaded.tsx'
import { usePageTitle } from '../../../components/page-title.ts'
import { Table } from '../../../components/table.tsx'
import { Pager } from '../../../navigation/pager.tsx'
import { NotFound } from '../../../shell/not-found.tsx'
import { usePublishRefusal } from '../who-may.tsx'
import { DeliveryRow } from './delivery-row.tsx'

const PAGE = '/$org/settings/version-control/$id/events'

/** What the host delivered for all repositories of a connection. */
export function DeliveriesPage() {
  const { org, id } = useParams({ from: PAGE })
  const { page = 1 } = useSearch({ from: PAGE })
  const navigate = useNavigate({ from: PAGE })
  const query = useQuery(deliveriesOfConnection(id, page))
  usePageTitle('Deliveries', org)
  if (isNotFound(query.error)) return <NotFound />
  return (
    <>
      <p>
        <Link to="/$org/settings/version-control/$id" params={{ org, id }}>
          Back to the connection
        </Link>
      </p>
      <h1>Deliveries</h1>
      <p>
        A delivery is only a hint: Terrace always reads the tags from the repository itself. All deliveries with a wrong signature share one
        line for each repository.
      </p>
      <Loaded query={query} what="The list of deliveries">
        {({ deliveries, pages }) => (
          <>
            {deliveries.length > 0 ? (
              <DeliveryTable deliveries={deliveries} connection={id} />
            ) : (
              <p className="panel padded">
                {page > 1
                  ? 'There are fewer deliveries than that.'
                  : 'The host has not called yet. It does after the next push, where webhooks could be set up.'}
              </p>
            )}
            <Pager
              current={page}
              total={pages}
              what="deliveries"
              onChange={(to) => void navigate({ search: to === 1 ? {} : { page: to } })}
            />
          </>
        )}
      </Loaded>
    </>
  )
}

function DeliveryTable({ deliveries, connection }: { deliveries: readonly Delivery[]; connection: string }) {
  const { org } = useParams({ from: PAGE })
  const { data: known } = useQuery(modulesOfConnection(connection))
  const refusal = usePublishRefusal(org)
  const modulesAt = (repository: string) =>
    known?.modules.filter(({ attributes }) => attributes['vcs-repo']?.identifier === repository) ?? []
  return (
    <Table label="Deliveries" columns={['Time', 'Event', 'Repository', 'Signature', 'Result']} hasActions>
      {deliveries.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} modules={modulesAt(delivery.attributes.repository)} refusal={refusal} />
      ))}
    </Table>
  )
}
