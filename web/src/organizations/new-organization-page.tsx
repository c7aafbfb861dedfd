import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { accountQuery } from '../api/account.ts'
import { createOrganization } from '../api/organizations.ts'
import { HOST } from '../api/page-facts.ts'
import { usePageTitle } from '../components/page-title.ts'
import { textOf } from '../forms/elements.ts'
import { TextField } from '../forms/fields.tsx'
import { Form } from '../forms/form.tsx'

/** Makes an organization, whose first owner is the user. */
export function NewOrganizationPage() {
  const { data: account } = useQuery(accountQuery)
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const { email, permissions } = account?.attributes ?? {}
  usePageTitle('New organization')
  return (
    <div className="narrow">
      <h1>New organization</h1>
      <p>It has modules, members and rules of its own. You own it, and invite others.</p>
      <section className="panel padded">
        <Form
          label="New organization"
          action="Create the organization"
          refusal={permissions?.['can-create-organizations'] === false ? 'You may not create organizations.' : undefined}
          submit={(values) => createOrganization(textOf(values, 'name'), textOf(values, 'email'))}
          onDone={(made) => void navigate({ to: '/$org/registry/private/modules', params: { org: made } })}
        >
          <TextField
            name="name"
            label="Name"
            description={
              <>
                Letters, digits, - and _. It begins the address of each module: <code>{`${HOST}/${name.trim() || 'NAME'}/vpc/aws`}</code>
              </>
            }
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            spellCheck={false}
            required
          />
          <TextField
            name="email"
            type="email"
            label="Email address"
            description="For notices about the organization."
            defaultValue={email ?? ''}
            required
          />
        </Form>
      </section>
    </div>
  )
}
