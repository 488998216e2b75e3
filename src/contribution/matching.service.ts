import { Project } from '../project/project.entity.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { alias, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow } from '../writing/rows.js';
import { type WritingContext, write } from '../writing/write.js';
import type { OfferMatchingInput } from './matching.input.js';
import { checkOffering, type OfferFacts } from './matching.rules.js';
import { MatchingOffer } from './matching-offer.entity.js';

/** Offers to match what others give to a project or a fund, in the name of the viewer's partner. */
export async function offerMatching(context: WritingContext, input: OfferMatchingInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  return write<OfferFacts, bigint | null>(context, {
    action: 'offerMatching',
    input,
    idempotencyKey,
    load: async (transaction) => {
      const project = input.project ? sql`${keyOf('Project', input.project)}::bigint` : sql`null::bigint`;
      const fund = input.fund ? sql`${keyOf('Fund', input.fund)}::bigint` : sql`null::bigint`;
      const facts = await selectTheOne<OfferFacts>(
        transaction,
        sql`
          select partner.id::text as "partnerId", project.id::text as "projectId", fund.id::text as "fundId",
            partner.synthetic or coalesce(project.synthetic, fund.synthetic, false) as "isOfExample"
          from partner
          left join project on project.id = ${project} and ${shapeOf(Project).visibility.predicate(alias('project'), viewer)}
          left join fund on fund.id = ${fund}
          where partner.id = ${viewer.partnerId}::bigint`,
      );
      if (input.project && facts.projectId === null) throw missing('Project', input.project);
      if (input.fund && facts.fundId === null) throw missing('Fund', input.fund);
      return facts;
    },
    permits: () => true,
    check: (facts, broken) => checkOffering(broken, input, facts),
    write: async (transaction, { partnerId, projectId, fundId, isOfExample }, capFen) => {
      const row = {
        partner: partnerId,
        project: projectId,
        fund: fundId,
        perYuan: input.perYuan,
        cap: capFen?.toString() ?? null,
        startsOn: input.startsOn,
        endsOn: input.endsOn ?? null,
        note: input.note ? normaliseText(input.note) : null,
        synthetic: viewer.demonstration || isOfExample,
      };
      const id = await insertRow(transaction, MatchingOffer, row);
      return { type: 'MatchingOffer', id, change: row };
    },
  });
}
