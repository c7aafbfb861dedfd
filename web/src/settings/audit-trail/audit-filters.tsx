import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { AuditFilter } from '../../api/audit-trail.ts'
import { auditSearch } from './audit-search.ts'

const FILTERS = [
  { name: 'since', label: 'From', type: 'date' },
  { name: 'until', label: 'Until', type: 'date' },
  { name: 'accessor', label: 'Who', type: 'text' },
  { name: 'action', label: 'Action', type: 'text' },
  { name: 'type', label: 'Kind of object', type: 'text' },
  { name: 'object', label: 'Id of the object', type: 'text' },
] as const

/** Words of the trail, for those who do not know them. */
const KNOWN: Partial<Record<keyof AuditFilter, readonly string[]>> = {
  action: ['create', 'update', 'destroy', 'publish', 'accept', 'decline', 'create_link', 'add_member', 'remove_member'],
  type: [
    'registry_module',
    'registry_module_version',
    'organization',
    'organization_membership',
    'team',
    'user',
    'authentication_token',
    'token_ttl_policy',
    'oauth_client',
    'oauth_token',
    'no_code_module',
    'project',
    'agent_pool',
  ],
}

/** What the table below shows. The address keeps it. */
export function AuditFilters({ org, filter }: { org: string; filter: AuditFilter }) {
  const navigate = useNavigate()
  const apply = (event: React.SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    const search = auditSearch(Object.fromEntries(new FormData(event.currentTarget)))
    void navigate({ to: '/$org/settings/audit', params: { org }, search })
  }
  return (
    <form className="audit-filters" aria-label="Filters" role="search" onSubmit={apply}>
      {FILTERS.map(({ name, label, type }) => (
        <div key={name}>
          <TextInput
            name={name}
            type={type}
            label={label}
            defaultValue={filter[name] ?? ''}
            autoComplete="off"
            {...(KNOWN[name] && { list: `known-${name}` })}
          />
          {KNOWN[name] && (
            <datalist id={`known-${name}`}>
              {KNOWN[name].map((word) => (
                <option key={word} value={word} />
              ))}
            </datalist>
          )}
        </div>
      ))}
      <Button type="submit" variant="default">
        Show
      </Button>
    </form>
  )
}
