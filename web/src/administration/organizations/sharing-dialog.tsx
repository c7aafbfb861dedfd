import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type AdministeredOrganization, consumersQuery, type Readers, shareModules } from '../../api/administration/organizations.ts'
import { Loaded } from '../../components/loaded.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Dialog, type DialogState } from '../../forms/dialog.tsx'
import { ChoiceGroup, RadioField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { Consumers } from './consumers.tsx'

const KINDS = [
  { kind: 'none', label: 'Only its members' },
  { kind: 'some', label: 'Organizations that you choose, too' },
  { kind: 'all', label: 'Every organization of this server', description: 'Those created later, too.' },
] as const

type Kind = (typeof KINDS)[number]['kind']

interface SharingDialogProps {
  of: DialogState
  organization: AdministeredOrganization
}

/** Who reads the modules of an organization. */
export function SharingDialog({ of: dialog, organization }: SharingDialogProps) {
  return (
    <Dialog of={dialog} title={`Share the modules of ${organization.name}`}>
      <PresentSharing organization={organization} close={dialog.close} />
    </Dialog>
  )
}

function PresentSharing({ organization, close }: Omit<SharingProps, 'present'>) {
  const consumers = useQuery(consumersQuery(organization.name))
  return (
    <Loaded query={consumers} what="The sharing">
      {(names) => <Sharing organization={organization} present={names} close={close} />}
    </Loaded>
  )
}

interface SharingProps {
  organization: AdministeredOrganization
  present: readonly string[]
  close: () => void
}

/** It exists only while the dialog is open, and so forgets what was not saved. */
function Sharing({ organization: { name, isSharedWithAll }, present, close }: SharingProps) {
  const [kind, setKind] = useState<Kind>(kindOf(isSharedWithAll, present))
  const [names, setNames] = useState(present)
  const readers: Readers = kind === 'all' ? 'all' : kind === 'some' ? names : []
  return (
    <Form
      label={`Share the modules of ${name}`}
      action="Save who reads them"
      isIncomplete={kind === 'some' && names.length === 0}
      submit={() => shareModules(name, readers)}
      onDone={() => {
        announce(saidOf(name, readers))
        close()
      }}
      onCancel={close}
    >
      <p>
        Whoever reads them installs them with any token of their organization, and finds them in its list. They see neither the connection
        nor the repository. Whoever loses them gets 404 at the next <code>terraform init</code>.
      </p>
      <ChoiceGroup legend={`Who reads the modules of ${name}`}>
        {KINDS.map(({ kind: each, ...texts }) => (
          <RadioField key={each} name="kind" value={each} {...texts} checked={kind === each} onChange={() => setKind(each)} />
        ))}
      </ChoiceGroup>
      {kind === 'some' && <Consumers producer={name} names={names} onChange={setNames} />}
    </Form>
  )
}

function kindOf(isSharedWithAll: boolean, consumers: readonly string[]): Kind {
  if (isSharedWithAll) return 'all'
  return consumers.length > 0 ? 'some' : 'none'
}

function saidOf(name: string, readers: Readers): string {
  if (readers === 'all') return `Every organization reads the modules of ${name}.`
  return readers.length === 0 ? `Only its members read the modules of ${name}.` : `${readers.join(', ')} can read the modules of ${name}.`
}
