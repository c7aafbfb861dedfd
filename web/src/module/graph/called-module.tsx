import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MODULE, paramsOf } from '../../addresses/module.ts'
import { type ModuleAddress, summaryQuery } from '../../api/modules.ts'
import { HOST } from '../../api/page-facts.ts'
import { newestUnder, ownSourceOf } from './own-source.ts'
import { shownSource } from './shown-source.ts'

interface CalledModuleProps {
  organization: string
  source: string
  constraint: string
}

/** A link where this registry has the module, and the reader may see it. */
export function CalledModule({ organization, source, constraint }: CalledModuleProps) {
  const own = ownSourceOf(source, HOST)
  const address: ModuleAddress = { organization, registry: 'private', ...(own ?? { namespace: '', name: '', provider: '' }) }
  const { data } = useQuery({ ...summaryQuery(address), enabled: own !== undefined })
  const text = <code>{shownSource(source)}</code>
  if (data === undefined) return text
  const newest = newestUnder(constraint, data.attributes['latest-version'])
  return (
    <>
      <Link to={MODULE} params={paramsOf(address)}>
        {text}
      </Link>
      {newest !== '' && <span className="subtle"> {newest}</span>}
    </>
  )
}
