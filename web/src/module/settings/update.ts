import type { Label, ModuleUpdate } from '../../api/managing/module-settings.ts'
import type { ModuleResource } from '../../api/modules.ts'
import { isTicked, textOf } from '../../forms/elements.ts'
import { labelsOf, labelsText } from './labels.ts'

/** What the form asks for. Labels are left out when they are the same: the server would count that as a change. */
export function updateFrom(values: FormData, { attributes }: ModuleResource, known: readonly Label[]): ModuleUpdate {
  const labels = labelsOf(textOf(values, 'labels'))
  return {
    type: 'registry-modules',
    attributes: {
      'no-code': isTicked(values, 'no-code'),
      ...(attributes['vcs-repo'] !== null && { 'vcs-repo': repositoryFrom(values) }),
      ...(attributes['test-config'] !== null && { 'test-config': { 'tests-enabled': isTicked(values, 'tests-enabled') } }),
    },
    ...(labelsText(labels) !== labelsText(known) && {
      relationships: { 'tag-bindings': { data: labels.map((label) => ({ type: 'tag-bindings', attributes: label })) } },
    }),
  }
}

function repositoryFrom(values: FormData) {
  const byBranch = textOf(values, 'from') === 'branch'
  const token = textOf(values, 'oauth-token-id')
  return {
    identifier: textOf(values, 'identifier'),
    // Without one, the module stays with its connection.
    ...(token !== '' && { 'oauth-token-id': token }),
    tags: !byBranch,
    branch: byBranch ? textOf(values, 'branch') : '',
    'source-directory': textOf(values, 'source-directory'),
    'tag-prefix': textOf(values, 'tag-prefix'),
    'ingress-submodules': isTicked(values, 'ingress-submodules'),
  }
}
