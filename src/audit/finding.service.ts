import type { Viewer } from '../access/viewer.js';
import { keyOf, missing } from '../reading/reference.js';
import { AppError } from '../shared/errors/app-error.js';
import { decodeId, encodeId } from '../shared/id.js';
import { namesZh, nameZh } from '../shared/names-zh.js';
import { alias, type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { NOW, selectAll, selectOne, TODAY } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow, updateRow } from '../writing/rows.js';
import { type WritingContext, write } from '../writing/write.js';
import { FindingStatus } from './audit.enums.js';
import type { AnswerFindingInput, RecordFindingInput, SendFindingInput, SettleFindingInput } from './audit.input.js';
import { FINDING_SEEN, isAddressed } from './audit.reading.js';
import { checkAnswer, checkFinding, checkSending, checkSettling, type RecordFacts } from './audit.rules.js';
import { signed } from './audit.service.js';
import { Finding, FindingAnswer } from './finding.entity.js';

/** Writes down what was found of a row of a sample. Nobody else sees it before it is sent. */
export async function recordFinding(context: WritingContext, input: RecordFindingInput, idempotencyKey: string): Promise<Written> {
  return write<RecordFacts & Named, bigint | null>(context, {
    action: 'recordFinding',
    input,
    idempotencyKey,
    load: async (transaction) => {
      const named = keysNamed(input);
      const { sample, contribution, project, visit } = named;
      const facts = await selectOne<RecordFacts>(
        transaction,
        sql`
          select exists (select from audit_sample_row own where own.sample_id = sample.id
              and (own.contribution_id = ${contribution}::bigint or own.project_id = ${project}::bigint)) as "isInSample",
            ${visit}::bigint is null or exists (select from audit_visit where id = ${visit}::bigint and sample_id = sample.id) as "visitFits",
            of_row.amount_fen::text as "amountFen", of_row.partner_id::text as "partnerId", of_row.place_id::text as "placeId",
            coalesce(of_row.is_example, false) or sample.synthetic as "isExample"
          from audit_sample sample left join audited_row(${contribution}::bigint, ${project}::bigint) of_row on true
          where sample.id = ${sample}::bigint`,
      );
      if (!facts) throw missing('AuditSample', input.sample);
      return { ...facts, ...named };
    },
    permits: () => true,
    check: (facts, broken) => checkFinding(broken, input, facts),
    write: async (transaction, { partnerId, placeId, isExample, sample, contribution, project, visit }, amountFen) => {
      const byPartner = input.addressee === 'PARTNER';
      const row = {
        sample,
        contribution,
        project,
        visit,
        kind: input.kind,
        severity: input.severity,
        description: normaliseText(input.description),
        amountInQuestion: amountFen?.toString() ?? null,
        addressee: input.addressee,
        partner: byPartner ? partnerId : null,
        place: byPartner ? null : placeId,
        synthetic: context.viewer.demonstration || isExample,
      };
      const id = await insertRow(transaction, Finding, { ...row, ...signed(context.viewer) });
      return { type: 'Finding', id, change: { ...row, status: FindingStatus.DRAFT } };
    },
  });
}

/** Sends a finding to who has to answer it, and everybody whom its row concerns sees it. */
export async function sendFinding(context: WritingContext, input: SendFindingInput): Promise<Written> {
  return write<FindingFacts>(context, {
    action: 'sendFinding',
    input,
    load: (transaction) => loadFinding(transaction, context.viewer, input.finding),
    permits: () => true,
    check: (facts, broken) => {
      expectStatus(facts, [FindingStatus.DRAFT]);
      checkSending(broken, input, facts.today);
    },
    write: async (transaction, { id, now }) => {
      const change = { status: FindingStatus.OPEN, sentAt: now, dueOn: input.dueOn };
      await updateRow(transaction, Finding, id, change);
      return { type: 'Finding', id, change, before: { status: FindingStatus.DRAFT, sentAt: null, dueOn: null } };
    },
  });
}

/** Answers a finding, for the partner or the place that has to. */
export async function answerFinding(context: WritingContext, input: AnswerFindingInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  return write<FindingFacts>(context, {
    action: 'answerFinding',
    input,
    idempotencyKey,
    load: (transaction) => loadFinding(transaction, viewer, input.finding),
    permits: ({ isAddressed: isOwn }) => isOwn,
    check: (facts, broken) => {
      expectStatus(facts, [FindingStatus.OPEN, FindingStatus.ANSWERED]);
      checkAnswer(broken, input);
    },
    write: async (transaction, { id, status, synthetic }) => {
      const body = normaliseText(input.body);
      await insertRow(transaction, FindingAnswer, {
        finding: id,
        role: viewer.role,
        partner: viewer.partnerId,
        place: viewer.placeId,
        body,
        synthetic: viewer.demonstration || synthetic,
        ...signed(viewer),
      });
      await updateRow(transaction, Finding, id, { status: FindingStatus.ANSWERED });
      return { type: 'Finding', id, change: { status: FindingStatus.ANSWERED, answer: body }, before: { status } };
    },
  });
}

/** Settles a finding, or asks again. */
export async function settleFinding(context: WritingContext, input: SettleFindingInput): Promise<Written> {
  return write<FindingFacts>(context, {
    action: 'settleFinding',
    input,
    load: (transaction) => loadFinding(transaction, context.viewer, input.finding),
    permits: () => true,
    check: (facts, broken) => {
      expectStatus(facts, input.askAgain == null ? [FindingStatus.OPEN, FindingStatus.ANSWERED] : [FindingStatus.ANSWERED]);
      checkSettling(broken, input, facts.today);
    },
    write: async (transaction, { id, status, dueOn, now }) => {
      if (input.resolution != null) {
        const resolution = normaliseText(input.resolution);
        const change = { status: FindingStatus.RESOLVED, resolution, resolvedAt: now };
        await updateRow(transaction, Finding, id, change);
        return { type: 'Finding', id, change, before: { status, resolution: null, resolvedAt: null }, reason: resolution };
      }
      const change = { status: FindingStatus.OPEN, dueOn: input.dueOn };
      await updateRow(transaction, Finding, id, change);
      return { type: 'Finding', id, change, before: { status, dueOn }, reason: normaliseText(input.askAgain ?? '') };
    },
  });
}

interface FindingFacts {
  readonly id: string;
  readonly status: FindingStatus;
  readonly dueOn: string | null;
  readonly synthetic: boolean;
  readonly isAddressed: boolean;
  readonly today: string;
  readonly now: string;
}

/** The finding as the last writer left it. It is locked by a statement of its own, so that the next one sees what somebody else did until then. */
async function loadFinding(transaction: Executor, viewer: Viewer, id: string): Promise<FindingFacts> {
  const finding = alias('finding');
  const key = keyOf('Finding', id);
  await selectAll(transaction, sql`select from finding where id = ${key}::bigint for no key update`);
  const facts = await selectOne<FindingFacts>(
    transaction,
    sql`
      select id::text as id, status, due_on::text as "dueOn", synthetic, ${isAddressed(finding, viewer)} as "isAddressed", ${TODAY}::text as today, ${NOW} as now
      from finding where id = ${key}::bigint and ${FINDING_SEEN.predicate(finding, viewer)}`,
  );
  if (!facts) throw missing('Finding', id);
  return facts;
}

/** Two who settle at once, or answer what is settled: the second finds it as it is by now. */
function expectStatus({ id, status }: FindingFacts, expected: readonly FindingStatus[]): void {
  if (expected.includes(status)) return;
  throw new AppError(
    'CONFLICT',
    {
      zh: `核查问题现在是“${nameZh('FindingStatus', status)}”，须为${namesZh('FindingStatus', expected)}。`,
      en: `The finding is ${status} now; it must be ${expected.join(' or ')}.`,
    },
    { reason: 'FINDING_STATUS', finding: { id: encodeId('Finding', id), status } },
  );
}

/** The keys of what a finding names. */
interface Named {
  readonly sample: string;
  readonly visit: string | null;
  /** It is against one of the two. */
  readonly contribution: string | null;
  readonly project: string | null;
}

function keysNamed({ sample, row, visit }: RecordFindingInput): Named {
  const isProject = decodeId(row)?.type === 'Project';
  return {
    sample: keyOf('AuditSample', sample),
    visit: visit ? keyOf('AuditVisit', visit) : null,
    contribution: isProject ? null : keyOf('Contribution', row),
    project: isProject ? keyOf('Project', row) : null,
  };
}
