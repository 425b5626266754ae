// The arrows of docs/architecture.md, checked: a line here for each thing that a part of the house may not know.
const DOMAIN = '^packages/(push|notifications|auth)/src';
const TESTS = '[.]test[.]tsx?$|/test/|vitest[.]config[.]ts$|-conformance[.]ts$';

/** `from` may import, of our own packages, nothing but `allowed` (and itself). */
function onlyImports(from, allowed) {
  return {
    name: `${from.replace('/', '-')}-arrows`,
    severity: 'error',
    comment: `${from} may import only ${allowed.join(', ') || 'nothing of ours'}`,
    from: { path: `^${from}/(src|bin)`, pathNot: TESTS },
    to: { path: '^(packages|apps)/', pathNot: [`^${from}/`, ...allowed.map((name) => `^packages/${name}/`)] },
  };
}

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: { pathNot: 'generated/' }, to: { circular: true } },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      // Built before it is read: the service worker's bundle and the Prisma client.
      to: { couldNotResolve: true, pathNot: 'generated' },
    },
    onlyImports('packages/contracts', []),
    onlyImports('packages/runtime', ['contracts']),
    onlyImports('packages/push', ['contracts', 'runtime']),
    onlyImports('packages/queue', ['contracts', 'runtime']),
    onlyImports('packages/auth', ['contracts', 'runtime', 'push']),
    onlyImports('packages/notifications', ['contracts', 'runtime', 'push', 'queue']),
    onlyImports('packages/trpc', ['contracts', 'runtime', 'push', 'queue', 'auth', 'notifications']),
    onlyImports('packages/db', ['contracts', 'runtime', 'push', 'auth', 'notifications']),
    onlyImports('packages/services', [
      'contracts',
      'runtime',
      'push',
      'queue',
      'auth',
      'notifications',
      'trpc',
      'db',
    ]),
    {
      name: 'wiring-is-for-those-who-serve',
      severity: 'error',
      from: {
        pathNot:
          '^packages/services/|^apps/api/|^apps/launcher/src/doctor|^apps/worker/|^apps/web/src/server/',
      },
      to: { path: '^packages/services/' },
    },
    onlyImports('packages/client', ['contracts', 'trpc']),
    {
      name: 'client-knows-the-router-by-type-alone',
      severity: 'error',
      comment: 'What is published must not carry the server along',
      from: { path: '^packages/client/src', pathNot: TESTS },
      to: { path: '^packages/trpc/', dependencyTypesNot: ['type-only'] },
    },
    onlyImports('packages/simulators', ['contracts']),
    onlyImports('apps/mobile', ['client', 'contracts']),
    {
      name: 'domain-knows-no-database',
      severity: 'error',
      from: { path: DOMAIN, pathNot: TESTS },
      to: { path: '@prisma|generated|^packages/db' },
    },
    {
      name: 'db-knows-the-domain-by-type-alone',
      severity: 'error',
      comment:
        'Repositories satisfy ports; a value of a domain package in them is domain logic in the wrong place',
      from: { path: '^packages/db/src', pathNot: TESTS },
      to: { path: DOMAIN, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'queue-alone-imports-pg-boss',
      severity: 'error',
      from: { pathNot: '^packages/queue/' },
      to: { path: 'pg-boss' },
    },
    {
      name: 'browser-side-takes-no-server-values',
      severity: 'error',
      from: { path: '^apps/web/src', pathNot: `^apps/web/src/(server|app|proxy|instrumentation)|${TESTS}` },
      to: {
        path: '^packages/(?!contracts)|^apps/web/src/server',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'development-stays-in-development',
      severity: 'error',
      from: {
        path: '^(packages|apps)/[^/]+/src',
        pathNot: `^packages/(simulators|testing|e2e|bench)/|${TESTS}`,
      },
      to: { path: '^packages/(simulators|testing|e2e|bench)/' },
    },
    {
      name: 'no-dev-dependency-at-run-time',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src', pathNot: `^packages/(testing|e2e|bench)/|${TESTS}` },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only', 'npm', 'npm-peer'],
        pathNot: '@types/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.]next/|public/sw[.]js|next-env|^packages/client/dist/' },
    tsPreCompilationDeps: true,
    // For the dashboard's `@/` alias; nobody else has one.
    tsConfig: { fileName: 'apps/web/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
    combinedDependencies: false,
  },
};
