import { lineageId } from '../place/place.reading.js';
import { type LocatedPlace, locatePlaces, smallestCommonPlace } from '../place/place-set.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { AppError } from '../shared/errors/app-error.js';
import { alias, type Executor, isOneOf, type Sql, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectAll, selectOne, selectTheOne, TODAY } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow, insertRows, updateRow } from '../writing/rows.js';
import { type WritingContext, write } from '../writing/write.js';
import { PlaceMode, Project, ProjectPlace, ProjectStatus } from './project.entity.js';
import type { ProposeProjectInput, UpdateProjectInput } from './project.input.js';
import { type CheckedProposal, checkProposal, checkUpdate, type ProjectPairing, type ProposalFacts, type UpdateFacts } from './project.rules.js';

/** Proposes a project that the viewer's partner leads. */
export async function proposeProject(context: WritingContext, input: ProposeProjectInput, idempotencyKey: string): Promise<Written> {
  const partnerId = context.viewer.partnerId ?? '';
  return write<ProposalFacts, CheckedProposal>(context, {
    action: 'proposeProject',
    input,
    idempotencyKey,
    load: async (transaction) => {
      const places = await locatePlaces(
        transaction,
        input.places.map(({ place }) => place),
      );
      const { known } = await selectTheOne<{ known: boolean }>(
        transaction,
        sql`select exists (select from sector where code = ${input.sector}) as known`,
      );
      const pairings = await loadPairings(transaction, input, partnerId, places);
      return { places, sectorKnown: known, pairings, partnerId, hangsOnExample: await hangsOnExample(transaction, { partnerId, places, pairings }) };
    },
    permits: () => true,
    check: (facts, broken) => checkProposal(broken, input, facts),
    write: async (transaction, { places, pairings, hangsOnExample }, { shares, budgetFen }) => {
      const row = {
        programme: input.programme,
        nameZh: normaliseText(input.nameZh),
        nameEn: input.nameEn ? normaliseText(input.nameEn) : null,
        description: input.description ? normaliseText(input.description) : null,
        leadPartner: partnerId,
        sector: input.sector,
        status: ProjectStatus.PROPOSED,
        placeMode: shares === null ? PlaceMode.SET : PlaceMode.SHARED,
        place: smallestCommonPlace(places),
        plannedStartOn: input.plannedStartOn ?? null,
        plannedEndOn: input.plannedEndOn ?? null,
        budget: budgetFen?.toString() ?? null,
        synthetic: context.viewer.demonstration || hangsOnExample,
        version: 1,
      };
      const id = await insertRow(transaction, Project, row);
      const projectPlaces = places.map((place, ordinal) => ({
        projectId: id,
        place: place.id,
        ordinal,
        shareParts: shares?.[ordinal]?.parts.toString() ?? null,
        shareWhole: shares?.[ordinal]?.whole.toString() ?? null,
      }));
      await insertRows(transaction, ProjectPlace, projectPlaces);
      if (pairings.length > 0) {
        const ids = pairings.map((pairing) => pairing.id);
        await sql`insert into project_pairing (project_id, pairing_id) select ${id}::bigint, unnest(${sql.val(ids)}::bigint[])`.execute(transaction);
      }
      return { type: 'Project', id, change: { ...row, places: projectPlaces, pairings: pairings.map((pairing) => pairing.id) } };
    },
  });
}

/** Led by an example, at an example's place or under an example's pairing, a project is an example itself. */
async function hangsOnExample(transaction: Executor, { partnerId, places, pairings }: Pick<ProposalFacts, 'partnerId' | 'places' | 'pairings'>) {
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
  const { found } = await selectTheOne<{ found: boolean }>(
    transaction,
    sql`select exists (select from partner where id = ${partnerId}::bigint and synthetic)
      or exists (select from place where ${isOneOf(sql`id`, ids(places), 'bigint')} and synthetic)
      or exists (select from pairing where ${isOneOf(sql`id`, ids(pairings), 'bigint')} and synthetic) as found`,
  );
  return found;
}

/** The pairings that were named, or the partner's own with these places when none was. */
async function loadPairings(
  transaction: Executor,
  input: ProposeProjectInput,
  partnerId: string,
  places: readonly LocatedPlace[],
): Promise<ProjectPairing[]> {
  const named = input.pairings ?? [];
  const chosen: Sql =
    named.length > 0
      ? isOneOf(
          sql`pairing.id`,
          named.map((id) => keyOf('Pairing', id)),
          'bigint',
        )
      : sql`pairing.partner_id = ${partnerId}::bigint and pairing.programme = ${input.programme}
          and (pairing.ended_on is null or pairing.ended_on >= ${input.plannedStartOn ?? null}::date or ${input.plannedStartOn ?? null}::date is null)
          and ${isOneOf(
            lineageId(alias('place')),
            places.flatMap(({ lineage }) => lineage.filter((id) => id !== null)),
            'bigint',
          )}`;
  const pairings = await selectAll<Omit<ProjectPairing, 'place'> & LocatedPlace & { placeId: string }>(
    transaction,
    sql`
      select pairing.id::text as id, programme, partner_id::text as "partnerId", place.id::text as "placeId", level,
        array[province_id, prefecture_id, county_id, township_id, village_id]::text[] as lineage
      from pairing join place on place.id = pairing.place_id where ${chosen} order by pairing.id limit 100`,
  );
  const missingId = named.find((id) => !pairings.some((pairing) => pairing.id === keyOf('Pairing', id)));
  if (missingId !== undefined) throw missing('Pairing', missingId);
  return pairings.map(({ id, programme, partnerId: owner, placeId, level, lineage }) => ({
    id,
    programme,
    partnerId: owner,
    place: { id: placeId, level, lineage },
  }));
}

/** Changes a project that the viewer's partner leads. */
export async function updateProject(context: WritingContext, input: UpdateProjectInput): Promise<Written> {
  return write<UpdateFacts, { budgetFen: bigint | null }>(context, {
    action: 'updateProject',
    input,
    load: (transaction) => loadProject(transaction, context, input.project),
    permits: ({ leadPartnerId }, viewer) => viewer.partnerId === leadPartnerId,
    check: (facts, broken) => {
      if (facts.version !== input.version) throw versionConflict(facts.version, input.version);
      return checkUpdate(broken, input, facts);
    },
    write: async (transaction, facts, { budgetFen }) => {
      const { project: _project, version: _version, budget: _budget, reason, nameZh, nameEn, description, ...dates } = input;
      const statusReason = reason == null ? null : normaliseText(reason);
      const isStep = input.status != null && input.status !== facts.status;
      const texts = Object.entries({ nameZh, nameEn, description }).filter(([, text]) => text != null);
      const change = {
        ...Object.fromEntries(Object.entries(dates).filter(([, value]) => value != null)),
        ...Object.fromEntries(texts.map(([field, text]) => [field, normaliseText(text as string)])),
        ...(budgetFen === null ? {} : { budget: budgetFen.toString() }),
        ...(isStep && { statusReason }),
        version: facts.version + 1,
      };
      await updateRow(transaction, Project, facts.id, change);
      const before = Object.fromEntries(Object.keys(change).map((field) => [field, facts[field as keyof UpdateFacts]]));
      return { type: 'Project', id: facts.id, change, before, ...(statusReason !== null && { reason: statusReason }) };
    },
  });
}

async function loadProject(transaction: Executor, { viewer }: WritingContext, project: string): Promise<UpdateFacts> {
  const row = alias('project');
  const found = await selectOne<UpdateFacts>(
    transaction,
    sql`
      select id::text as id, lead_partner_id::text as "leadPartnerId", status, status_reason as "statusReason", version, ${TODAY}::text as today,
        name_zh as "nameZh", name_en as "nameEn", description, budget_fen::text as budget,
        planned_start_on::text as "plannedStartOn", planned_end_on::text as "plannedEndOn",
        actual_start_on::text as "actualStartOn", actual_end_on::text as "actualEndOn"
      from project
      where id = ${keyOf('Project', project)}::bigint and ${shapeOf(Project).visibility.predicate(row, viewer)} for no key update`,
  );
  if (!found) throw missing('Project', project);
  return found;
}

function versionConflict(now: number, sent: number): AppError {
  return new AppError(
    'CONFLICT',
    {
      zh: `项目已被他人修改：现在是第 ${now} 版，您改的是第 ${sent} 版。请重新读取后再改。`,
      en: `The project was changed meanwhile: it is at version ${now}, your change is to version ${sent}. Read it again.`,
    },
    { reason: 'VERSION', version: now },
  );
}
