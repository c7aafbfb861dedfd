import { useQuery } from '@tanstack/react-query'
import { refreshEverything } from '../../api/managing/changes.ts'
import { type Label, labelsQuery, updateModule } from '../../api/managing/module-settings.ts'
import type { ModuleAddress, ModuleResource } from '../../api/modules.ts'
import { Loaded } from '../../components/loaded.tsx'
import { announce } from '../../forms/announcement.tsx'
import { CheckField, LongTextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { ManagedModule } from '../managing/managed-module.tsx'
import { labelsText } from './labels.ts'
import { RepositoryFields } from './repository-fields.tsx'
import { updateFrom } from './update.ts'

/** Where the versions of a module come from, and how it is offered. */
export function SettingsPage() {
  return (
    <ManagedModule title="Publish settings">
      {(module, address, refusal) => <Settings module={module} address={address} refusal={refusal} />}
    </ManagedModule>
  )
}

interface SettingsProps {
  module: ModuleResource
  address: ModuleAddress
  refusal: string | undefined
}

function Settings({ module, address, refusal }: SettingsProps) {
  const labels = useQuery(labelsQuery(module.id))
  return (
    <Loaded query={labels} what="The labels">
      {(known) => <SettingsForm module={module} address={address} refusal={refusal} labels={known} />}
    </Loaded>
  )
}

function SettingsForm({ module, address, refusal, labels }: SettingsProps & { labels: Label[] }) {
  const { 'vcs-repo': repository, 'no-code': noCode, 'test-config': tests } = module.attributes
  return (
    <div className="panel padded narrow-panel below-heading">
      <Form
        label="Publish settings"
        action="Save settings"
        refusal={refusal}
        submit={(values) => updateModule(address, updateFrom(values, module, labels))}
        onDone={() => {
          announce('The settings are saved.')
          void refreshEverything()
        }}
      >
        {repository === null ? (
          <p>This module has no repository: its versions are uploaded.</p>
        ) : (
          <RepositoryFields module={module} repository={repository} organization={address.organization} />
        )}
        <LongTextField
          name="labels"
          label="Labels"
          description="One in each line: a key, or key=value."
          autosize
          minRows={2}
          spellCheck={false}
          defaultValue={labelsText(labels)}
        />
        <CheckField
          name="no-code"
          label="No-code"
          description="The module is offered to people who write no configuration."
          defaultChecked={noCode}
        />
        {tests !== null && (
          <CheckField
            name="tests-enabled"
            label="Tests"
            description="The setting is kept for tools that ask for it. This server runs no tests."
            defaultChecked={tests['tests-enabled']}
          />
        )}
      </Form>
    </div>
  )
}
