import { randomBytes } from 'node:crypto';
import type { Viewer } from '../access/viewer.js';
import { keyOf, missing, partnerReference, placeReference } from '../reading/reference.js';
import { AppError, rulesBroken } from '../shared/errors/app-error.js';
import { sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { NOW, selectOne, selectTheOne, TODAY } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow, updateRow } from '../writing/rows.js';
import { type WritingContext, write } from '../writing/write.js';
import { SampleSubject } from './audit.enums.js';
import type { DrawSampleInput, RecordVisitInput } from './audit.input.js';
import { checkDraw, checkVisit, emptyFrame, MOST_SAMPLED, sampleTooLarge } from './audit.rules.js';
import { AuditSample } from './audit-sample.entity.js';
import { AuditVisit } from './audit-visit.entity.js';

interface Frame {
  readonly placeId: string | null;
  readonly partnerId: string | null;
}

/** Draws a random sample. The seed is kept, and the frame as it is now, so that anybody can draw the same again. */
export async function drawSample(context: WritingContext, input: DrawSampleInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  const { programme = null, place, partner, from = null, to = null } = input.frame ?? {};
  return write<Frame>(context, {
    action: 'drawSample',
    input,
    idempotencyKey,
    load: (transaction) =>
      selectTheOne<Frame>(
        transaction,
        sql`
          select (${place ? placeReference(place) : sql`null::bigint`})::text as "placeId",
            (${partner ? partnerReference(partner) : sql`null::bigint`})::text as "partnerId"`,
      ),
    permits: () => true,
    check: (_frame, broken) => checkDraw(broken, input),
    write: async (transaction, { placeId, partnerId }) => {
      const seed = input.seed ?? randomBytes(16).toString('hex');
      const subject = input.subject === SampleSubject.PROJECTS ? 'Project' : 'Contribution';
      const title = normaliseText(input.title);
      const { id } = await selectTheOne<{ id: string | null }>(
        transaction,
        sql`
          select draw_audit_sample(${title}, ${subject}, ${programme}, ${placeId}::bigint, ${partnerId}::bigint, ${from}::date, ${to}::date,
            ${input.strata}, ${seed}, ${input.size ?? null}::integer, ${input.rate ?? null}::numeric, ${viewer.accountId}::bigint, ${viewer.accountName},
            ${viewer.demonstration}, ${MOST_SAMPLED})::text as id`,
      );
      if (id === null) throw rulesBroken([emptyFrame()]);
      if (id.startsWith('-')) throw rulesBroken([sampleTooLarge(id.slice(1))]);
      const frame = { programme, place: placeId, partner: partnerId, from, to };
      const change = { title, subject: input.subject, frame, strata: input.strata, seed, size: input.size ?? null, rate: input.rate ?? null };
      return { type: 'AuditSample', id, change };
    },
  });
}

/** Publishes a sample, with its visits and what was sent of its findings. */
export async function publishSample(context: WritingContext, input: { readonly sample: string }): Promise<Written> {
  return write<{ id: string; publishedAt: string | null; now: string }>(context, {
    action: 'publishSample',
    input,
    load: async (transaction) => {
      const facts = await selectOne<{ id: string; publishedAt: string | null; now: string }>(
        transaction,
        sql`select id::text as id, published_at::text as "publishedAt", ${NOW} as now from audit_sample where id = ${keyOf('AuditSample', input.sample)}::bigint for no key update`,
      );
      if (!facts) throw missing('AuditSample', input.sample);
      return facts;
    },
    permits: () => true,
    check: ({ publishedAt }) => {
      if (publishedAt === null) return;
      throw new AppError('CONFLICT', { zh: '这次抽样已公布。', en: 'The sample is published already.' }, { reason: 'SAMPLE_IS_PUBLISHED' });
    },
    write: async (transaction, { id, now }) => {
      const change = { publishedAt: now };
      await updateRow(transaction, AuditSample, id, change);
      return { type: 'AuditSample', id, change, before: { publishedAt: null } };
    },
  });
}

interface VisitFacts {
  readonly sampleId: string;
  readonly isExample: boolean;
  readonly placeId: string;
  readonly today: string;
}

/** Records a visit for a sample. */
export async function recordVisit(context: WritingContext, input: RecordVisitInput, idempotencyKey: string): Promise<Written> {
  return write<VisitFacts>(context, {
    action: 'recordVisit',
    input,
    idempotencyKey,
    load: async (transaction) => {
      const facts = await selectOne<VisitFacts>(
        transaction,
        sql`
          select id::text as "sampleId", synthetic as "isExample", (${placeReference(input.place)})::text as "placeId", ${TODAY}::text as today
          from audit_sample where id = ${keyOf('AuditSample', input.sample)}::bigint`,
      );
      if (!facts) throw missing('AuditSample', input.sample);
      return facts;
    },
    permits: () => true,
    check: ({ today }, broken) => checkVisit(broken, input, today),
    write: async (transaction, { sampleId, placeId, isExample }) => {
      const row = {
        sample: sampleId,
        visitedOn: input.visitedOn,
        place: placeId,
        visitors: normaliseText(input.visitors),
        note: input.note ? normaliseText(input.note) : null,
        synthetic: context.viewer.demonstration || isExample,
      };
      const id = await insertRow(transaction, AuditVisit, { ...row, ...signed(context.viewer) });
      return { type: 'AuditVisit', id, change: row };
    },
  });
}

/** Who writes it, and what that account is called now. */
export function signed({ accountId, accountName }: Viewer): { readonly accountId: string | null; readonly accountName: string | null } {
  return { accountId, accountName };
}
