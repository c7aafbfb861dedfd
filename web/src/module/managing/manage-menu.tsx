import { Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { createLink } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { IMPORTS, paramsOf, SETTINGS } from '../../addresses/module.ts'
import { refreshEverything } from '../../api/managing/changes.ts'
import { resync } from '../../api/managing/imports.ts'
import { type ModuleResource, moduleQuery } from '../../api/modules.ts'
import { announce } from '../../forms/announcement.tsx'
import { useDialog } from '../../forms/dialog.tsx'
import type { PageState } from '../state/page-state.ts'
import { useChangingDialog } from './changing-dialog.ts'
import { Dialogs } from './dialogs.tsx'
import { refusalOf } from './rights.ts'

/** The router's types, which `component={Link}` would lose. */
const PageItem = createLink(Menu.Item<'a'>)

/** Everything that changes the module, for those who may; the others see what there is, and which right they lack. */
export function ManageMenu({ page }: { page: PageState }) {
  const { data: module } = useQuery(moduleQuery(page.address))
  return module === undefined ? null : <Known page={page} module={module} />
}

function Known({ page, module }: { page: PageState; module: ModuleResource }) {
  const { address } = page
  const deletion = useDialog()
  const deprecation = useChangingDialog()
  const revocation = useChangingDialog()
  const refusal = refusalOf(module, address.organization)
  const isMember = module.relationships.organization.data.id === address.organization
  const params = paramsOf(address)
  const isRefused = refusal !== undefined
  return (
    <>
      {/* Inside of the page, and without a first child that is no item: both for screen readers. */}
      <Menu withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
            Manage
          </Button>
        </Menu.Target>
        <Menu.Dropdown className="manage-menu">
          {isRefused && <Menu.Label>{refusal}</Menu.Label>}
          {isMember ? (
            <PageItem component="a" to={IMPORTS} params={params}>
              Imports
            </PageItem>
          ) : (
            <Menu.Item disabled>Imports</Menu.Item>
          )}
          {isRefused ? (
            <Menu.Item disabled>Publish settings</Menu.Item>
          ) : (
            <PageItem component="a" to={SETTINGS} params={params}>
              Publish settings
            </PageItem>
          )}
          <Menu.Item disabled={isRefused || module.attributes['vcs-repo'] === null} onClick={() => void syncAgain(module.id)}>
            Resync tags
          </Menu.Item>
          <Menu.Divider />
          <LifecycleItems page={page} isRefused={isRefused} onDeprecation={deprecation.open} onRevocation={revocation.open} />
          <Menu.Divider />
          <Menu.Item className="danger-item" disabled={isRefused} onClick={deletion.open}>
            Delete module…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialogs page={page} deletion={deletion} deprecation={deprecation} revocation={revocation} />
    </>
  )
}

interface LifecycleItemsProps {
  page: PageState
  isRefused: boolean
  onDeprecation: () => void
  onRevocation: () => void
}

/** Of the version that is shown. A revoked version stays deprecated until it is no longer revoked. */
function LifecycleItems({ page: { version, isPublished }, isRefused, onDeprecation, onRevocation }: LifecycleItemsProps) {
  const shown = version.data
  const isDeprecated = Boolean(shown?.deprecation)
  const isRevoked = Boolean(shown?.revocation)
  const isOff = isRefused || !isPublished
  return (
    <>
      {!isRefused && shown !== undefined && !isPublished && <Menu.Label>{shown.version} is not published.</Menu.Label>}
      <Menu.Item disabled={isOff || isRevoked} onClick={onDeprecation}>
        {isDeprecated ? 'Reverse the deprecation of' : 'Deprecate'} {shown?.version}…
      </Menu.Item>
      <Menu.Item disabled={isOff} onClick={onRevocation}>
        {isRevoked ? 'Reverse the revocation of' : 'Revoke'} {shown?.version}…
      </Menu.Item>
    </>
  )
}

async function syncAgain(id: string): Promise<void> {
  try {
    await resync(id)
    announce('The repository is being synced.')
    await refreshEverything()
  } catch (error) {
    announce(`The repository is not synced: ${error instanceof Error ? error.message : 'unknown'}`)
  }
}
