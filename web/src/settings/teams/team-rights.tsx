import { isOwnersTeam, RIGHTS, type Team, updateTeam, type Visibility } from '../../api/teams.ts'
import { announce } from '../../forms/announcement.tsx'
import { isTicked, textOf } from '../../forms/elements.ts'
import { CheckField, ChoiceGroup, RadioField, TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { RIGHT_WORDS } from './right-words.ts'

/** What the members of a team may do, and who sees the team. */
export function TeamRights({ org, team }: { org: string; team: Team }) {
  return (
    <section className="panel padded">
      <h2>Rights</h2>
      {isOwnersTeam(team) ? (
        <p>Owners may do everything: also change the organization, delete it, read its audit trail and make owners.</p>
      ) : (
        <RightsForm org={org} team={team} />
      )}
    </section>
  )
}

function RightsForm({ org, team }: { org: string; team: Team }) {
  const { name, visibility, permissions, 'organization-access': access } = team.attributes
  const mayChange = permissions['can-update-organization-access']
  const submit = (values: FormData) =>
    updateTeam(org, team.id, {
      name: textOf(values, 'name'),
      visibility: textOf(values, 'visibility') as Visibility,
      rights: RIGHTS.filter((right) => isTicked(values, right)),
    })
  return (
    <Form
      label="Rights of the team"
      action="Save the team"
      refusal={mayChange ? undefined : 'Only owners, and teams that manage teams, change this.'}
      submit={submit}
      onDone={() => announce('The team is saved.')}
    >
      <TextField name="name" label="Name" defaultValue={name} disabled={!mayChange} required />
      <ChoiceGroup name="organization-access" legend="Its members may read modules, and">
        {RIGHTS.map((right) => (
          <CheckField
            key={right}
            name={right}
            label={RIGHT_WORDS[right].label}
            description={RIGHT_WORDS[right].lets}
            defaultChecked={access[right]}
            disabled={!mayChange}
          />
        ))}
      </ChoiceGroup>
      <ChoiceGroup name="visibility" legend="Visibility">
        <RadioField
          name="visibility"
          value="organization"
          label="Visible"
          description="Every member sees the team."
          defaultChecked={visibility === 'organization'}
          disabled={!mayChange}
        />
        <RadioField
          name="visibility"
          value="secret"
          label="Secret"
          description="Only its members, owners, and teams that manage members or teams see it."
          defaultChecked={visibility === 'secret'}
          disabled={!mayChange}
        />
      </ChoiceGroup>
    </Form>
  )
}
