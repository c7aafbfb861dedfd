import { expect, it } from 'vitest'
import { inspectPackage, readConfigurationFile } from './index.ts'

function inspect(texts: Record<string, string>) {
  const paths = Object.keys(texts)
  return inspectPackage({
    files: paths.map((path) => ({
      path,
      content: () => readConfigurationFile(path.slice(path.lastIndexOf('/') + 1), Buffer.from(texts[path] ?? '')),
    })),
    paths,
  })
}

function noticed(texts: Record<string, string>) {
  return inspect(texts).diagnostics.map(({ summary, file, line }) => [summary, `${file}:${line}`])
}

const CALLEE = { 'modules/a/main.tf': 'variable "needed" {}\nvariable "other" {\n  default = 1\n}\n' }

it('a call has the arguments that the called module has variables for', () => {
  const fitting = 'module "m" {\n  source = "./modules/a"\n  count = 1\n  needed = 1\n  other = 2\n}\n'
  expect(noticed({ ...CALLEE, 'main.tf': fitting })).toEqual([])
  const wrong = 'module "m" {\n  source = "./modules/a"\n  neded = 1\n}\n'
  expect(noticed({ ...CALLEE, 'main.tf': wrong })).toEqual([
    ['Unsupported argument', 'main.tf:3'],
    ['Missing required argument', 'main.tf:1'],
  ])
})

it('arguments may be given in an override file', () => {
  const files = { ...CALLEE, 'main.tf': 'module "m" {\n  source = "./modules/a"\n}\n', 'override.tf': 'module "m" {\n  needed = 1\n}\n' }
  expect(noticed(files)).toEqual([])
})

it('nothing is said of arguments where the called module cannot be read', () => {
  const files = { 'modules/a/main.tf': 'variable {}\n', 'main.tf': 'module "m" {\n  source = "./modules/a"\n  x = 1\n}\n' }
  expect(noticed(files)).toEqual([['Wrong number of labels', 'modules/a/main.tf:1']])
})

it('a path without a slash at its end is no path', () => {
  expect(noticed({ 'main.tf': '', 'examples/e/main.tf': 'module "m" {\n  source = ".."\n}\n' })).toEqual([
    ['Invalid module source address', 'examples/e/main.tf:2'],
  ])
})

it('thousands of wrong calls of a module with thousands of variables take no long time', () => {
  const variables = Array.from({ length: 5000 }, (_unused, index) => `variable "v${index}" {}\n`).join('')
  const calls = Array.from({ length: 5000 }, (_unused, index) => `module "m${index}" {\n  source = "./modules/a"\n}\n`).join('')
  const { root } = inspect({ 'modules/a/main.tf': variables, 'main.tf': calls })
  expect(root.diagnostics).toHaveLength(201)
})
