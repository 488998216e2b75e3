import { organisationOf, organisationsOf, type Viewer } from '../access/viewer.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { encodeId } from '../shared/id.js';
import { yuanText } from '../shared/money/fen.js';
import { shareText } from '../shared/money/share.js';
import { alias, type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectAll, selectOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { type WritingContext, write } from '../writing/write.js';
import { takePlace } from './chain-changes.js';
import { Contribution } from './contribution.entity.js';
import { Form } from './contribution.enums.js';
import { type ContributionFacts, type CorrectedFacts, isExample, loadContributionFacts, lockChain } from './contribution.facts.js';
import type { CorrectContributionInput, LogContributionInput } from './contribution.input.js';
import { type CheckedContribution, checkContribution, checkCorrection } from './contribution.rules.js';
import { expectStep } from './contribution.steps.js';
import { contributionInserted, insertContribution } from './contribution.store.js';

/** Logs what a partner gave, or what became of it further on. */
export async function logContribution(context: WritingContext, input: LogContributionInput, idempotencyKey: string): Promise<Written> {
  const entry = withPlainIds(input);
  return write<ContributionFacts, CheckedContribution>(context, {
    action: 'logContribution',
    input,
    idempotencyKey,
    load: (transaction) => loadContributionFacts(transaction, context, entry, null),
    permits: mayRecord,
    check: (facts, broken) => checkContribution(broken, entry, facts),
    write: async (_transaction, facts, checked) => {
      const state = input.draft ? 'DRAFT' : 'SUBMITTED';
      const id = contributionInserted({
        input: entry,
        facts,
        checked,
        state,
        live: !input.draft,
        organisation: organisationOf(context.viewer),
        synthetic: isExample(facts, context.viewer),
      });
      return { type: 'Contribution', id, change: { ...input, state } };
    },
  });
}

/**
 * Corrects a recorded contribution by a new row. Where the old row was accepted, it goes on counting until the new one
 * is accepted too; before that the new row takes its place at once.
 */
export async function correctContribution(context: WritingContext, input: CorrectContributionInput, idempotencyKey: string): Promise<Written> {
  interface CorrectionFacts {
    readonly entry: LogContributionInput;
    readonly corrected: CorrectedRow;
    readonly facts: ContributionFacts;
  }
  return write<CorrectionFacts, CheckedContribution>(context, {
    action: 'correctContribution',
    input,
    idempotencyKey,
    load: async (transaction) => {
      const { corrected, entry } = await loadCorrected(transaction, context, input);
      return { entry, corrected, facts: await loadContributionFacts(transaction, context, entry, corrected) };
    },
    permits: ({ corrected }, viewer) => organisationsOf(viewer).includes(corrected.recordedFor),
    check: ({ entry, corrected, facts }, broken) => {
      expectStep('correctContribution', corrected);
      const right = checkContribution(broken, entry, facts);
      const checked = input.void ? voided(right) : right;
      checkCorrection(broken, input, corrected, { ...entry, amountFen: checked.amountFen });
      return checked;
    },
    write: async (transaction, { entry, corrected, facts }, checked) => {
      const waits = corrected.state === 'ACCEPTED';
      const correction = { correctsId: corrected.id, originalId: corrected.originalId, reason: normaliseText(input.reason), voids: input.void };
      const id = await insertContribution(transaction, {
        input: entry,
        facts,
        checked,
        state: 'SUBMITTED',
        live: false,
        // Under the name under which it was recorded, which may be that of a record that was merged since.
        organisation: corrected.recordedFor,
        synthetic: isExample(facts, context.viewer),
        correction,
      });
      const { others } = waits ? {} : await takePlace(transaction, id, corrected.originalId);
      const kept = waits ? {} : await keepConfirmation(transaction, id, corrected);
      return {
        type: 'Contribution',
        id,
        change: { ...input, ...kept },
        before: await correctedFields(transaction, corrected, input),
        reason: input.reason,
        others,
      };
    },
  });
}

/** The same row with nothing in it. */
function voided({ amountFen, valuedFen, parts, ...rest }: CheckedContribution): CheckedContribution {
  const nothing = (fen: bigint | null) => (fen === null ? null : 0n);
  return {
    ...rest,
    amountFen: nothing(amountFen),
    valuedFen: nothing(valuedFen),
    lines: [],
    parts: parts.map((part) => ({ ...part, amountFen: nothing(part.amountFen) })),
  };
}

/** What was confirmed of the row holds for its correction as well, as long as that lies in the same places; whether it agrees, the figures say. */
async function keepConfirmation(transaction: Executor, id: string, { id: correctedId, confirmationId }: CorrectedFacts): Promise<{ state?: string }> {
  if (confirmationId === null) return {};
  const kept = await selectOne<{ state: string }>(
    transaction,
    sql`
      update contribution set confirmation_id = ${confirmationId}::bigint, state = confirmed_state(id, ${confirmationId}::bigint)
      where id = ${id}::bigint and has_places_of(id, ${correctedId}::bigint) returning state`,
  );
  return kept ?? {};
}

/** A partner records for itself or for what is given through it; whoever holds a fund records what leaves it. */
function mayRecord({ partner, through, source }: ContributionFacts, viewer: Viewer): boolean {
  if (source !== null) return source.fundIsOwn;
  return viewer.partnerId !== null && (viewer.partnerId === partner.id || viewer.partnerId === through?.id);
}

/** The ids that rules compare, taken out of their opaque form once. */
function withPlainIds(input: LogContributionInput): LogContributionInput {
  return { ...input, pairing: input.pairing ? keyOf('Pairing', input.pairing) : null };
}

interface CorrectedRow extends CorrectedFacts {
  readonly projectId: string | null;
  readonly fundId: string | null;
  readonly pairingId: string | null;
  /** Its pairing is in force on the day it is moved to, too. */
  readonly pairingHolds: boolean;
  readonly sourceRowId: string | null;
  readonly flowClass: LogContributionInput['flowClass'];
  readonly stage: LogContributionInput['stage'];
  readonly form: Form;
  readonly occurredOn: string;
  readonly placeMode: string;
  readonly note: string | null;
}

async function loadCorrected(
  transaction: Executor,
  { viewer }: WritingContext,
  input: CorrectContributionInput,
): Promise<{ corrected: CorrectedRow; entry: LogContributionInput }> {
  const key = keyOf('Contribution', input.contribution);
  await lockChain(transaction, key);
  const row = await selectOne<CorrectedRow>(
    transaction,
    sql`
      select id::text as id, original_id::text as "originalId", state, recorded_for as "recordedFor", synthetic, amount_fen::text as "amountFen",
        confirmation_id::text as "confirmationId",
        case when state = 'ACCEPTED' then unconsented_periods(id) end as unconsented,
        partner_id::text as "partnerId", through_id::text as "throughId", project_id::text as "projectId", fund_id::text as "fundId",
        pairing_id::text as "pairingId", flow_class as "flowClass", stage, form, occurred_on::text as "occurredOn",
        place_mode as "placeMode", note,
        correction_state(id) is not null as "hasCorrection", not live and counting_row(original_id) is not null as "isBesideLive",
        moved_on_fen(original_id)::text as "movedOnFen", onward_classes(original_id) as "onwardClasses",
        onward_first_on(original_id)::text as "onwardFirstOn",
        coalesce((select during @> ${input.occurredOn ?? null}::date from pairing where pairing.id = pairing_id), false) as "pairingHolds",
        coalesce(counting_row(parent_id), parent_id)::text as "sourceRowId"
      from contribution
      where id = ${key}::bigint and ${shapeOf(Contribution).visibility.predicate(alias('contribution'), viewer)}`,
  );
  if (!row) throw missing('Contribution', input.contribution);
  return { corrected: row, entry: await entryOf(transaction, row, input) };
}

/** What the corrected row has where the correction has something else. */
async function correctedFields(transaction: Executor, row: CorrectedRow, input: CorrectContributionInput): Promise<Record<string, unknown>> {
  const { contribution, reason } = input;
  const entry = await entryOf(transaction, row, { contribution, reason, void: false });
  return Object.fromEntries(Object.entries(entry).filter(([field]) => input[field as keyof CorrectContributionInput] != null));
}

/** The row as it would be logged today with what the correction changes. */
async function entryOf(transaction: Executor, row: CorrectedRow, input: CorrectContributionInput): Promise<LogContributionInput> {
  const id = (type: string, key: string | null) => (key === null ? null : encodeId(type, key));
  const keepsPlaces = input.places == null;
  const reportedForSet = input.reportedForSet ?? (keepsPlaces && row.placeMode === 'SET');
  const isInFund = row.fundId !== null;
  return {
    partner: id('Partner', row.partnerId),
    through: id('Partner', row.throughId),
    project: id('Project', row.projectId),
    fund: id('Fund', row.fundId),
    onwardFrom: id('Contribution', row.sourceRowId),
    // The tie is the chain's.
    matches: null,
    pairing: input.occurredOn == null || row.pairingHolds ? row.pairingId : null,
    flowClass: input.flowClass ?? row.flowClass,
    stage: row.stage,
    form: row.form,
    amount: row.form === Form.CASH ? (input.amount ?? yuanText(BigInt(row.amountFen ?? '0'))) : (input.amount ?? null),
    lines: input.lines ?? (await linesOf(transaction, row.id)),
    occurredOn: input.occurredOn ?? row.occurredOn,
    places: keepsPlaces ? (isInFund ? null : await placesOf(transaction, row.id, reportedForSet)) : input.places,
    reportedForSet,
    sectors: input.sectors ?? (isInFund ? null : await sectorsOf(transaction, row.id)),
    note: input.note == null ? row.note : input.note.trim() === '' ? null : input.note,
    draft: false,
  };
}

async function placesOf(transaction: Executor, id: string, asSet: boolean): Promise<LogContributionInput['places']> {
  const rows = await selectAll<{ place: string; parts: string | null; whole: string | null }>(
    transaction,
    sql`select place_id::text as place, share_parts::text as parts, share_whole::text as whole
      from contribution_place where contribution_id = ${id}::bigint order by ordinal, place_id`,
  );
  return rows.map(({ place, parts, whole }) => ({
    place: encodeId('Place', place),
    share: asSet || rows.length === 1 ? null : shareOf(parts, whole),
  }));
}

async function sectorsOf(transaction: Executor, id: string): Promise<LogContributionInput['sectors']> {
  const rows = await selectAll<{ sector: string; parts: string; whole: string }>(
    transaction,
    sql`select sector_code as sector, share_parts::text as parts, share_whole::text as whole
      from contribution_sector where contribution_id = ${id}::bigint order by ordinal`,
  );
  return rows.map(({ sector, parts, whole }) => ({ sector, share: rows.length === 1 ? null : shareOf(parts, whole) }));
}

function shareOf(parts: string | null, whole: string | null): string | null {
  return parts === null || whole === null ? null : shareText({ parts: BigInt(parts), whole: BigInt(whole) });
}

async function linesOf(transaction: Executor, id: string): Promise<LogContributionInput['lines']> {
  const rows = await selectAll<{
    item: string;
    quantity: string;
    unit: string;
    staffRole: never;
    unitValueFen: string | null;
    valuationBasis: string | null;
  }>(
    transaction,
    sql`select item, trim_scale(quantity)::text as quantity, unit, staff_role as "staffRole", unit_value_fen::text as "unitValueFen",
        valuation_basis as "valuationBasis" from contribution_line where contribution_id = ${id}::bigint order by ordinal`,
  );
  return rows.map(({ unitValueFen, ...line }) => ({ ...line, unitValue: unitValueFen === null ? null : yuanText(BigInt(unitValueFen)) }));
}
