import { operationNamed } from '../workloads/operations.js';
import { bearer, type Contestant } from './contestant.js';

/** The platform as users run it: all limits, visibility and the log are on. */
export const PLATFORM: Contestant = {
  name: 'platform',
  title: 'Xieshou',
  main: 'dist/src/main.js',
  environment: ({ databaseUrl, connections, processes, port }) => ({
    DATABASE_URL: databaseUrl,
    DATABASE_CONNECTIONS: String(connections),
    XIESHOU_PROCESSES: String(processes),
    PORT: String(port),
    NODE_ENV: 'production',
    LOG_LEVEL: 'info',
  }),
  request: (ask) => ({
    method: 'POST',
    path: '/graphql',
    headers: bearer(ask),
    body: { query: operationNamed(ask.operation), variables: ask.variables },
  }),
  data: (_ask, answer) => (answer as { data: unknown }).data,
};
