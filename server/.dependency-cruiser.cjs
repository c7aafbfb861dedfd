// The architecture of server/src as rules. One line per domain: which other domains it may import, through their index.ts.
const MAY_IMPORT = {
  'web-interface': [],
  archivist: [],
  documents: [],
  diagnosis: [],
  'audit-trail': [],
  'import-ledger': [],
  organizations: ['audit-trail'],
  placeholders: ['audit-trail', 'organizations'],
  accounts: ['audit-trail', 'organizations'],
  'authentication-tokens': ['audit-trail', 'accounts', 'organizations'],
  login: ['audit-trail', 'accounts', 'authentication-tokens', 'organizations'],
  vcs: ['audit-trail', 'import-ledger', 'organizations'],
  'registry-modules': ['audit-trail', 'import-ledger', 'organizations', 'vcs', 'archivist', 'documents'],
  backup: ['registry-modules', 'archivist'],
  ingress: ['import-ledger', 'registry-modules', 'vcs', 'archivist'],
}
/** The wings of the larger domains: which other wings of the same domain each may import. `http` may import them all. */
const WINGS = {
  'registry-modules': {
    'registry-module': [],
    'search-index': ['registry-module'],
    changes: ['registry-module', 'search-index'],
    imports: ['registry-module', 'changes'],
    'no-code': ['registry-module', 'changes'],
    catalogue: ['registry-module', 'changes', 'no-code'],
    source: ['registry-module'],
    search: ['registry-module', 'search-index', 'changes', 'catalogue'],
    trash: ['registry-module', 'changes', 'catalogue'],
    publishing: ['registry-module', 'changes', 'no-code', 'catalogue', 'trash'],
    browsing: ['registry-module', 'changes', 'imports', 'publishing'],
    lifecycle: ['registry-module', 'changes', 'no-code', 'catalogue', 'publishing'],
  },
  vcs: {
    credentials: [],
    host: ['credentials'],
    providers: ['credentials', 'host'],
    connections: ['credentials', 'host', 'providers'],
    webhooks: ['credentials', 'host', 'providers', 'connections'],
    listings: ['credentials', 'host', 'connections'],
    'github-app': ['credentials', 'host', 'providers', 'connections', 'webhooks'],
    repositories: ['host', 'connections', 'webhooks', 'github-app'],
    'oauth-clients': ['credentials', 'host', 'providers', 'connections', 'webhooks', 'listings', 'github-app'],
  },
}
const DOMAINS = Object.keys(MAY_IMPORT)
const anyDomain = `(${DOMAINS.join('|')})`
const tests = '\\.test\\.ts$'

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'Also type-only cycles.', from: {}, to: { circular: true } },
    {
      name: 'kernel-imports-nothing',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: tests },
      to: { path: '^src/', pathNot: '^src/kernel/' },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      comment: 'permissions is pure vocabulary: the HTTP layer needs its Subject.',
      from: { path: '^src/(platform|database)/', pathNot: tests },
      to: { path: '^src/', pathNot: '^src/(platform|database|permissions|kernel)/' },
    },
    {
      name: 'http-knows-no-database',
      severity: 'error',
      comment: 'What a database error means is said in database/.',
      from: { path: '^src/platform/http/' },
      to: { path: '^src/database/' },
    },
    {
      name: 'pure-folders-only-know-kernel',
      severity: 'error',
      from: { path: '^src/(terraform|permissions)/', pathNot: tests },
      to: { path: '^src/', pathNot: '^src/($1|kernel)/' },
    },
    {
      name: 'pure-folders-do-no-io',
      severity: 'error',
      from: { path: '^src/(terraform|permissions)/', pathNot: tests },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(path|url|buffer|util|crypto|assert)(/|$)' },
    },
    {
      name: 'programs-start-in-one-place',
      severity: 'error',
      comment:
        'Forking a large process stops it: startProgram starts programs from a small one. The sandbox and the one that renders are processes of our own.',
      from: { path: '^src/', pathNot: ['^src/platform/processes/', '^src/ingress/sandbox/', '^src/documents/worker/', tests] },
      to: { dependencyTypes: ['core'], path: '^(node:)?child_process$' },
    },
    {
      name: 'domain-root-knows-no-delivery',
      severity: 'error',
      from: { path: `^src/${anyDomain}/`, pathNot: [`^src/${anyDomain}/http/`, tests] },
      to: { path: [`^src/${anyDomain}/http/`, '^src/platform/http/', 'node_modules/(fastify|@fastify)/'] },
    },
    {
      name: 'through-index-only',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/app/' },
      to: { path: `^src/(${anyDomain}|terraform|permissions)/`, pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    ...DOMAINS.map((domain) => ({
      name: `domain-dag:${domain}`,
      severity: 'error',
      from: { path: `^src/${domain}/` },
      to: { path: `^src/${anyDomain}/`, pathNot: `^src/(${[domain, ...MAY_IMPORT[domain]].join('|')})/` },
    })),
    ...Object.entries(WINGS).flatMap(([domain, wings]) =>
      Object.entries(wings).map(([wing, others]) => ({
        name: `wing-dag:${domain}/${wing}`,
        severity: 'error',
        from: { path: `^src/${domain}/${wing}/`, pathNot: tests },
        to: { path: `^src/${domain}/`, pathNot: `^src/${domain}/(${[wing, ...others].join('|')})/` },
      })),
    ),
    {
      name: 'modules-change-through-module-changes',
      severity: 'error',
      comment: 'Locking, deriving and telling the catalogue are parts of one unit of work: nobody does one of them alone.',
      from: { path: '^src/', pathNot: ['^src/registry-modules/changes/', '^src/registry-modules/catalogue/catalogue\\.ts$', tests] },
      to: { path: '^src/registry-modules/changes/(module-change-rows|refresh-module|catalogue-changes)\\.ts$' },
    },
    {
      name: 'nobody-imports-the-composition-root',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app|cli|main\\.ts)' },
      to: { path: '^src/(app|cli)/' },
    },
    {
      name: 'metrics-in-one-place',
      severity: 'error',
      comment: 'What counts is wrapped by the composition root. The library is loaded only when somebody wants metrics.',
      from: { path: '^src/', pathNot: '^src/app/metrics/' },
      to: { path: 'node_modules/prom-client/' },
    },
    { name: 'not-to-dev-dep', severity: 'error', from: { path: '^src/', pathNot: tests }, to: { dependencyTypes: ['npm-dev'] } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
