/**
 * Imports flow one way: a module imports itself and what stands before it, and the app files (src/*.ts and the folders beside the
 * modules) import everything.
 */
const MODULES = [
  'shared',
  'seeing',
  'access',
  'reading',
  'history',
  'writing',
  'place',
  'partner',
  'account',
  'programme',
  'waiting',
  'period',
  'pairing',
  'fund',
  'project',
  'agreement',
  'contribution',
  'closing',
  'report',
  'result',
  'audit',
  'evidence',
  'event',
  'webhook',
  'impact',
];

const folders = (list) => `^src/(${list.join('|')})/`;

/** What a module may not import: everything of ours that does not stand before it. */
const order = MODULES.map((name, index) => {
  const allowed = MODULES.slice(0, index + 1);
  return {
    name: `order-${name}`,
    comment: `src/${name} imports ${allowed.join(', ')}`,
    severity: 'error',
    from: { path: folders([name]) },
    to: { path: '^(src|seeds|test|bench)/', pathNot: folders(allowed) },
  };
});

export default {
  forbidden: [
    ...order,
    {
      name: 'no-cycle',
      comment: 'files that import each other cannot be read one by one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'seeds-stand-alone',
      comment: 'seeds import src/shared only',
      severity: 'error',
      from: { path: '^seeds/' },
      to: { path: '^(src|test|bench)/', pathNot: '^src/shared/' },
    },
    {
      name: 'no-test-in-program',
      comment: 'the program runs without its tests and benches',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-barrel',
      comment: 'a file that only hands on hides where a thing lies',
      severity: 'error',
      from: {},
      to: { path: '/index\\.ts$', pathNot: 'node_modules' },
    },
    {
      name: 'no-drawer',
      comment: 'a thing lies where its domain is, not in a drawer',
      severity: 'error',
      from: {},
      to: { path: '/(utils|util|common|helpers|helper|types)(/|\\.ts$)', pathNot: 'node_modules' },
    },
    {
      name: 'tracing-where-wanted',
      comment:
        'what makes traces is loaded only where they are wanted: src/seeing/opentelemetry.ts alone imports it, and is never imported statically',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/seeing/opentelemetry\\.ts$' },
      to: { path: 'node_modules/@opentelemetry/|^src/seeing/opentelemetry\\.ts$', dependencyTypesNot: ['type-only', 'dynamic-import'] },
    },
    {
      name: 'declared-packages',
      comment: 'what the program imports stands in package.json as a dependency',
      severity: 'error',
      from: { path: '^(src|seeds)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolved',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'known-module',
      comment: `a folder of src that has no place in the order: ${MODULES.join(', ')}, or an app folder`,
      severity: 'error',
      from: {
        path: '^src/[^/]+/',
        pathNot: folders([
          ...MODULES,
          'start',
          'edges',
          'limits',
          'metrics',
          'explorer',
          'execution',
          'registered',
          'replicas',
          'upgrading',
          'backup',
          'commands',
        ]),
      },
      to: {},
    },
  ],
  options: {
    // TypeScript 7 has no interface for other tools, and swc reads the imports just as well.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
