import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operationNamed } from '../workloads/operations.js';
import { replyOf } from './ask.js';
import { bearer, type Contestant } from './contestant.js';

const HOME = '/operations/Home';

const ENDLESS = '1000000000000';

/** By which a client knows the home page again. */
let homeTag = '';

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
    // One client asks what in life comes from very many. It is counted all the same.
    LIMIT_COST_PER_MINUTE_PUBLIC: ENDLESS,
    LIMIT_COST_PER_MINUTE_ACCOUNT: ENDLESS,
    LIMIT_COST_PER_MINUTE_MACHINE: ENDLESS,
    // The key of the history and nothing else.
    DATA_FOLDER: join(tmpdir(), 'xieshou-bench'),
  }),
  prepare: async (port) => {
    const reply = await replyOf(port, { method: 'GET', path: HOME });
    homeTag = /\r\netag: *(\S+)/i.exec(reply.head)?.[1] ?? '';
  },
  request: (ask) => {
    if (ask.registered === 'anew') return { method: 'GET', path: HOME };
    if (ask.registered === 'again') return { method: 'GET', path: HOME, headers: { 'if-none-match': homeTag } };
    return { method: 'POST', path: '/graphql', headers: bearer(ask), body: { query: operationNamed(ask.operation), variables: ask.variables } };
  },
  data: (_ask, answer) => (answer as { data: unknown }).data,
};
