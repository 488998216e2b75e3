import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { projectFile } from '../../../src/shared/root.js';

type Variables = Readonly<Record<string, string>>;

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: (variables: Variables, authorization: string | undefined) => unknown[];
}

/** The operations' statements, one file each, and what their parameters are of the variables. */
export const STATEMENTS: ReadonlyMap<string, Statement> = new Map(
  [
    statement('projects', ({ programme, after }) => [programme, cursorKeys(after)[0]]),
    statement('partnerImpact', ({ partner }) => [keyOf(partner)]),
    statement('countyMap', ({ fromYear, after }) => [fromYear, ...cursorKeys(after)]),
    statement('node', ({ id }) => [keyOf(id)]),
    statement('deepPage', ({ programme, after }) => [programme, ...cursorKeys(after)]),
    statement('search', ({ text }) => [text]),
    statement('home', () => []),
    statement('myVillage', (_variables, authorization) => [hashOf(authorization)]),
    statement('findVillage', ({ name }) => [name]),
    statement('waiting', (_variables, authorization) => [hashOf(authorization)]),
    statement('waitingList', (_variables, authorization) => [hashOf(authorization)]),
    statement('logContribution', ({ key, project, amount, on }, authorization) => [hashOf(authorization), key, keyOf(project), amount, on]),
  ].map((each) => [each.name, each]),
);

function statement(name: string, values: Statement['values']): Statement {
  return { name, text: readFileSync(projectFile(`bench/contestants/floor/${name}.sql`), 'utf8'), values };
}

/** "Project:123", as an id hides it, gives 123. */
function keyOf(id = ''): string {
  return Buffer.from(id, 'base64url').toString().split(':')[1] ?? '';
}

function cursorKeys(cursor = ''): string[] {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString())[1];
}

function hashOf(authorization = ''): Buffer {
  return createHash('sha256').update(authorization.slice('Bearer '.length)).digest();
}
