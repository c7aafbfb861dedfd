import type { Consumers, DeletionPreview, Scope } from '../../api/managing/changes.ts'
import type { ModuleAddress } from '../../api/modules.ts'
import { counted, formatNumber } from '../../components/numbers.ts'

interface ScopeConsequencesProps {
  scope: Scope
  preview: DeletionPreview
  address: ModuleAddress
}

/** What goes, and who downloaded it lately. */
export function ScopeConsequences({ scope, preview, address: { name, provider } }: ScopeConsequencesProps) {
  if (scope === 'version') {
    if (preview.version === null) return null
    const { 'versions-left': left, downloads, consumers } = preview.version
    return (
      <>
        {left === 0 ? <strong>It is the last version: this removes the module.</strong> : `${stay(left)}.`} Downloaded {times(downloads)}{' '}
        since it was published; in the last 30 days {byWhom(consumers)}.
      </>
    )
  }
  const { modules, versions, 'recent-downloads': recent, consumers } = preview[scope]
  const what =
    scope === 'name'
      ? `${counted(modules.length, 'provider')}, ${counted(versions, 'version')}: ${modules.map((each) => `${name}/${each.provider}`).join(', ')}.`
      : `${counted(versions, 'version')} of ${name}/${provider}.`
  return (
    <>
      {what} Downloaded {times(recent)} in the last 30 days{recent === 0 ? '' : ` ${byWhom(consumers)}`}.
    </>
  )
}

function stay(count: number): string {
  return count === 1 ? '1 version stays' : `${formatNumber(count)} versions stay`
}

function times(count: number): string {
  return count === 1 ? 'once' : counted(count, 'time')
}

const KINDS = { users: '', teams: 'team ', organizations: 'organization ' }

/** Those that are named, and how many others there are. */
function byWhom({ count, named }: Consumers): string {
  if (count === 0) return 'by nobody'
  const names = named.map(({ kind, name }) => `${KINDS[kind]}${name}`)
  const others = count - named.length
  if (others > 0) names.push(named.length === 0 ? `${counted(others, 'other')} whose names you may not see` : counted(others, 'other'))
  return `by ${new Intl.ListFormat('en').format(names)}`
}
