import { registerHooks } from 'node:module';

const OURS = new URL('./globals.js', import.meta.url).href;

/** From now on files of tests that are imported are told our globals for those of Jest. */
registerHooks({
  resolve: (specifier, context, next) => (specifier === '@jest/globals' ? { url: OURS, shortCircuit: true } : next(specifier, context)),
});
