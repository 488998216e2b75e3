import { readFileSync } from 'node:fs';
import { projectFile } from '../../src/shared/root.js';
import { answerOf } from './ask.js';
import { type Contestant, spread } from './contestant.js';
import type { Row } from './postgraphile/rows.js';
import { marks, TRANSLATIONS } from './postgraphile/translations.js';

/** With row-level security, its documented way to decide who sees what: what is not accepted stays unseen, as with the platform. */
export const POSTGRAPHILE = postgraphileAs('postgraphile', 'PostGraphile 5', 'peer_public');

/** With nothing in the way: each client asks for accepted rows, and could ask for the others. */
export const POSTGRAPHILE_OPEN = postgraphileAs('postgraphile-open', 'PostGraphile 5 without visibility', null);

function postgraphileAs(name: string, title: string, role: string | null): Contestant {
  return {
    name,
    title,
    ...spread('dist/bench/contestants/postgraphile/main.js', { GRAPHILE_ENV: 'production', ...(role === null ? {} : { PEER_ROLE: role }) }),
    prepare: learnMarks,
    request: (ask) => {
      const translated = TRANSLATIONS[ask.operation];
      if (translated === undefined || ask.registered === 'again') return null;
      return { method: 'POST', path: '/graphql', body: { query: textOf(ask.operation), variables: translated.variables(ask) } };
    },
    data: (ask, answer) => TRANSLATIONS[ask.operation]?.data((answer as { data: Row }).data, ask),
  };
}

async function learnMarks(port: number): Promise<void> {
  for (const [operation, list, order] of [
    ['projects', 'allProjects', 'PRIMARY_KEY_DESC'],
    ['deepPage', 'allContributions', '[OCCURRED_ON_ASC, PRIMARY_KEY_ASC]'],
  ] as const) {
    const query = `{ ${list}(first: 1, orderBy: ${order}) { edges { cursor } } }`;
    const answer = await answerOf(port, { method: 'POST', path: '/graphql', body: { query } });
    const [edge] = (answer as { data: Record<string, { edges: { cursor: string }[] }> }).data[list]?.edges ?? [];
    marks.set(operation, JSON.parse(Buffer.from(edge?.cursor ?? '', 'base64').toString())[0]);
  }
}

const texts = new Map<string, string>();

function textOf(operation: string): string {
  const known = texts.get(operation) ?? readFileSync(projectFile(`bench/contestants/postgraphile/operations/${operation}.graphql`), 'utf8');
  texts.set(operation, known);
  return known;
}
