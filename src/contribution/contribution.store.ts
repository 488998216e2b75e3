import type { SqlEntityManager } from '@mikro-orm/sql';
import { PlaceMode } from '../project/project.entity.js';
import { sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectTheOne } from '../writing/facts.js';
import { Contribution, ContributionLine } from './contribution.entity.js';
import type { ContributionFacts } from './contribution.facts.js';
import type { LogContributionInput } from './contribution.input.js';
import type { CheckedContribution } from './contribution.rules.js';

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

/** Appends a contribution with its parts, its set of places and its lines, and gives its id. */
export async function insertContribution(
  em: SqlEntityManager,
  { input, facts, checked, state, live, organisation, synthetic, correction }: NewContribution,
): Promise<string> {
  const { id } = await selectTheOne<{ id: string }>(em, sql`select nextval(pg_get_serial_sequence('contribution', 'id'))::text as id`);
  await em.insert(Contribution, {
    id,
    originalId: correction?.originalId ?? id,
    corrects: correction?.correctsId ?? null,
    correctionReason: correction?.reason ?? null,
    voids: correction?.voids ?? false,
    partner: facts.partner.id,
    through: facts.through?.id ?? null,
    programme: facts.project?.programme ?? facts.fund?.programme,
    pairing: checked.pairingId,
    project: facts.project?.id ?? null,
    fund: facts.fund?.id ?? null,
    parentId: facts.source?.originalId ?? null,
    fromFund: facts.source?.fundId ?? null,
    ancestorIds: facts.source ? [...facts.source.ancestorIds, facts.source.originalId] : [],
    flowClass: input.flowClass,
    stage: input.stage,
    form: input.form,
    amount: checked.amountFen?.toString() ?? null,
    valued: checked.valuedFen?.toString() ?? null,
    occurredOn: input.occurredOn,
    placeMode: checked.setPlaceIds.length > 0 ? PlaceMode.SET : PlaceMode.SHARED,
    note: input.note ? normaliseText(input.note) : null,
    state,
    live,
    synthetic,
    recordedFor: organisation,
  } as never);
  await insertParts(em, id, checked);
  if (checked.lines.length > 0) {
    await em.insertMany(
      ContributionLine,
      checked.lines.map(({ unitValueFen, valueFen, ...line }, ordinal) => ({
        contributionId: id,
        ordinal,
        ...line,
        unitValue: unitValueFen?.toString() ?? null,
        value: valueFen?.toString() ?? null,
      })) as never,
    );
  }
  return id;
}

async function insertParts(em: SqlEntityManager, id: string, { parts, setPlaceIds }: CheckedContribution): Promise<void> {
  const rows = parts.map(
    ({ placeId, sector, amountFen, placeShare, sectorShare }, ordinal) => sql`(
      ${id}::bigint, ${sql.lit(ordinal)}, ${placeId}::bigint, ${sector}, ${amountFen?.toString() ?? null}::bigint,
      ${placeShare.parts.toString()}::bigint, ${placeShare.whole.toString()}::bigint,
      ${sectorShare.parts.toString()}::bigint, ${sectorShare.whole.toString()}::bigint)`,
  );
  await sql`
    insert into contribution_part
      (contribution_id, ordinal, place_id, sector_code, amount_fen, place_parts, place_whole, sector_parts, sector_whole)
    values ${sql.join(rows)}`.execute(em.getKysely<never>());
  if (setPlaceIds.length > 0) {
    await sql`
      insert into contribution_set_place (contribution_id, place_id)
      select ${id}::bigint, unnest(${sql.val([...setPlaceIds])}::bigint[])`.execute(em.getKysely<never>());
  }
}
