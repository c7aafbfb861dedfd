import { Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { Check, ChevronsUpDown } from 'lucide-react'
import { organizationsQuery } from '../api/organizations.ts'
import { MenuLink } from '../components/links.ts'

/** Leads to the same kind of page of another organization. */
export function OrganizationSwitcher({ current }: { current: string }) {
  const { data: organizations = [] } = useQuery(organizationsQuery)
  const isSettings = useRouterState({ select: ({ matches }) => matches.some(({ routeId }) => routeId === '/$org/settings') })
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="xs" h={32} rightSection={<ChevronsUpDown size={14} aria-hidden />}>
          <span className="hidden">Organization: </span>
          <span className="cut">{current}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="organization-menu">
        {organizations.map(({ attributes: { name } }) => (
          <MenuLink
            key={name}
            to={isSettings ? '/$org/settings' : '/$org/registry/private/modules'}
            params={{ org: name }}
            rightSection={name === current && <Check size={15} aria-hidden />}
            {...(name === current && { 'aria-current': 'true' })}
          >
            {name}
          </MenuLink>
        ))}
        <Menu.Divider />
        <MenuLink to="/organizations">All organizations</MenuLink>
      </Menu.Dropdown>
    </Menu>
  )
}
