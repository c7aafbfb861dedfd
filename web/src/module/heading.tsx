import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { MODULE, paramsOf } from '../addresses/module.ts'
import type { ModuleAddress } from '../api/modules.ts'
import { Chip } from '../components/chip.tsx'
import { Tile } from '../components/tile.tsx'

interface HeadingProps {
  address: ModuleAddress
  /** of the submodule or example */
  path?: string
  chips?: ReactNode
  /** at the right */
  tools?: ReactNode
}

/** Where the page is, and what it shows. */
export function Heading({ address, path = '', chips, tools }: HeadingProps) {
  const { organization, registry, namespace, name, provider } = address
  return (
    <>
      <nav aria-label="Breadcrumb" className="crumbs">
        <Link to="/$org/registry/private/modules" params={{ org: organization }}>
          Modules
        </Link>
        <span aria-hidden="true">/</span>
        <span>{namespace}</span>
        <span aria-hidden="true">/</span>
        {path === '' ? (
          <span>{name}</span>
        ) : (
          <Link to={MODULE} params={paramsOf(address)}>
            {name}
          </Link>
        )}
      </nav>
      <div className="heading">
        <Tile provider={provider} />
        <h1>
          {path === '' ? name : path} <span className="muted">/ {provider}</span>
        </h1>
        <Chip>{registry === 'public' ? 'Public' : 'Private'}</Chip>
        {chips}
        <div className="heading-tools">{tools}</div>
      </div>
    </>
  )
}
