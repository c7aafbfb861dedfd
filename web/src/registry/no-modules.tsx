import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ADD } from '../addresses/add-module.ts'
import { organizationQuery } from '../api/organizations.ts'
import { ButtonLink } from '../components/links.ts'
import { LIST } from './list.ts'

/** The first visit: what an owner does, and whom everybody else asks. */
export function NoModules() {
  const { org } = useParams({ from: LIST })
  const { data: organization } = useQuery(organizationQuery(org))
  const permissions = organization?.attributes.permissions
  if (permissions === undefined) return null
  return (
    <div className="panel padded">
      <h2>{org} has no module yet</h2>
      {permissions['can-create-module'] ? (
        <>
          <p>
            A module is a git repository named <code>terraform-PROVIDER-NAME</code>, and each of its tags such as <code>v1.0.0</code>{' '}
            becomes a version.
          </p>
          <ButtonLink component="a" to={ADD} params={{ org }} search={{}}>
            Publish the first module
          </ButtonLink>
        </>
      ) : (
        <p>Whoever may publish modules in {org} can publish the first one. Its owners can give you that permission.</p>
      )}
    </div>
  )
}
