import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { openDatabase } from '../../../src/database.js';
import { projectFile } from '../../../src/shared/root.js';
import { loadersOf } from './loaders.js';
import { type OrmContext, RESOLVERS } from './resolvers.js';

const database = await openDatabase(
  {
    kind: 'postgresql',
    url: process.env.DATABASE_URL as string,
    connections: Number(process.env.DATABASE_CONNECTIONS),
  },
  'OWNER',
);

const server = new ApolloServer<OrmContext>({
  typeDefs: readFileSync(projectFile('bench/contestants/orm/schema.graphql'), 'utf8'),
  resolvers: RESOLVERS as never,
});

await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
  context: async ({ req }) => {
    const em = database.em.fork();
    return { em, loaders: loadersOf(em), token: req.headers.authorization };
  },
});
