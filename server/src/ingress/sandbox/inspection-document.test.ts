import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type RepositoryFiles, repositoryOf } from '../../../test/support/module-source.ts'
import { createRememberingReader, readConfigurationFile } from '../../terraform/index.ts'
import { readGitTree } from '../package/index.ts'
import { inspectTree } from './inspect-tree.ts'
import { createDocumentWriter } from './inspection-document.ts'
import type { Parse } from './read-sources.ts'

const VARIABLE = 'variable "name" {\n  type = string\n}\n'
const CALL = 'module "a" {\n  source = "../../modules/a"\n  name   = "x"\n}\n'

const RELEASES: RepositoryFiles[] = [
  { 'main.tf': '', 'README.md': '# One' },
  { 'main.tf': VARIABLE, 'modules/a/main.tf': VARIABLE, 'modules/b/main.tf': VARIABLE, 'examples/x/main.tf': CALL },
  {
    'main.tf': VARIABLE,
    'modules/a/main.tf': VARIABLE,
    'modules/b/main.tf': VARIABLE,
    'modules/b/README.md': '# B',
    'examples/x/main.tf': CALL,
  },
  // A call that no longer fits, in an example that did not change.
  { 'main.tf': VARIABLE, 'modules/a/main.tf': 'variable "other" {}', 'examples/x/main.tf': CALL, 'examples/y/main.tf': CALL },
  { 'main.tf': VARIABLE, 'main.tofu': 'output "x" {\n  value = 1\n}\n', 'modules/a/main.tofu': VARIABLE },
  { 'main.tf': 'variable "broken {', 'modules/b/main.tf': VARIABLE },
]

async function treeOf(files: RepositoryFiles) {
  const { objects, root } = repositoryOf(files)
  return await readGitTree(objects, root)
}

/** The same content gives the same object, as in the sandbox. */
function parsesOnce(): Parse {
  const parsed = new Map<string, ReturnType<Parse>>()
  return (name, content) => {
    const key = `${name} ${content.toString()}`
    const file = parsed.get(key) ?? readConfigurationFile(name, content)
    parsed.set(key, file)
    return file
  }
}

test('what is known of earlier versions does not change the document of the next', async () => {
  const [parse, write] = [parsesOnce(), createDocumentWriter()]
  const readDirectory = createRememberingReader(1e6)
  for (const files of [...RELEASES, ...RELEASES.toReversed()]) {
    const alone = await inspectTree(await treeOf(files), readConfigurationFile)
    const document = await write(await inspectTree(await treeOf(files), parse, readDirectory))
    expect(JSON.parse(gunzipSync(Buffer.from(document, 'base64')).toString())).toEqual(alone)
    expect(await createDocumentWriter()(alone)).toBe(document)
  }
})
