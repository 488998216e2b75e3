import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

const TABLES = ['project', 'place', 'partner', 'contribution', 'pairing', 'programme'];

/** Whom PostgreSQL takes a request for: its policies then say which rows there are. */
const role = process.env.PEER_ROLE;

/** As its documentation says for production: no watching, no explaining, no tools beside the API, and only what is asked about. */
const pgl = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL as string,
      schemas: ['public', 'peer'],
      ...(role === undefined ? {} : { pgSettings: () => ({ role }) }),
      poolConfig: { max: Number(process.env.DATABASE_CONNECTIONS) },
    }),
  ],
  plugins: [
    {
      name: 'OnlyWhatIsAskedAbout',
      version: '0.0.0',
      gather: {
        hooks: {
          pgIntrospection_introspection(_info, { introspection }) {
            for (const table of introspection.classes) {
              if (table.relkind === 'r' && !TABLES.includes(table.relname)) table.getTags().behavior = ['-*'];
            }
          },
        },
      },
    } as GraphileConfig.Plugin,
  ],
  grafserv: { watch: false, graphiql: false, websockets: false },
  grafast: { explain: false },
});

const serv = pgl.createServ(grafserv);
const server = createServer();
await serv.addTo(server);
server.listen(Number(process.env.PORT), '127.0.0.1');
