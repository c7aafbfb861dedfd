import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Organization, updateOrganization } from '../../api/organizations.ts'
import { HOST } from '../../api/page-facts.ts'
import { Bar } from '../../components/bar.tsx'
import { announce } from '../../forms/announcement.tsx'
import { textOf } from '../../forms/elements.ts'
import { TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { refusalOf } from './only-owners.ts'

/** What an organization is called, and whom it writes to. */
export function NameAndEmail({ org, attributes }: { org: string; attributes: Organization }) {
  const [name, setName] = useState(attributes.name)
  const navigate = useNavigate()
  const refusal = refusalOf(attributes)
  const wanted = name.trim()
  return (
    <section className="panel padded">
      <h2>Name and email</h2>
      <Form
        label="Name and email"
        action={wanted === attributes.name || wanted === '' ? 'Save' : `Rename to ${wanted}`}
        refusal={refusal}
        submit={(values) => updateOrganization(org, { name: textOf(values, 'name'), email: textOf(values, 'email') })}
        onDone={(saved) => {
          announce(`The organization ${saved} is saved.`)
          if (saved !== org) void navigate({ to: '/$org/settings/profile', params: { org: saved }, replace: true })
        }}
      >
        <TextField
          name="name"
          label="Name"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          disabled={refusal !== undefined}
          spellCheck={false}
          required
        />
        {wanted !== attributes.name && wanted !== '' && <Consequences from={attributes.name} to={wanted} />}
        <TextField
          name="email"
          type="email"
          label="Email address"
          defaultValue={attributes.email}
          disabled={refusal !== undefined}
          required
        />
      </Form>
    </section>
  )
}

function Consequences({ from, to }: { from: string; to: string }) {
  return (
    <Bar meaning="warn">
      <p>
        <strong>Every module gets another address:</strong> <code>{`${HOST}/${from}/…`}</code> becomes <code>{`${HOST}/${to}/…`}</code>.
      </p>
      <p>
        Configurations with the former address fail at their next <code>terraform init</code>, until they are changed. Links to pages break
        too. Tokens, connections and webhooks keep working. Anybody can then take the name {from}, so that its addresses are theirs.
      </p>
    </Bar>
  )
}
