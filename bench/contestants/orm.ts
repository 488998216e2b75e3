import { operationNamed } from '../workloads/operations.js';
import { bearer, type Contestant, spread } from './contestant.js';

/** Apollo Server with the ORM's entities and a loader for each relation, as most would write it. */
export const ORM: Contestant = {
  name: 'orm',
  title: 'Apollo Server and MikroORM',
  ...spread('dist/bench/contestants/orm/main.js'),
  request: (ask) =>
    ask.registered === 'again'
      ? null
      : { method: 'POST', path: '/graphql', headers: bearer(ask), body: { query: operationNamed(ask.operation), variables: ask.variables } },
  data: (_ask, answer) => (answer as { data: unknown }).data,
};
