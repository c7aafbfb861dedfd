import type { ModuleAddress } from '../api/modules.ts'
import { Bar } from '../components/bar.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { Heading } from './heading.tsx'
import { UsagePanel } from './usage/usage-panel.tsx'

/** A record of the public registry's module. This server knows its address and nothing more. */
export function PublicModule({ address }: { address: ModuleAddress }) {
  const { namespace, name, provider, organization } = address
  usePageTitle(`${name}/${provider}`, organization)
  return (
    <>
      <Heading address={address} />
      <div className="bars">
        <Bar meaning="info">
          This module is in the public registry. {organization} lists it here, and its README, inputs and versions are there:{' '}
          <a href={`https://registry.terraform.io/modules/${namespace}/${name}/${provider}`} rel="noreferrer">
            {namespace}/{name}/{provider} in the public registry
          </a>
        </Bar>
      </div>
      <div className="narrow-panel">
        <UsagePanel name={name} source={`${namespace}/${name}/${provider}`} version={undefined} inputs={[]} own={false} />
      </div>
    </>
  )
}
