import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionChoicesQuery } from '../../api/managing/module-settings.ts'
import type { ModuleResource } from '../../api/modules.ts'
import { CheckField, ChoiceGroup, RadioField, SelectField, TextField } from '../../forms/fields.tsx'

interface RepositoryFieldsProps {
  module: ModuleResource
  repository: NonNullable<ModuleResource['attributes']['vcs-repo']>
  organization: string
}

/** Which repository, and what in it becomes a version. */
export function RepositoryFields({ module, repository, organization }: RepositoryFieldsProps) {
  const [from, setFrom] = useState(module.attributes['publishing-mechanism'] === 'branch' ? 'branch' : 'tags')
  return (
    <>
      <p>Published versions stay in any case. What was not published is decided anew under the new settings.</p>
      <Connection current={repository['oauth-token-id']} organization={organization} />
      <TextField
        name="identifier"
        label="Repository"
        description="As the host writes it, such as platform/terraform-aws-vpc."
        required
        spellCheck={false}
        defaultValue={repository.identifier}
      />
      <ChoiceGroup name="tags" legend="Versions come from">
        <RadioField name="from" value="tags" label="Tags" checked={from === 'tags'} onChange={() => setFrom('tags')} />
        <RadioField
          name="from"
          value="branch"
          label="A branch"
          description="Somebody creates each version by hand, from what the branch has then."
          checked={from === 'branch'}
          onChange={() => setFrom('branch')}
        />
      </ChoiceGroup>
      {from === 'branch' && <TextField name="branch" label="Branch" required spellCheck={false} defaultValue={repository.branch} />}
      <TextField
        name="source-directory"
        label="Directory"
        description="Where the module is in the repository; empty for all of it."
        spellCheck={false}
        defaultValue={repository['source-directory'] ?? ''}
      />
      {from === 'tags' && (
        <TextField
          name="tag-prefix"
          label="Tag prefix"
          description="Only tags that begin with it become versions, such as vpc- for vpc-1.2.0; empty for all."
          spellCheck={false}
          defaultValue={repository['tag-prefix'] ?? ''}
        />
      )}
      <CheckField
        name="ingress-submodules"
        label="Git submodules"
        description="Archives have the files of git submodules, at the commits on record."
        defaultChecked={repository['ingress-submodules']}
      />
    </>
  )
}

/** Where the repository is read; one of a GitHub App is not in the list, and stays. */
function Connection({ current, organization }: { current: string | null; organization: string }) {
  const { data: choices = [] } = useQuery(connectionChoicesQuery(organization))
  const others = choices.filter(({ oauthTokenId }) => oauthTokenId !== current)
  const now = choices.find(({ oauthTokenId }) => oauthTokenId === current)
  return (
    <SelectField
      // The list may arrive after the form: then the choice begins anew.
      key={choices.length}
      name="oauth-token-id"
      label="Connection"
      data={[
        { value: current ?? '', label: now?.name ?? 'The present one' },
        ...others.map(({ oauthTokenId, name }) => ({ value: oauthTokenId, label: name })),
      ]}
      defaultValue={current ?? ''}
    />
  )
}
