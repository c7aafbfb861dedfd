// The responses of the web interface.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Pages')
const page = { description: 'The page', schema: Type.String() }
const answers = { 200: page, 404: { description: 'The interface was never built; the page says how', schema: Type.String() } }

export const GREET = operation('greet', 'Lead visitors who open the address in a browser to the interface', {
  answers: {
    200: { description: 'A greeting, when the interface was never built', schema: Type.String() },
    302: { description: 'To the interface', headers: { Location: 'The interface' } },
  },
})
export const SHOW_INTERFACE = operation('showInterface', 'Show the web interface', { answers })
export const SHOW_INTERFACE_PAGE = operation('showInterfacePage', 'Show a page of the web interface', { answers })
export const READ_INTERFACE_FILE = operation('readInterfaceFile', 'Read a script, a stylesheet or a font of the web interface', {
  answers: {
    200: { description: 'The file', schema: Type.String(), headers: { ETag: 'Hash of the file' } },
    304: { description: 'Not modified' },
  },
  failures: [404],
})

const leads = {
  answers: { 302: { description: 'To the page', headers: { Location: 'The page' } } },
  failures: [404],
} as const
export const OPEN_SOURCE = operation('openSource', "Lead who opens a module's source address in a browser to its page", leads)
export const OPEN_SOURCE_VERSION = operation('openSourceVersion', "Lead from a module's source address and a version to its page", leads)
export const OPEN_ORGANIZATION = operation('openOrganization', 'Lead a browser from the name of an organization to its modules', leads)
export const OPEN_SUBMODULE = operation(
  'openSubmoduleSource',
  "Lead who opens a submodule's source address in a browser to its page",
  leads,
)
export const OPEN_MODULE = operation('openModule', 'Lead to the page of a module', leads)
export const OPEN_MODULE_VERSION = operation('openModuleVersion', 'Lead to the page of a version, or of the `latest`', leads)
