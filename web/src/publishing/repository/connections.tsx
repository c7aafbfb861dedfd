import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { ADD } from '../../addresses/add-module.ts'
import { organizationQuery } from '../../api/organizations.ts'
import type { Connection } from '../../api/publishing.ts'
import { ChoiceGroup, RadioField } from '../../forms/fields.tsx'

/** Below which the addresses of the interface are. */
const BASE = '/app'

/** Through which connection the repository is read. */
export function Connections({ all, chosen }: { all: readonly Connection[]; chosen: Connection | undefined }) {
  const navigate = useNavigate({ from: ADD })
  const choose = (connection: string) =>
    void navigate({ search: ({ ready }) => ({ connection, ...(ready === true && { ready }) }), replace: true })
  return (
    <section className="panel padded">
      <ChoiceGroup legend="Connection">
        {all.map(({ id, name, host, problem }) => (
          <RadioField
            key={id}
            name="connection"
            value={id}
            label={name === host ? name : `${name} (${host})`}
            description={problem === undefined ? undefined : `Needs a new credential: ${problem}`}
            checked={id === chosen?.id}
            disabled={problem !== undefined}
            onChange={() => choose(id)}
          />
        ))}
      </ChoiceGroup>
      <p className="listed">
        <AddConnection>Add a connection</AddConnection>
        <ToUpload />
      </p>
    </section>
  )
}

/** Before anything can be published from a repository. */
export function NoConnection() {
  const { org } = useParams({ from: ADD })
  return (
    <section className="panel padded">
      <h2>Connect a VCS provider first</h2>
      <p>{org} has no connection to a git host. A module with a repository needs one.</p>
      <p className="listed">
        <AddConnection>Connect a VCS provider</AddConnection>
        <ToUpload />
      </p>
    </section>
  )
}

function ToUpload() {
  const { org } = useParams({ from: ADD })
  return (
    <Link to={ADD} params={{ org }} search={({ connection }) => ({ ...(connection !== undefined && { connection }), step: 'upload' })}>
      Upload without a repository
    </Link>
  )
}

/** The page of connections leads back to this address, which has everything that was chosen. */
function AddConnection({ children }: { children: string }) {
  const { org } = useParams({ from: ADD })
  const { href } = useLocation()
  const { data: organization } = useQuery(organizationQuery(org))
  if (organization?.attributes.permissions['can-update-oauth'] !== true) {
    return <span className="subtle">Owners of {org} and teams with “Manage VCS settings” can add connections.</span>
  }
  return (
    <Link to="/$org/settings/version-control/add" params={{ org }} search={{ return_to: `${BASE}${href}` }}>
      {children}
    </Link>
  )
}
