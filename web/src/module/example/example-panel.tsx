import { useQuery } from '@tanstack/react-query'
import { filesQuery, type ListedFile, sourceQuery } from '../../api/documents.ts'
import type { ModuleAddress } from '../../api/modules.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { textOf } from '../source/line-text.ts'
import { constraintsFor } from '../usage/constraints.ts'
import { FirstTime } from '../usage/first-time.tsx'
import { exampleOf } from './example-text.ts'

interface ExamplePanelProps {
  address: ModuleAddress
  version: string
  /** of the example */
  path: string
  /** of the module */
  source: string
}

/** An example is copied and changed, not called. */
export function ExamplePanel({ address, version, path, source }: ExamplePanelProps) {
  const files = useQuery(filesQuery(address, version))
  const file = mainFileOf(files.data ?? [], path)
  const main = useQuery({ ...sourceQuery(address, version, file ?? ''), enabled: file !== undefined })
  if (files.data !== undefined && file === undefined) return null
  const constraint = constraintsFor(version)[0]?.text ?? version
  return (
    <section className="panel padded usage" aria-labelledby="usage">
      <h2 id="usage">Start from this example</h2>
      <Loaded query={main} what="The example" lines={8}>
        {({ path: name, lines }) => (
          <CodeBlock label={name} code={exampleOf(textOf(lines ?? []), { path, source, constraint })} language="hcl" />
        )}
      </Loaded>
      <FirstTime />
    </section>
  )
}

/** `main.tf`, or what the author wrote instead. */
function mainFileOf(files: readonly ListedFile[], directory: string): string | undefined {
  const own = files.map((file) => file.path).filter((path) => path.startsWith(`${directory}/`) && path.endsWith('.tf'))
  const names = own.filter((path) => !path.slice(directory.length + 1).includes('/'))
  return names.find((path) => path.endsWith('/main.tf')) ?? names[0]
}
