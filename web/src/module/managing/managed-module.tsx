import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { MODULE, paramsOf, useAsked } from '../../addresses/module.ts'
import { isNotFound } from '../../api/client/failures.ts'
import { type ModuleAddress, type ModuleResource, moduleQuery } from '../../api/modules.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePageTitle } from '../../components/page-title.ts'
import { NotFound } from '../../shell/not-found.tsx'
import { refusalOf } from './rights.ts'

interface ManagedModuleProps {
  /** the name of the page */
  title: string
  /** @param refusal why the user may change nothing; undefined when they may */
  children: (module: ModuleResource, address: ModuleAddress, refusal: string | undefined) => ReactNode
}

/** A page about a module for members of its organization: the way back to the module, and a title. */
export function ManagedModule({ title, children }: ManagedModuleProps) {
  const asked = useAsked()
  return asked === undefined ? (
    <NotFound />
  ) : (
    <Found title={title} address={asked.address}>
      {children}
    </Found>
  )
}

function Found({ title, address, children }: ManagedModuleProps & { address: ModuleAddress }) {
  const module = useQuery(moduleQuery(address))
  const { organization, namespace, name, provider } = address
  usePageTitle(`${title} of ${name}/${provider}`, organization)
  // To others than members, the module is shown and where it comes from is not.
  const isOthers = module.data !== undefined && module.data.relationships.organization.data.id !== organization
  if (isNotFound(module.error) || isOthers) return <NotFound />
  return (
    <>
      <nav aria-label="Breadcrumb" className="crumbs">
        <Link to="/$org/registry/private/modules" params={{ org: organization }}>
          Modules
        </Link>
        <span aria-hidden="true">/</span>
        <span>{namespace}</span>
        <span aria-hidden="true">/</span>
        <Link to={MODULE} params={paramsOf(address)}>
          {name}/{provider}
        </Link>
      </nav>
      <h1>
        {title} of {name}/{provider}
      </h1>
      <Loaded query={module} what="The module" lines={10}>
        {(found) => children(found, address, refusalOf(found, organization))}
      </Loaded>
    </>
  )
}
