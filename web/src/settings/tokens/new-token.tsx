import { Tabs } from '@mantine/core'
import { PUBLIC_URL } from '../../api/page-facts.ts'
import type { CreatedToken } from '../../api/tokens.ts'
import { Bar } from '../../components/bar.tsx'
import { CodeBlock } from '../../components/code-block.tsx'
import { ShownOnce } from '../../forms/shown-once.tsx'
import { FirstUse } from './first-use.tsx'
import { auditSnippets, clientSnippets } from './token-snippets.ts'

/** A token that was just made, and how to use it. */
export function NewToken({ token: { id, text }, isForAudit }: { token: CreatedToken; isForAudit: boolean }) {
  const snippets = isForAudit ? auditSnippets(PUBLIC_URL, text) : clientSnippets(PUBLIC_URL, text)
  return (
    <ShownOnce>
      <div role="status">
        <Bar meaning="ok">
          <strong>The token is created.</strong> Copy it now: it is not shown again.
        </Bar>
      </div>
      <CodeBlock label="Token" code={text} />
      <Tabs defaultValue={valueOf(snippets[0]?.name ?? '')} className="tabs">
        <Tabs.List aria-label="How to use it">
          {snippets.map(({ name }) => (
            <Tabs.Tab key={name} value={valueOf(name)}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map(({ name, label, code }) => (
          <Tabs.Panel key={name} value={valueOf(name)}>
            <CodeBlock label={label} code={code} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <FirstUse id={id} />
    </ShownOnce>
  )
}

/** It becomes part of an id. */
function valueOf(name: string): string {
  return name.replaceAll(' ', '-')
}
