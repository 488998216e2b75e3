import { randomUUID } from 'node:crypto';
import { GIVERS, type Giver } from './givers.js';
import type { Ask, Workload } from './workload.js';

interface Logged {
  readonly logContribution: { readonly contribution: { readonly state: string; readonly amount: unknown } };
}

/** Each contestant writes a row of its own, with an id of its own. */
export const withoutId = (data: unknown) => {
  const { state, amount } = (data as Logged).logContribution.contribution;
  return { state, amount };
};

export const LOG_ALONE: Workload = {
  name: 'W4-1',
  title: 'log a contribution, one client',
  connections: 1,
  asks: ({ giversApart }) => ({ kind: 'writes', next: (connection) => logOf(giversApart, connection) }),
  facts: withoutId,
};

export const LOG_APART: Workload = {
  name: 'W4-64',
  title: 'log a contribution, 64 clients in 64 counties',
  connections: GIVERS,
  asks: ({ giversApart }) => ({ kind: 'writes', next: (connection) => logOf(giversApart, connection) }),
  facts: withoutId,
};

export const LOG_TOGETHER: Workload = {
  name: 'W4-64-one',
  title: 'log a contribution, 64 clients in one county',
  connections: GIVERS,
  asks: ({ giversTogether }) => ({ kind: 'writes', next: (connection) => logOf(giversTogether, connection) }),
  facts: withoutId,
};

let logged = 0;

export function logOf(givers: readonly Giver[], connection: number): Ask {
  const giver = givers[connection % givers.length];
  if (giver === undefined) throw new Error('Expected somebody to log contributions, got nobody');
  logged += 1;
  return {
    operation: 'logContribution',
    token: giver.token,
    variables: { key: randomUUID(), project: giver.project, amount: String(100 + (logged % 900)), on: '2020-05-01' },
  };
}
