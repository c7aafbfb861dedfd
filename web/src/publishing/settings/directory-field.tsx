import { useQuery } from '@tanstack/react-query'
import { type RepositoryPlace, repositoryTreeQuery } from '../../api/publishing.ts'
import { SelectField } from '../../forms/fields.tsx'
import type { KeptSettings } from './settings.ts'

interface DirectoryFieldProps extends Pick<KeptSettings, 'keep'> {
  place: RepositoryPlace
  /** of the tag or branch whose directories are offered; undefined while that is not decided */
  name: string | undefined
  directory: string
}

/** The directories of the repository, those with configuration first. */
export function DirectoryField({ place, name, directory, keep }: DirectoryFieldProps) {
  const tree = useQuery({ ...repositoryTreeQuery(place, name ?? ''), enabled: name !== undefined })
  const all = tree.data?.directories ?? []
  const paths = (hasConfiguration: boolean) => all.filter((each) => each.hasConfiguration === hasConfiguration).map(({ path }) => path)
  const root = { value: '', label: tree.data?.rootHasConfiguration === false ? '/ (without configuration)' : '/' }
  const known = new Set(all.map(({ path }) => path))
  const asked = directory === '' || known.has(directory) ? [] : [directory]
  return (
    <SelectField
      name="source-directory"
      label="Directory"
      description={
        tree.isError
          ? tree.error.message
          : `The module’s directory in the repository${name === undefined || name === '' ? '' : `, as of ${name}`}.`
      }
      data={[root, ...asked, { group: 'With configuration', items: paths(true) }, { group: 'Without configuration', items: paths(false) }]}
      value={directory}
      onChange={({ currentTarget }) => keep({ directory: currentTarget.value })}
    />
  )
}
