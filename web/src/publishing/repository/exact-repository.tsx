import { useNavigate } from '@tanstack/react-router'
import { ADD } from '../../addresses/add-module.ts'
import { queryClient } from '../../api/client/query-client.ts'
import { type Connection, candidateQuery } from '../../api/publishing.ts'
import { textOf } from '../../forms/elements.ts'
import { TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { identifierFrom, namingOf } from './identifiers.ts'

/** For repositories that no list has. */
export function ExactRepository({ connection }: { connection: Connection }) {
  const navigate = useNavigate({ from: ADD })
  const { form, example } = namingOf(connection.serviceProvider)
  const find = async (values: FormData) => {
    const identifier = identifierFrom(textOf(values, 'identifier'), connection.url)
    if ((await queryClient.fetchQuery(candidateQuery(connection.id, identifier))) !== null) return identifier
    throw new Error(`The connection cannot read ${identifier}. Check the name, and the access of its account at the host.`)
  }
  return (
    <section className="panel padded">
      <h2>{connection.hasList ? 'Not in the list?' : 'Name the repository'}</h2>
      <Form
        label="Name a repository"
        action="Select repository"
        submit={find}
        onDone={(identifier) =>
          void navigate({ search: (before) => ({ ...before, connection: connection.id, step: 'settings', identifier }) })
        }
      >
        <TextField
          name="identifier"
          label="Repository"
          description={
            connection.serviceProvider === 'git' ? (
              <>
                Its path below <code>{connection.url}</code>, or its whole URL
              </>
            ) : (
              `At this host: ${form}`
            )
          }
          placeholder={example}
          required
          withAsterisk={false}
          spellCheck={false}
          autoCapitalize="none"
        />
      </Form>
    </section>
  )
}
