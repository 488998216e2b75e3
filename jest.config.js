/**
 * Types are checked by tsc; here swc only takes them away and writes the decorators' metadata. Must agree with tsconfig.json.
 */
const compiler = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

/** Needs NODE_OPTIONS=--experimental-vm-modules, because the code and several of its dependencies are ES modules only. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/server.setup.ts',
  globalTeardown: '<rootDir>/test/support/server.teardown.ts',
  testSequencer: '<rootDir>/test/support/longest-first.js',
  testTimeout: 30_000,
  transform: { '\\.ts$': ['@swc/jest', compiler] },
  extensionsToTreatAsEsm: ['.ts'],
  // Our imports end in .js, as Node wants them once compiled, but the file is .ts. The packages' own .js files come first.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'] },
};
