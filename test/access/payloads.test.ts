import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { PERMISSIONS } from '../../src/access/permissions.js';
import type { Role } from '../../src/access/viewer.js';
import { buildApiSchema } from '../../src/schema.js';
import { sql } from '../../src/shared/sql.js';
import { type Answer, codeOf, dataOf, reasonOf } from '../support/answer.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { keyIn } from '../support/world.js';
import { type PayloadProbe, payloadProbesOf } from './payload-probes.js';
import { fieldsOfOwnedTypes, isOfPayload } from './schema-walk.js';

const schema = buildApiSchema();

describe('rows that a write answers with', () => {
  const given = useWorld();
  const fields = fieldsOfOwnedTypes(schema).filter((field) => isOfPayload(field) && !field.startsWith('ConfirmationOutcome'));
  const mutations = schema.getMutationType()?.getFields() ?? {};
  const isKeyed = (field: string) => {
    const [payload] = field.split('.');
    return Object.values(mutations).some(({ type, args }) => String(type) === `${payload}!` && args.some(({ name }) => name === 'idempotencyKey'));
  };
  let probes: Readonly<Record<string, PayloadProbe>>;
  beforeAll(() => {
    probes = payloadProbesOf(given.platform, given.world);
  });

  const probeOf = (field: string): PayloadProbe => {
    const probe = probes[field];
    if (!probe) throw new Error(`Expected a probe of ${field}, got none`);
    return probe;
  };
  /** The id that a payload gives by its field, which is the only one that was selected. */
  const idIn = (field: string, answer: Answer, { action }: PayloadProbe): string => {
    const payload = dataOf(answer)[action] as Record<string, { id: string }>;
    expect(Object.keys(payload)).toEqual([field.split('.')[1]]);
    return Object.values(payload)[0]?.id ?? '';
  };
  /** What is told to somebody who names a row that he does not see: the same as if there were none. */
  const refusalOf = (role: Role, { action }: PayloadProbe) => {
    if (role === 'PUBLIC') return 'UNAUTHENTICATED';
    return (PERMISSIONS[action] as readonly Role[]).includes(role) ? 'NOT_FOUND' : 'FORBIDDEN';
  };

  test('have a probe for every field of a payload that could give them', () => {
    expect(Object.keys(probes).sort()).toEqual(fields);
  });

  describe.each(fields)('through %s', (field) => {
    test('are seen by whoever wrote them', async () => {
      const { platform } = given;
      const probe = probeOf(field);
      const input = await probe.input();
      const id = idIn(field, await platform.write(probe.writer, probe.action, input), probe);
      if (probe.named !== null && !isKeyed(field)) expect(id).toBe(input[probe.named]);
      const { node } = await platform.read('query ($id: ID!) { node(id: $id) { id } }', { as: probe.writer, variables: { id } });
      expect(node).toEqual({ id });
    });

    test('are not seen by those who may not see them, though they send the same with the same key', async () => {
      const { platform } = given;
      const probe = probeOf(field);
      const [input, key] = [await probe.input(), randomUUID()];
      const send = (as: Account | undefined) => platform.write(as, probe.action, input, key);
      if (probe.named !== null) {
        for (const { role, as } of probe.blind) {
          const answer = await send(as);
          expect([role, codeOf(answer), answer.data]).toEqual([role, refusalOf(role, probe), null]);
        }
      }
      const id = idIn(field, await send(probe.writer), probe);
      // What is written once, such as an acceptance, may have made the row public.
      if (isKeyed(field)) for (const { as } of probe.blind) expect(JSON.stringify((await send(as)).data)).not.toContain(id);
    });
  });

  // The payload reads its row as any other field does, so that a key which led to another's row would still not show it.
  test.each(fields.filter(isKeyed))('are not handed out through %s by a key whose row the viewer does not see', async (field) => {
    const { platform, world } = given;
    const probe = probeOf(field);
    const [input, key] = [await probe.input(), randomUUID()];
    idIn(field, await platform.write(probe.writer, probe.action, input, key), probe);
    await platform.rows(sql`
      insert into idempotency_key (organisation, key, fingerprint, subject_id)
      select ${`partner:${keyIn(world.guangdongId)}`}, key, fingerprint, subject_id from idempotency_key where key = ${key}`);
    const answer = await platform.write(world.guangdong, probe.action, input, key);
    expect([codeOf(answer), reasonOf(answer), answer.data]).toEqual(['CONFLICT', 'GONE_SINCE', null]);
  });
});
