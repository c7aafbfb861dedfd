import { type Organization, updateOrganization } from '../../api/organizations.ts'
import { announce } from '../../forms/announcement.tsx'
import { isTicked } from '../../forms/elements.ts'
import { CheckField, ChoiceGroup } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { refusalOf } from './only-owners.ts'

const SWITCHES = [
  {
    name: 'hide-revoked-versions',
    label: 'Hide revoked versions',
    means: 'Clients do not see them in lists of versions. Whoever names one exactly still learns that it is revoked.',
  },
  {
    name: 'allow-revoked-for-known-consumers',
    label: 'Spare known consumers',
    means: 'Whoever downloaded a version before it was revoked can go on doing so.',
  },
  {
    name: 'allow-remote-images',
    label: 'Show images of other servers',
    means: 'In READMEs and changelogs. Those servers then learn who reads the page, and when.',
  },
] as const

/** What holds for all modules of an organization. */
export function ModuleSettings({ org, attributes }: { org: string; attributes: Organization }) {
  const refusal = refusalOf(attributes)
  return (
    <section className="panel padded">
      <h2>Modules</h2>
      <Form
        label="Modules"
        action="Save for modules"
        refusal={refusal}
        submit={(values) => updateOrganization(org, Object.fromEntries(SWITCHES.map(({ name }) => [name, isTicked(values, name)])))}
        onDone={() => announce('The settings for modules are saved.')}
      >
        <ChoiceGroup legend="For all modules">
          {SWITCHES.map(({ name, label, means }) => (
            <CheckField
              key={name}
              name={name}
              label={label}
              description={means}
              defaultChecked={attributes[name]}
              disabled={refusal !== undefined}
            />
          ))}
        </ChoiceGroup>
      </Form>
    </section>
  )
}
