import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { isNotFound } from '../../api/client/failures.ts'
import { deletedModulesQuery } from '../../api/managing/deleted-modules.ts'
import { organizationQuery } from '../../api/organizations.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePageTitle } from '../../components/page-title.ts'
import { Pager } from '../../navigation/pager.tsx'
import { NotFound } from '../../shell/not-found.tsx'
import { DeletedItem } from './deleted-item.tsx'
import { DELETED } from './deleted-search.ts'

/** What was deleted within the last 30 days, to be restored or deleted for ever. */
export function DeletedPage() {
  const { org } = useParams({ from: DELETED })
  const organization = useQuery(organizationQuery(org))
  usePageTitle('Deleted modules', org)
  if (isNotFound(organization.error)) return <NotFound />
  return (
    <>
      <nav aria-label="Breadcrumb" className="crumbs">
        <Link to="/$org/registry/private/modules" params={{ org }}>
          Modules
        </Link>
      </nav>
      <h1>Deleted modules</h1>
      <p className="description">Deleted modules and versions are kept for 30 days. Until then, you can restore them as they were.</p>
      <Loaded query={organization} what="The organization">
        {({ attributes: { permissions } }) =>
          permissions['can-create-module'] ? (
            <Deleted org={org} />
          ) : (
            <p className="panel padded below-heading">
              You need the right to manage modules to see what was deleted. The owners of {org} can give it to you.
            </p>
          )
        }
      </Loaded>
    </>
  )
}

function Deleted({ org }: { org: string }) {
  const { page = 1 } = useSearch({ from: DELETED })
  const navigate = useNavigate({ from: DELETED })
  const deleted = useQuery(deletedModulesQuery(org, page))
  return (
    <Loaded query={deleted} what="The list of deleted modules" lines={8}>
      {({ data, meta: { pagination } }) =>
        pagination['total-count'] === 0 ? (
          <p className="panel padded below-heading">Nothing was deleted within the last 30 days.</p>
        ) : (
          <div className="sections">
            <h2 className="hidden">What can be restored</h2>
            <ul className="items panel">
              {data.map((each) => (
                <DeletedItem key={each.id} org={org} deleted={each} />
              ))}
            </ul>
            <Pager
              what="deleted modules"
              current={pagination['current-page']}
              total={pagination['total-pages']}
              onChange={(next) => void navigate({ search: next === 1 ? {} : { page: next } })}
            />
          </div>
        )
      }
    </Loaded>
  )
}
