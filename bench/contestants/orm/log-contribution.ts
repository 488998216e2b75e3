import { Contribution } from '../../../src/contribution/contribution.entity.js';
import { Project } from '../../../src/project/project.entity.js';
import { decodeId } from '../../../src/shared/id.js';
import type { OrmContext } from './resolvers.js';
import { viewerOf } from './viewer.js';

interface LogArguments {
  readonly idempotencyKey: string;
  readonly input: { readonly project: string; readonly flowClass: string; readonly amount: string; readonly occurredOn: string };
}

/** The rows that the platform writes, through the ORM where it has an entity for them. */
export function logContribution(_root: unknown, { idempotencyKey, input }: LogArguments, { em, token }: OrmContext) {
  return em.transactional(async (transaction) => {
    const viewer = await viewerOf(transaction, token);
    const organisation = `partner:${viewer.partner_id}`;
    const project = await transaction.findOneOrFail(Project, { id: decodeId(input.project)?.key } as never);
    const [pairing] = await transaction.execute<{ id: string }[]>(
      `select pairing.id::text from project_pairing join pairing on pairing.id = pairing_id
       where project_id = ? and partner_id = ? and during @> ?::date order by pairing.id limit 1`,
      [project.id, viewer.partner_id, input.occurredOn],
    );
    const places = await transaction.execute<{ place_id: string; ordinal: number; share_parts: string; share_whole: string }[]>(
      'select place_id::text, ordinal, share_parts::text, share_whole::text from project_place where project_id = ? order by ordinal',
      [project.id],
    );
    const [next] = await transaction.execute<{ id: string }[]>(`select nextval('contribution_id_seq')::text as id`);
    const id = next?.id ?? '';
    const amountFen = BigInt(input.amount) * 100n;
    const row = {
      id,
      originalId: id,
      voids: false,
      partner: viewer.partner_id,
      programme: project.programme.code,
      pairing: pairing?.id,
      project: project.id,
      ancestorIds: [],
      flowClass: input.flowClass,
      stage: 'DISBURSED',
      form: 'CASH',
      amount: String(amountFen),
      occurredOn: input.occurredOn,
      placeMode: 'SHARED',
      state: 'SUBMITTED',
      live: true,
      synthetic: project.synthetic,
      recordedFor: organisation,
    };
    await transaction.insert(Contribution, row as never);
    for (const { place_id, ordinal, share_parts, share_whole } of places) {
      await transaction.execute(
        `insert into contribution_part (contribution_id, ordinal, place_id, sector_code, amount_fen, place_parts, place_whole) values (?, ?, ?, ?, ?, ?, ?)`,
        [id, ordinal, place_id, project.sector.code, String((amountFen * BigInt(share_parts)) / BigInt(share_whole)), share_parts, share_whole],
      );
    }
    await transaction.execute(
      `insert into history_entry (account_id, acting_for, request_id, action, subject_type, subject_id, change)
       values (?, ?, gen_random_uuid(), 'logContribution', 'Contribution', ?, ?::jsonb)`,
      [viewer.id, organisation, id, JSON.stringify(input)],
    );
    await transaction.execute(
      `insert into idempotency_key (organisation, key, fingerprint, subject_id) values (?, ?, sha256(convert_to(?, 'UTF8')), ?)`,
      [organisation, idempotencyKey, JSON.stringify(input), id],
    );
    return { contribution: row };
  });
}
