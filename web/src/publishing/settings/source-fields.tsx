import { useState } from 'react'
import type { RepositoryPlace, TagPreview } from '../../api/publishing.ts'
import { ChoiceGroup, RadioField, SelectField, TextField } from '../../forms/fields.tsx'
import { DirectoryField } from './directory-field.tsx'
import { FIRST_VERSION, type KeptSettings } from './settings.ts'

interface SourceFieldsProps extends KeptSettings {
  place: RepositoryPlace
  /** undefined until the repository has been looked at */
  preview: TagPreview | undefined
}

/** Where versions come from: tags or a branch, and which directory. */
export function SourceFields({ place, preview, settings, keep, keepTyped }: SourceFieldsProps) {
  const isBranch = settings.branch !== undefined
  const [prefix] = useState(settings.prefix)
  const [version] = useState(settings.version)
  return (
    <>
      <Mechanism preview={preview} isBranch={isBranch} keep={keep} />
      {isBranch ? (
        <div className="side-by-side">
          <SelectField
            name="branch"
            label="Branch"
            data={[...new Set([settings.branch ?? '', ...(preview?.branches ?? [])])]}
            value={settings.branch ?? ''}
            onChange={({ currentTarget }) => keep({ branch: currentTarget.value })}
          />
          <TextField
            name="initial-version"
            label="First version"
            placeholder={FIRST_VERSION}
            defaultValue={version}
            spellCheck={false}
            onChange={({ currentTarget }) => keepTyped({ version: currentTarget.value.trim() })}
          />
        </div>
      ) : (
        <TextField
          name="tag-prefix"
          label="Tag prefix"
          description="Only tags that begin with it count, such as vpc/ for vpc/v1.2.0. Empty: all tags."
          defaultValue={prefix}
          spellCheck={false}
          autoCapitalize="none"
          onChange={({ currentTarget }) => keepTyped({ prefix: currentTarget.value.trim() })}
        />
      )}
      <DirectoryField place={place} name={preview && (settings.branch ?? newestTag(preview))} directory={settings.directory} keep={keep} />
    </>
  )
}

interface MechanismProps extends Pick<KeptSettings, 'keep'> {
  preview: TagPreview | undefined
  isBranch: boolean
}

function Mechanism({ preview, isBranch, keep }: MechanismProps) {
  const defaultBranch = preview?.['default-branch'] ?? ''
  return (
    <ChoiceGroup legend="Versions come from">
      <RadioField
        name="mechanism"
        value="tags"
        label="Tags"
        description="Every release tag becomes a version, also those that are pushed later."
        checked={!isBranch}
        onChange={() => keep({ branch: '', version: '' })}
      />
      <RadioField
        name="mechanism"
        value="branch"
        label="Branch"
        description="You create each version from a commit of the branch."
        checked={isBranch}
        disabled={preview !== undefined && preview.branches.length === 0}
        onChange={() => keep({ branch: defaultBranch === '' ? (preview?.branches[0] ?? 'main') : defaultBranch })}
      />
    </ChoiceGroup>
  )
}

function newestTag({ tags }: TagPreview): string {
  return tags.find(({ decision }) => decision === 'pending')?.tag ?? ''
}
