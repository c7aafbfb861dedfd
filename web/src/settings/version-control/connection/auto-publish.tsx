import { useParams } from '@tanstack/react-router'
import { updateConnection } from '../../../api/version-control/changes.ts'
import type { OAuthClient } from '../../../api/version-control/connections.ts'
import { announce } from '../../../forms/announcement.tsx'
import { isTicked, textOf } from '../../../forms/elements.ts'
import { CheckField, LongTextField } from '../../../forms/fields.tsx'
import { Form } from '../../../forms/form.tsx'
import { usePublishRefusal } from '../who-may.tsx'

interface AutoPublishProps {
  client: OAuthClient
  refusal: string | undefined
}

/** Whether new repositories become modules without anybody's doing, and whose. */
export function AutoPublish({ client, refusal }: AutoPublishProps) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const publishing = usePublishRefusal(org)
  const { 'auto-publish': isOn, 'auto-publish-groups': groups } = client.attributes
  const submit = async (values: FormData) => {
    const wanted = isTicked(values, 'auto-publish')
    await updateConnection(client.id, { 'auto-publish': wanted, 'auto-publish-groups': linesOf(textOf(values, 'auto-publish-groups')) })
    return wanted
  }
  return (
    <section className="panel padded">
      <h2>Automatic publishing</h2>
      <p>
        Repositories named <code>terraform-PROVIDER-NAME</code> become modules once they have a version tag, if they appear after this is
        switched on.
      </p>
      <Form
        label="Automatic publishing"
        action="Save"
        submit={submit}
        refusal={refusal ?? publishing}
        onDone={(wanted) =>
          announce(wanted ? 'New repositories of these groups are published from now on.' : 'Nothing is published automatically.')
        }
      >
        <CheckField name="auto-publish" label="Publish new repositories of the groups below" defaultChecked={isOn} />
        <LongTextField
          name="auto-publish-groups"
          label="Groups and owners"
          description="One in each line, as repositories begin with it: platform, or platform/modules. Only name those that people you trust control: anybody can share a repository of their own with the credential's user at some hosts."
          defaultValue={groups.join('\n')}
          autosize={false}
          rows={3}
          spellCheck={false}
        />
      </Form>
    </section>
  )
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
