import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { ADD, type AddSearch } from '../addresses/add-module.ts'
import { isNotFound } from '../api/client/failures.ts'
import { organizationQuery } from '../api/organizations.ts'
import type { RepositoryPlace } from '../api/publishing.ts'
import { Loaded } from '../components/loaded.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { NotFound } from '../shell/not-found.tsx'
import { ImportStep } from './importing/import-step.tsx'
import { RepositoryStep } from './repository/repository-step.tsx'
import { SettingsStep } from './settings/settings-step.tsx'
import { SeveralStep } from './several/several-step.tsx'
import { Steps } from './steps/steps.tsx'
import { UploadStep } from './upload/upload-step.tsx'

/** Publishes a module in three steps. What was chosen is in the address. */
export function AddPage() {
  const { org } = useParams({ from: ADD })
  const { step, connection, identifier, name, provider } = useSearch({ from: ADD })
  const organization = useQuery(organizationQuery(org))
  usePageTitle('Publish a module', org)
  if (isNotFound(organization.error)) return <NotFound />
  return (
    <Loaded query={organization} what="The organization">
      {({ attributes: { permissions } }) => {
        const mayPublish = permissions['can-create-module']
        if (step === 'import' && name !== undefined && provider !== undefined) {
          const address = { organization: org, registry: 'private', namespace: org, name, provider } as const
          return <ImportStep key={`${name}/${provider}`} address={address} mayPublish={mayPublish} />
        }
        const place = connection === undefined || identifier === undefined ? undefined : { organization: org, connection, identifier }
        return (
          <>
            <h1>Publish a module</h1>
            {mayPublish ? <Choosing step={step} place={place} /> : <WhoMayPublish org={org} />}
          </>
        )
      }}
    </Loaded>
  )
}

/** Everything before the import. */
function Choosing({ step, place }: { step: AddSearch['step']; place: RepositoryPlace | undefined }) {
  if (step === 'upload') return <UploadStep />
  const Settings = step === 'settings' ? SettingsStep : step === 'several' ? SeveralStep : undefined
  const isChosen = Settings !== undefined && place !== undefined
  return (
    <>
      <Steps current={isChosen ? 'settings' : 'repository'} />
      {isChosen ? <Settings key={`${place.connection} ${place.identifier}`} place={place} /> : <RepositoryStep />}
    </>
  )
}

function WhoMayPublish({ org }: { org: string }) {
  return (
    <p className="panel padded">
      Owners of {org} and teams with the permission “Manage modules” can publish. Ask an owner to add you to such a team.
    </p>
  )
}
