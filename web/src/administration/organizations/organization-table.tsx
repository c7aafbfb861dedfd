import { Button } from '@mantine/core'
import type { AdministeredOrganization } from '../../api/administration/organizations.ts'
import { Chip } from '../../components/chip.tsx'
import { Moment } from '../../components/moment.tsx'
import { Table } from '../../components/table.tsx'

interface OrganizationTableProps {
  organizations: readonly AdministeredOrganization[]
  onShare: (organization: AdministeredOrganization) => void
  onDelete: (organization: AdministeredOrganization) => void
}

export function OrganizationTable({ organizations, onShare, onDelete }: OrganizationTableProps) {
  if (organizations.length === 0) return <p>No organization matches.</p>
  return (
    <Table label="Organizations" columns={['Organization', 'Owners', 'Created']} hasActions>
      {organizations.map((organization) => {
        const { name, email, owners, createdAt, isSharedWithAll } = organization
        return (
          <tr key={name}>
            <th scope="row">
              <strong>{name}</strong> {isSharedWithAll && <Chip meaning="info">shared with all</Chip>}
              <div className="subtle">{email}</div>
            </th>
            <td data-label="Owners">{owners.length === 0 ? <span className="muted">none</span> : owners.join(', ')}</td>
            <td data-label="Created">
              <Moment at={createdAt} />
            </td>
            <td className="row-actions">
              <Button size="compact-sm" variant="default" onClick={() => onShare(organization)}>
                Share modules<span className="hidden"> of {name}</span>
              </Button>{' '}
              <Button size="compact-sm" variant="default" onClick={() => onDelete(organization)}>
                Delete<span className="hidden"> {name}</span>
              </Button>
            </td>
          </tr>
        )
      })}
    </Table>
  )
}
