import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type LifecycleChange, lifecyclePreviewQuery } from '../../api/managing/changes.ts'
import type { ModuleAddress } from '../../api/modules.ts'
import { HOST } from '../../api/page-facts.ts'
import { CodeBlock } from '../../components/code-block.tsx'

const TYPING_MS = 300

interface LifecyclePreviewProps {
  address: ModuleAddress
  version: string
  wanted: LifecycleChange
}

/** What people get of the version afterwards, in the words of the server and of their tools. */
export function LifecyclePreview({ address, version, wanted }: LifecyclePreviewProps) {
  const [text] = useDebouncedValue(JSON.stringify(wanted), TYPING_MS)
  const settled = JSON.parse(text) as LifecycleChange
  // Half an address is refused, and would only be in the way while somebody types it.
  const query = useQuery({ ...lifecyclePreviewQuery(address, version, settled), enabled: isLinkComplete(settled) })
  const { data: preview } = query
  return (
    <section className="preview" aria-label="What others see afterwards">
      <h3>What others see afterwards</h3>
      {query.isError && <p className="problem">It cannot be shown: {query.error.message}</p>}
      {preview !== undefined &&
        ('deprecation' in settled ? (
          <>
            <p>
              <code>terraform init</code> and <code>tofu init</code> print nothing about a deprecation. Tools that read the registry get
              this:
            </p>
            <CodeBlock label="In the list of versions" code={JSON.stringify(preview['listed-as'], null, 2)} />
          </>
        ) : (
          <>
            <CodeBlock label="terraform init" code={initOutput(address, version, preview)} />
            {preview['spares-known-consumers'] && (
              <p>Whoever has downloaded it before can go on: so the organization has decided in its settings.</p>
            )}
          </>
        ))}
    </section>
  )
}

function isLinkComplete(wanted: LifecycleChange): boolean {
  const link = ('deprecation' in wanted ? wanted.deprecation?.link : wanted.revocation?.link) ?? ''
  return link === '' || /^https?:\/\/[^\s]+$/i.test(link)
}

interface Preview {
  refusal: string | null
  'listed-as': unknown
}

/** As Terraform 1.11 prints it: the answer of the registry in an error of its own. A version that is not listed does not exist for it. */
function initOutput({ namespace, name, provider }: ModuleAddress, version: string, { refusal, 'listed-as': listed }: Preview): string {
  const source = `${HOST}/${namespace}/${name}/${provider}`
  if (listed === null) {
    return `Error: Unresolvable module version constraint

There is no available version of module "${source}" which matches the given version constraint. The newest available version is …

(for a module block with version = "${version}"; ranges select another version)`
  }
  return `Error: Error accessing remote module registry

Failed to retrieve a download URL for ${source} ${version} from ${HOST}: error getting download location for "${source}": 403 Forbidden
resp:${JSON.stringify({ errors: [refusal] })}`
}
