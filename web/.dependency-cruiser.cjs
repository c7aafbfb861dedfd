// The architecture of web/src as rules. A folder for each screen, on top of what all of them share.
const SCREENS = '(account|organizations|registry|module|publishing|settings|administration|diagnosis)'
const tests = '\\.test\\.ts$'

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'Also type-only cycles.', from: {}, to: { circular: true } },
    {
      name: 'screens-do-not-know-each-other',
      severity: 'error',
      from: { path: `^src/${SCREENS}/` },
      to: { path: `^src/${SCREENS}/`, pathNot: '^src/$1/' },
    },
    {
      name: 'api-knows-no-page',
      severity: 'error',
      from: { path: '^src/api/', pathNot: tests },
      to: { path: '^src/', pathNot: '^src/api/' },
    },
    {
      name: 'components-know-the-api-alone',
      severity: 'error',
      from: { path: '^src/components/' },
      to: { path: '^src/', pathNot: '^src/(api|components)/' },
    },
    {
      name: 'forms-know-no-page',
      severity: 'error',
      from: { path: '^src/forms/' },
      to: { path: '^src/', pathNot: '^src/(api|components|forms)/' },
    },
    {
      name: 'navigation-knows-the-api-and-components',
      severity: 'error',
      from: { path: '^src/navigation/' },
      to: { path: '^src/', pathNot: '^src/(api|components|navigation)/' },
    },
    { name: 'shell-knows-no-screen', severity: 'error', from: { path: '^src/shell/' }, to: { path: `^src/${SCREENS}/` } },
    {
      name: 'only-the-client-fetches',
      severity: 'error',
      comment: 'The interface lives on the public API, through one place.',
      from: { path: '^src/', pathNot: '^src/api/' },
      to: { path: '^src/api/client/(read|change|send|schema\\.d)\\.ts$' },
    },
    { name: 'nothing-of-the-server', severity: 'error', from: {}, to: { path: '^\\.\\./server/' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
    },
  },
}
