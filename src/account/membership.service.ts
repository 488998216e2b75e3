import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { addBroken } from '../shared/errors/app-error.js';
import { alias, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { type WritingContext, write } from '../writing/write.js';
import { Account } from './account.entity.js';
import type { DeactivateAccountInput, EndMembershipInput } from './account.input.js';
import { isOfOrganisation } from './account.reading.js';
import { checkReason } from './account.rules.js';
import { Membership } from './membership.entity.js';

interface EndingFacts {
  readonly id: string;
  readonly isEnded: boolean;
  readonly isManaged: boolean;
}

/** Ends a membership of the viewer's organisation; administrators end any. What it made for machines ends with it. */
export async function endMembership(context: WritingContext, input: EndMembershipInput): Promise<Written> {
  const { viewer } = context;
  const row = alias('membership');
  return write<EndingFacts>(context, {
    action: 'endMembership',
    input,
    load: async (transaction) => {
      const facts = await selectOne<EndingFacts>(
        transaction,
        sql`
          select id::text as id, ended_at is not null as "isEnded", ${isOfOrganisation(row, viewer)} as "isManaged" from membership
          where id = ${keyOf('Membership', input.membership)}::bigint and ${shapeOf(Membership).visibility.predicate(row, viewer)} for update`,
      );
      if (!facts) throw missing('Membership', input.membership);
      return facts;
    },
    permits: ({ isManaged }) => viewer.role === 'ADMINISTRATOR' || isManaged,
    check: ({ isEnded }, broken) => {
      checkReason(broken, input.reason);
      if (isEnded)
        addBroken(broken, 'MEMBERSHIP_ENDED', ['input', 'membership'], { zh: '该成员身份已结束。', en: 'The membership has ended already.' });
    },
    write: async (transaction, { id }) => {
      const change = await selectTheOne<{ endedAt: string }>(
        transaction,
        sql`update membership set ended_at = now() where id = ${id}::bigint returning to_json(ended_at) #>> '{}' as "endedAt"`,
      );
      return { type: 'Membership', id, change, before: { endedAt: null }, reason: normaliseText(input.reason) };
    },
  });
}

interface DeactivationFacts {
  readonly id: string;
  readonly isDeactivated: boolean;
}

/** Deactivates an account: none of its tokens is taken from then on. */
export async function deactivateAccount(context: WritingContext, input: DeactivateAccountInput): Promise<Written> {
  const { viewer } = context;
  return write<DeactivationFacts>(context, {
    action: 'deactivateAccount',
    input,
    load: async (transaction) => {
      const facts = await selectOne<DeactivationFacts>(
        transaction,
        sql`
          select id::text as id, deactivated_at is not null as "isDeactivated" from account
          where id = ${keyOf('Account', input.account)}::bigint and ${shapeOf(Account).visibility.predicate(alias('account'), viewer)} for update`,
      );
      if (!facts) throw missing('Account', input.account);
      return facts;
    },
    permits: () => true,
    check: ({ id, isDeactivated }, broken) => {
      checkReason(broken, input.reason);
      if (id === viewer.accountId) {
        addBroken(broken, 'OWN_ACCOUNT', ['input', 'account'], { zh: '不能停用自己的账号。', en: 'Nobody deactivates the own account.' });
      }
      if (isDeactivated)
        addBroken(broken, 'ACCOUNT_DEACTIVATED', ['input', 'account'], { zh: '该账号已停用。', en: 'The account is deactivated already.' });
    },
    write: async (transaction, { id }) => {
      const change = await selectTheOne<{ deactivatedAt: string }>(
        transaction,
        sql`update account set deactivated_at = now() where id = ${id}::bigint returning to_json(deactivated_at) #>> '{}' as "deactivatedAt"`,
      );
      return { type: 'Account', id, change, before: { deactivatedAt: null }, reason: normaliseText(input.reason) };
    },
  });
}
