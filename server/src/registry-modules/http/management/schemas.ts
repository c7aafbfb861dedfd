// Schemas of request bodies. They allow unknown members: official clients send more than is documented.
import { type Static, Type } from 'typebox'
import { bodyOf, TagBindingsRelationship } from '../../../platform/http/json-api/index.ts'

import type { TestConfigRequest } from '../../publishing/test-config.ts'

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Boolean())
const sourceDirectory = Type.Optional(
  Type.String({ description: 'The directory of the module. Its archive has this directory alone: calls of `../` cannot leave it' }),
)

const ingressSubmodules = Type.Optional(
  Type.Boolean({ description: 'Whether archives have the files of git submodules, at the commits on record. True unless set' }),
)

export const TestConfigAttributes = Type.Optional(
  Type.Object({ 'tests-enabled': flag, 'agent-execution-mode': text, 'agent-pool-id': text }),
)

export function testConfigRequest(attributes: Static<typeof TestConfigAttributes> | undefined): TestConfigRequest {
  return {
    testsEnabled: attributes?.['tests-enabled'],
    agentExecutionMode: attributes?.['agent-execution-mode'],
    agentPoolId: attributes?.['agent-pool-id'],
  }
}

export const PublishBody = bodyOf(
  ['registry-modules', 'registry-module'],
  Type.Object({
    'vcs-repo': Type.Object({
      identifier: Type.String(),
      'display-identifier': text,
      'oauth-token-id': text,
      'github-app-installation-id': text,
      'organization-name': text,
      branch: text,
      tags: flag,
      'source-directory': sourceDirectory,
      'tag-prefix': text,
      'ingress-submodules': ingressSubmodules,
    }),
    name: text,
    provider: text,
    'initial-version': text,
    'no-code': flag,
    'test-config': TestConfigAttributes,
  }),
)

export const CreateVersionBody = bodyOf(
  ['registry-module-versions', 'registry-module-version'],
  Type.Object({ version: Type.String(), 'commit-sha': text }),
)

export const CreateModuleBody = bodyOf(
  ['registry-modules', 'registry-module'],
  Type.Object({ name: Type.String(), provider: Type.String(), 'registry-name': text, namespace: text, 'no-code': flag }),
)

export const UpdateModuleBody = bodyOf(
  ['registry-modules', 'registry-module'],
  Type.Object({
    'vcs-repo': Type.Optional(
      Type.Object({
        identifier: text,
        'display-identifier': text,
        'oauth-token-id': text,
        'github-app-installation-id': text,
        branch: text,
        tags: flag,
        'source-directory': sourceDirectory,
        'tag-prefix': text,
        'ingress-submodules': ingressSubmodules,
      }),
    ),
    'no-code': flag,
    'test-config': TestConfigAttributes,
  }),
  Type.Object({ 'tag-bindings': TagBindingsRelationship }),
)
