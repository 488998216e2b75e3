import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { issueToken } from '../../src/access/tokens.js';
import { openDatabase } from '../../src/database.js';
import { sql } from '../../src/shared/sql.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { newCreditCode } from '../support/world.js';
import { CRASHES_WHEN_TOLD, type Program, startProgram } from './program.js';

const MINUTE = 60_000;

let database: TestDatabase;
let office: string;
let program: Program | undefined;

beforeAll(async () => {
  database = await createTestDatabase('reference');
  const ledger = await openDatabase({ kind: 'postgresql', url: database.url, connections: 1 }, 'OWNER');
  const { rows } = await sql<{ id: string }>`
    with account as (insert into account (name) values ('office') returning id)
    insert into membership (account_id, role) select id, 'PROGRAMME_OFFICE' from account returning account_id::text as id`.execute(ledger.pool);
  office = await issueToken(ledger.pool, rows[0]?.id ?? '', 1);
  await ledger.close();
}, MINUTE);

afterEach(async () => {
  program?.process.kill('SIGKILL');
  await program?.ended;
});

afterAll(() => database?.drop());

/** A program of two workers, and its address. */
async function twoWorkers(): Promise<string> {
  program = startProgram({ DATABASE_URL: database.url, XIESHOU_PROCESSES: '2', LOG_LEVEL: 'info' });
  return program.address();
}

/** The processes that have answered, by the log. */
function answeredBy({ err }: { err: string }): Set<unknown> {
  const lines = err.split('\n').filter((line) => line.includes('"msg":"request"'));
  return new Set(lines.map((line) => (JSON.parse(line) as { pid: number }).pid));
}

const readCount = async (address: string): Promise<number> => {
  const variables = encodeURIComponent(JSON.stringify({ text: '双进程' }));
  const answer = await fetch(`${address}/operations/Search?variables=${variables}`, { headers: { connection: 'close' } });
  const { data } = (await answer.json()) as { data: { partners: { totalCount: number } } };
  return data.partners.totalCount;
};

/** Asks until so many processes have answered, or a minute is over: on a busy machine a worker takes its time to start. */
async function processesThatAnswered(address: string, expected: number): Promise<number> {
  const answered = () => answeredBy((program as Program).said()).size;
  for (const deadline = performance.now() + MINUTE; answered() < expected && performance.now() < deadline; ) {
    await readCount(address);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return answered();
}

async function register(address: string, number: number): Promise<void> {
  const answer = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${office}`, connection: 'close' },
    body: JSON.stringify({
      query: 'mutation ($key: String!, $input: RegisterPartnerInput!) { registerPartner(idempotencyKey: $key, input: $input) { partner { id } } }',
      variables: { key: `workers-${number}`, input: { kind: 'ENTERPRISE', nameZh: `双进程公司 ${number}`, creditCode: newCreditCode() } },
    }),
  });
  expect(await answer.json()).toMatchObject({ data: { registerPartner: { partner: { id: expect.any(String) } } } });
}

it(
  'no reader of a kept answer is shown less than what was acknowledged before it asked, whichever process answers',
  async () => {
    const address = await twoWorkers();
    let acknowledged = 0;
    let written = false;
    const behind: string[] = [];
    let reads = 0;
    const reader = async () => {
      while (!written) {
        const least = acknowledged;
        const seen = await readCount(address);
        reads += 1;
        if (seen < least) behind.push(`saw ${seen} after ${least}`);
      }
    };
    const readers = Array.from({ length: 8 }, reader);
    for (let number = 1; number <= 40; number += 1) {
      await register(address, number);
      acknowledged = number;
      await new Promise((resolve) => setTimeout(resolve, number % 4));
    }
    written = true;
    await Promise.all(readers);
    expect(behind).toEqual([]);
    expect(reads).toBeGreaterThan(40);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(answeredBy((program as Program).said()).size).toBe(2);
  },
  2 * MINUTE,
);

it(
  'a worker that dies is replaced, and said to have died; SIGTERM stops all with 0',
  async () => {
    const address = await twoWorkers();
    for (let time = 0; time < 8; time += 1) await readCount(address);
    await (program as Program).says(/"msg":"request"/);
    const [worker] = answeredBy((program as Program).said());
    process.kill(Number(worker), 'SIGKILL');
    await (program as Program).says(new RegExp(`"pid":${worker},"code":null,"signal":"SIGKILL","msg":"a worker has died and is replaced"`));
    for (let time = 0; time < 8; time += 1) expect(await readCount(address)).toBeGreaterThanOrEqual(0);
    expect(await processesThatAnswered(address, 3)).toBe(3);

    (program as Program).process.kill('SIGTERM');
    expect(await (program as Program).ended).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  },
  2 * MINUTE,
);

it(
  'a worker that crashes says with what in the log, without what the database quotes, and is replaced',
  async () => {
    program = startProgram({ DATABASE_URL: database.url, XIESHOU_PROCESSES: '1', NODE_OPTIONS: CRASHES_WHEN_TOLD });
    await readCount(await program.address());
    await program.says(/"msg":"request"/);
    const [worker] = answeredBy(program.said());
    process.kill(Number(worker), 'SIGUSR2');
    await program.says(new RegExp(`"pid":${worker},"code":1,"signal":null,"msg":"a worker has died and is replaced"`));
    const { err } = program.said();
    const crash = err.split('\n').find((line) => line.includes('the program has crashed'));
    expect(JSON.parse(crash ?? '{}')).toMatchObject({ level: 60, pid: worker, err: { code: '23514', stack: expect.stringContaining('at ') } });
    expect(err).not.toContain('张三');
  },
  MINUTE,
);
