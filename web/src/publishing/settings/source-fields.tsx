import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type RepositoryPlace, repositoryTreeQuery, type TagPreview } from '../../api/publishing.ts'
import { ChoiceGroup, RadioField, SelectField, TextField } from '../../forms/fields.tsx'
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
  const defaultBranch = preview?.['default-branch'] ?? ''
  return (
    <>
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
      <DirectoryField place={place} name={settings.branch ?? newestTag(preview)} directory={settings.directory} keep={keep} />
    </>
  )
}

function newestTag(preview: TagPreview | undefined): string {
  return preview?.tags.find(({ decision }) => decision === 'pending')?.tag ?? ''
}

interface DirectoryFieldProps extends Pick<KeptSettings, 'keep'> {
  place: RepositoryPlace
  /** of the tag or branch whose directories are offered */
  name: string
  directory: string
}

function DirectoryField({ place, name, directory, keep }: DirectoryFieldProps) {
  const tree = useQuery(repositoryTreeQuery(place, name))
  const all = tree.data?.directories ?? []
  const paths = (hasConfiguration: boolean) => all.filter((each) => each.hasConfiguration === hasConfiguration).map(({ path }) => path)
  const root = { value: '', label: tree.data?.rootHasConfiguration === false ? '/ (without configuration)' : '/' }
  const known = new Set(all.map(({ path }) => path))
  const asked = directory === '' || known.has(directory) ? [] : [directory]
  return (
    <SelectField
      name="source-directory"
      label="Directory"
      description={tree.isError ? tree.error.message : `The module’s directory in the repository${name === '' ? '' : `, as of ${name}`}.`}
      data={[root, ...asked, { group: 'With configuration', items: paths(true) }, { group: 'Without configuration', items: paths(false) }]}
      value={directory}
      onChange={({ currentTarget }) => keep({ directory: currentTarget.value })}
    />
  )
}
