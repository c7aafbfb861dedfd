import { Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ChevronDown, Upload } from 'lucide-react'
import { useId } from 'react'
import { ADD } from '../addresses/add-module.ts'
import { organizationQuery } from '../api/organizations.ts'
import { MenuLink } from '../components/links.ts'
import { LIST } from './list.ts'

/** What can be published. Whoever may not is told who may. */
export function PublishMenu() {
  const { org } = useParams({ from: LIST })
  const { data: organization } = useQuery(organizationQuery(org))
  const id = useId()
  if (organization === undefined) return null
  if (!organization.attributes.permissions['can-create-module']) {
    return (
      <span className="act">
        <Button size="xs" variant="default" leftSection={<Upload size={16} aria-hidden />} disabled aria-describedby={id}>
          Publish
        </Button>
        <span id={id} className="subtle">
          Owners of {org} and teams with “Manage modules” can publish.
        </span>
      </span>
    )
  }
  return (
    <Menu>
      <Menu.Target>
        <Button size="xs" leftSection={<Upload size={16} aria-hidden />} rightSection={<ChevronDown size={16} aria-hidden />}>
          Publish
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuLink component="a" to={ADD} params={{ org }} search={{}}>
          Module
        </MenuLink>
      </Menu.Dropdown>
    </Menu>
  )
}
