import type { Viewer } from '../access/viewer.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import type { BrokenRule } from '../shared/errors/app-error.js';
import { alias, type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne, TODAY } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { checkedText } from '../writing/text.rules.js';
import { type WritingContext, write } from '../writing/write.js';
import type { ConfirmContributionInput, SendContributionMessageInput } from './confirmation.input.js';
import { type CheckedConfirmation, checkConfirmation } from './confirmation.rules.js';
import { Contribution } from './contribution.entity.js';
import { lockChain } from './contribution.facts.js';
import { expectStep, isLeftToCorrection, STEPS } from './contribution.steps.js';

interface ConfirmationFacts {
  readonly id: string;
  readonly originalId: string;
  readonly state: string;
  readonly form: string;
  readonly today: string;
  readonly synthetic: boolean;
  readonly isPermitted: boolean;
  readonly isLeftToCorrection: boolean;
}

/** Says what the receiving side got. The figures decide whether both sides agree; whoever was wrong mends its own. */
export function confirmContribution(
  context: WritingContext,
  input: ConfirmContributionInput,
  idempotencyKey: string,
  action: 'confirmContribution' | 'confirmContributions' = 'confirmContribution',
): Promise<Written> {
  return write<ConfirmationFacts, CheckedConfirmation>(context, {
    action,
    input,
    idempotencyKey,
    load: (transaction) => loadFacts(transaction, context, input.contribution, 'confirmContribution'),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectStep('confirmContribution', facts);
      if (facts.isLeftToCorrection) broken.push(leftToCorrection());
      return checkConfirmation(broken, input, facts);
    },
    write: async (transaction, facts, checked) => {
      const confirmation = await insertConfirmation(transaction, { facts, checked, confirmedOn: input.confirmedOn, viewer: context.viewer });
      const { state } = await selectTheOne<{ state: string }>(
        transaction,
        sql`
          update contribution set confirmation_id = ${confirmation}::bigint, state = confirmed_state(id, ${confirmation}::bigint)
          where id = ${facts.id}::bigint returning state`,
      );
      return { type: 'Contribution', id: facts.id, change: { ...input, state }, before: { state: facts.state } };
    },
  });
}

/** Writes a message about a contribution to whoever has a hand in it. */
export function sendContributionMessage(context: WritingContext, input: SendContributionMessageInput, idempotencyKey: string): Promise<Written> {
  return write<ConfirmationFacts>(context, {
    action: 'sendContributionMessage',
    input,
    idempotencyKey,
    load: (transaction) => loadFacts(transaction, context, input.contribution, 'sendContributionMessage'),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectStep('sendContributionMessage', facts);
      checkedText(broken, ['input', 'body'], input.body, { max: 2000, prose: true });
    },
    write: async (transaction, facts) => {
      const { id } = await selectTheOne<{ id: string }>(
        transaction,
        sql`
          insert into contribution_message (contribution_id, original_id, role, partner_id, place_id, account_id, account_name, synthetic, body)
          values (${facts.id}::bigint, ${facts.originalId}::bigint, ${signature(context.viewer)},
            ${facts.synthetic || context.viewer.demonstration}, ${normaliseText(input.body)})
          returning id::text as id`,
      );
      return { type: 'ContributionMessage', id, change: { ...input } };
    },
  });
}

/** Locks the row with its chain, so that what is read of it is as the last writer left it. */
async function loadFacts(
  transaction: Executor,
  { viewer }: WritingContext,
  contribution: string,
  step: 'confirmContribution' | 'sendContributionMessage',
): Promise<ConfirmationFacts> {
  const key = keyOf('Contribution', contribution);
  const row = alias('contribution');
  if (step === 'confirmContribution') await lockChain(transaction, key);
  const facts = await selectOne<ConfirmationFacts>(
    transaction,
    sql`
      select id::text as id, original_id::text as "originalId", state, form, ${TODAY}::text as today, synthetic,
        ${STEPS[step].by(row)} as "isPermitted", ${isLeftToCorrection(row)} as "isLeftToCorrection"
      from contribution where id = ${key}::bigint and ${shapeOf(Contribution).visibility.predicate(row, viewer)}`,
  );
  if (!facts) throw missing('Contribution', contribution);
  return facts;
}

interface NewConfirmation {
  readonly facts: ConfirmationFacts;
  readonly checked: CheckedConfirmation;
  readonly confirmedOn: string;
  readonly viewer: Viewer;
}

async function insertConfirmation(transaction: Executor, { facts, checked, confirmedOn, viewer }: NewConfirmation): Promise<string> {
  const { amountFen, lines, note } = checked;
  const numbered = lines.map(
    ({ item, quantity, unit }, ordinal) => sql`(${sql.lit(ordinal)}::smallint, ${item}::text, ${quantity}::numeric, ${unit}::text)`,
  );
  const ownLines = sql`, own_lines as (
    insert into confirmation_line (confirmation_id, ordinal, item, quantity, unit) select numbered.id, line.* from numbered, (values ${sql.join(numbered)}) as line)`;
  const { id } = await selectTheOne<{ id: string }>(
    transaction,
    sql`
      with numbered as (
        select nextval('confirmation_id_seq') as id
      ), own_row as (
        insert into confirmation (id, contribution_id, original_id, role, partner_id, place_id, account_id, account_name, synthetic, amount_fen, confirmed_on, note)
        select id, ${facts.id}::bigint, ${facts.originalId}::bigint, ${signature(viewer)}, ${facts.synthetic || viewer.demonstration},
          ${amountFen?.toString() ?? null}::bigint, ${confirmedOn}::date, ${note} from numbered
      )${lines.length === 0 ? sql`` : ownLines}
      select id::text as id from numbered`,
  );
  return id;
}

/** Whose word it is: role, partner, place, account and its name. */
function signature({ role, partnerId, placeId, accountId, accountName }: Viewer) {
  return sql`${role}, ${partnerId}::bigint, ${placeId}::bigint, ${accountId}::bigint, ${accountName}`;
}

function leftToCorrection(): BrokenRule {
  return {
    code: 'ALREADY_CORRECTED',
    path: ['input', 'contribution'],
    messages: { zh: '这笔投入已被更正，请处理更正后的一笔。', en: 'The contribution was corrected; decide on the correction.' },
  };
}
