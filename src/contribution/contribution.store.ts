import { PlaceMode } from '../project/project.entity.js';
import { type Executor, type Sql, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectTheOne } from '../writing/facts.js';
import type { Insertion } from '../writing/write.js';
import type { ContributionFacts } from './contribution.facts.js';
import type { LogContributionInput } from './contribution.input.js';
import type { CheckedContribution } from './contribution.rules.js';
import type { MatchFacts } from './matching.facts.js';

interface Correction {
  readonly correctsId: string;
  readonly originalId: string;
  readonly reason: string;
  readonly voids: boolean;
}

export interface NewContribution {
  readonly input: LogContributionInput;
  readonly facts: ContributionFacts;
  readonly checked: CheckedContribution;
  readonly state: 'DRAFT' | 'SUBMITTED';
  readonly live: boolean;
  readonly organisation: string;
  readonly synthetic: boolean;
  readonly correction?: Correction;
}

/** Appends a contribution with its parts, its set of places, its lines, and what it matches. */
export function contributionInserted(contribution: NewContribution): Insertion {
  const { parts, setPlaceIds, lines } = contribution.checked;
  const { match } = contribution.facts;
  const matched = match === null || contribution.correction !== undefined ? sql`` : matchInserted(match);
  return {
    parts: sql`
      numbered as (
        select nextval('contribution_id_seq') as id
      ), own_row as (${rowInserted(contribution)}), own_parts as (
        insert into contribution_part
          (contribution_id, ordinal, place_id, sector_code, amount_fen, place_parts, place_whole, sector_parts, sector_whole)
        select numbered.id, part.* from numbered, (values ${sql.join(parts.map(partValues))}) as part
      )${setPlaceIds.length === 0 ? sql`` : setInserted(setPlaceIds)}${lines.length === 0 ? sql`` : linesInserted(lines)}${matched}`,
    id: sql`(select id from numbered)`,
    // Behind a subselect it is looked up once, and not for each row that it might be.
    idSince: sql`(select currval('contribution_id_seq'))`,
  };
}

/** The same by a statement of its own, for a write that goes on with its id. */
export async function insertContribution(transaction: Executor, contribution: NewContribution): Promise<string> {
  const { parts, id } = contributionInserted(contribution);
  return (await selectTheOne<{ id: string }>(transaction, sql`with ${parts} select ${id}::text as id`)).id;
}

function rowInserted({ input, facts, checked, state, live, organisation, synthetic, correction }: NewContribution): Sql {
  const { source, project, fund } = facts;
  const ancestors = source ? [...source.ancestorIds, source.originalId] : [];
  return sql`
    insert into contribution (id, original_id, corrects_id, correction_reason, voids, partner_id, through_id, programme, pairing_id, project_id, fund_id,
      parent_id, from_fund_id, ancestor_ids, flow_class, stage, form, amount_fen, valued_fen, occurred_on, place_mode, note, state, live, synthetic, recorded_for)
    select numbered.id, coalesce(${correction?.originalId ?? null}::bigint, numbered.id), ${correction?.correctsId ?? null}::bigint,
      ${correction?.reason ?? null}, ${correction?.voids ?? false}, ${facts.partner.recordId}::bigint, ${facts.through?.recordId ?? null}::bigint,
      ${project?.programme ?? fund?.programme}, ${checked.pairingId}::bigint, ${project?.id ?? null}::bigint, ${fund?.id ?? null}::bigint,
      ${source?.originalId ?? null}::bigint, ${source?.fundId ?? null}::bigint, ${sql.val(ancestors)}::bigint[], ${input.flowClass}, ${input.stage},
      ${input.form}, ${fen(checked.amountFen)}::bigint, ${fen(checked.valuedFen)}::bigint, ${input.occurredOn}::date,
      ${checked.setPlaceIds.length > 0 ? PlaceMode.SET : PlaceMode.SHARED}, ${input.note ? normaliseText(input.note) : null}, ${state}, ${live}, ${synthetic},
      ${organisation}
    from numbered`;
}

function partValues({ placeId, sector, amountFen, placeShare, sectorShare }: CheckedContribution['parts'][number], ordinal: number): Sql {
  return sql`(${sql.lit(ordinal)}::smallint, ${placeId}::bigint, ${sector}::text, ${fen(amountFen)}::bigint, ${fen(placeShare.parts)}::bigint,
    ${fen(placeShare.whole)}::bigint, ${fen(sectorShare.parts)}::bigint, ${fen(sectorShare.whole)}::bigint)`;
}

function setInserted(placeIds: readonly string[]): Sql {
  return sql`, own_set as (
    insert into contribution_set_place (contribution_id, place_id) select numbered.id, unnest(${sql.val([...placeIds])}::bigint[]) from numbered)`;
}

/** A correction is tied by the first row of its chain. */
function matchInserted({ giftOriginalId, offerId }: MatchFacts): Sql {
  return sql`, own_match as (
    insert into contribution_match (original_id, matched_id, offer_id) select numbered.id, ${giftOriginalId}::bigint, ${offerId}::bigint from numbered)`;
}

function linesInserted(lines: CheckedContribution['lines']): Sql {
  const values = lines.map(
    ({ item, quantity, unit, staffRole, unitValueFen, valuationBasis, valueFen }, ordinal) => sql`(${sql.lit(ordinal)}::smallint, ${item}::text,
      ${quantity}::numeric, ${unit}::text, ${staffRole}::text, ${fen(unitValueFen)}::bigint, ${valuationBasis}::text, ${fen(valueFen)}::bigint)`,
  );
  return sql`, own_lines as (
    insert into contribution_line (contribution_id, ordinal, item, quantity, unit, staff_role, unit_value_fen, valuation_basis, value_fen)
    select numbered.id, line.* from numbered, (values ${sql.join(values)}) as line)`;
}

/** Drivers take no bigint. */
function fen(amount: bigint | null): string | null {
  return amount === null ? null : amount.toString();
}
