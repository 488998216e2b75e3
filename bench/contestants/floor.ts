import { bearer, type Contestant, ownEnvironment } from './contestant.js';

/** As little as there can be between a client and the database: one statement written by hand for each operation. */
export const FLOOR: Contestant = {
  name: 'floor',
  title: 'the floor',
  main: 'dist/bench/contestants/floor/main.js',
  environment: ownEnvironment,
  request: (ask) => (ask.registered === 'again' ? null : { method: 'POST', path: `/${ask.operation}`, headers: bearer(ask), body: ask.variables }),
  data: (_ask, answer) => (answer as { data: unknown }).data,
};
