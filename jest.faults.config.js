import usual from './jest.config.js';

/** What takes long and kills things: `npm run test:faults`. It has a server of its own. */
const { globalSetup: _setup, globalTeardown: _teardown, testSequencer: _sequencer, ...config } = usual;

export default { ...config, testMatch: ['<rootDir>/test/faults/*.faults.ts'] };
