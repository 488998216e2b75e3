import { describe, expect, test } from '@jest/globals';
import { ACTIONS } from '../../src/access/permissions.js';
import { sql } from '../../src/shared/sql.js';
import { dataOf } from '../support/answer.js';
import { accepting, invitationBy } from '../support/people.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { everyChange } from './every-change.js';

const given = useWorld();
const changes = everyChange(given);

async function latestOf(of: string, as: Account) {
  const { history } = await given.platform.read(
    'query ($of: ID!) { history(of: $of, first: 1) { nodes { action reason requestId recordedAt changes { field old new } } } }',
    { as, variables: { of } },
  );
  return history.nodes[0];
}

describe('the history tells of each kind of change, from what to what:', () => {
  test.each(ACTIONS)('%s', async (action) => {
    const { others = [], ...subject } = await changes[action]();
    for (const { of, as, changes, reason = null } of [subject, ...others]) {
      const entry = await latestOf(of, as);
      expect(entry).toMatchObject({ action, reason, recordedAt: expect.anything(), requestId: expect.any(String) });
      const told = entry.changes.map(({ field, old, new: now }: Record<string, string>) => [field, old, now]);
      for (const change of changes) expect(told).toContainEqual(change);
    }
  });

  test('and of no secret', async () => {
    const { platform, world } = given;
    const code = await invitationBy(platform, world.administrator, { role: 'AUDITOR' });
    const answer = dataOf(await accepting(platform, { code, signInName: 'keeper.of.secrets', password: 'first long password' }));
    const person = { token: answer.acceptInvitation.token };
    await platform.write(person, 'changePassword', { currentPassword: 'first long password', newPassword: 'second long password' });
    const [{ text }] = (await platform.rows<{ text: string }>(sql`select string_agg(entry::text, ' ') as text from history_entry entry`)) as [
      { text: string },
    ];
    const [{ hashes }] = (await platform.rows<{ hashes: string[] }>(sql`
      select array(select encode(hash, 'hex') from access_token union all select encode(code_hash, 'hex') from invitation
        union all select password_hash from account where password_hash is not null) as hashes`)) as [{ hashes: string[] }];
    for (const secret of [code, person.token, 'long password', ...hashes]) expect(text).not.toContain(secret);
  });
});
