import { type Alias, alias, anyOf, isOneOf, name, type Sql, sql } from '../shared/sql.js';
import { organisationsOf, type PlaceLevel, type Viewer } from './viewer.js';

/** Which rows of a table a viewer may see. Every table that is read declares one, and a table without one is not read. */
export interface Visibility {
  readonly policy: string;
  /** Whether the predicate names the viewer's account, so that what is written for one viewer is wrong for another of the same role. */
  readonly isPersonal?: boolean;
  readonly predicate: (row: Alias, viewer: Viewer) => Sql;
  /** Whether the viewer has a hand in a row that it sees, and so sees its history. Rows of a table without it have none. */
  readonly hasHand?: (row: Alias, viewer: Viewer) => Sql;
}

/** Facts that anybody may read: places, programmes, published figures. */
export const PUBLIC_FACT: Visibility = { policy: 'PUBLIC_FACT', predicate: () => sql`true` };

/** Facts that anybody may read, and how they came about whoever has a hand in them. */
export function publicFact(hasHand: NonNullable<Visibility['hasHand']>): Visibility {
  return { ...PUBLIC_FACT, hasHand: (row, viewer) => (seesAll(viewer) ? sql`true` : hasHand(row, viewer)) };
}

/** The programme office, auditors and administrators see everything but drafts. */
export function seesAll({ role }: Viewer): boolean {
  return role === 'PROGRAMME_OFFICE' || role === 'AUDITOR' || role === 'ADMINISTRATOR';
}

/** Rows that are only reached through a row whose own visibility was checked, and say nothing that it does not. */
export const PART_OF_ITS_OWNER: Visibility = { policy: 'PART_OF_ITS_OWNER', predicate: () => sql`true` };

/** What a table tells about its rows, so that one predicate decides for all of them. */
export interface Ownership {
  /** The rows that everybody sees. */
  readonly isPublic: (row: Alias) => Sql;
  /** The rows that only whoever recorded them sees: drafts. */
  readonly isDraft: (row: Alias) => Sql;
  /** The columns that name the partners a row belongs to. */
  readonly partnerColumns: readonly string[];
  /** Whether the partner has a hand in the row though no column of it says so. */
  readonly involves?: (row: Alias, viewer: Viewer) => Sql;
  /** The column that names the organisation which recorded the row; it sees it in every state. */
  readonly recordedForColumn?: string;
  /** Whether the row concerns a place within the given one, whose column of that level is named. */
  readonly concerns: (row: Alias, placeColumn: string, placeId: string) => Sql;
}

/** Who sees a row that a partner owns. */
export interface OwnedVisibility extends Visibility {
  /** Of what is not public about a row, those see more whose business it is, and not only open to everybody. */
  readonly hasHand: NonNullable<Visibility['hasHand']>;
}

/**
 * The guide's section 4.1 for everything that a partner owns: the public sees what is accepted, a partner its own, the
 * staff of a place what concerns the place, the programme office and the auditors all but drafts.
 */
export function partnerOwned({ isPublic, isDraft, partnerColumns, involves, recordedForColumn, concerns }: Ownership): OwnedVisibility {
  const belongsTo = (row: Alias, viewer: Viewer) =>
    anyOf([...partnerColumns.map((column) => isViewersPartner(row(column), viewer)), ...(involves ? [involves(row, viewer)] : [])]);
  /** Why the viewer sees a row that is not public; null for whom nobody knows. */
  const ways = (row: Alias, viewer: Viewer): readonly Sql[] | null => {
    const handedIn = sql`not ${isDraft(row)}`;
    const recorded = recordedForColumn === undefined ? sql`false` : isViewersOrganisation(row(recordedForColumn), viewer);
    switch (viewer.role) {
      case 'PARTNER':
        return viewer.partnerId === null ? [] : [recorded, sql`(${handedIn} and ${belongsTo(row, viewer)})`];
      case 'PLACE':
        return viewer.placeId === null || viewer.placeLevel === null
          ? []
          : [recorded, sql`(${handedIn} and ${concerns(row, levelColumn(viewer.placeLevel), viewer.placeId)})`];
      case 'PROGRAMME_OFFICE':
      case 'AUDITOR':
      case 'ADMINISTRATOR':
        return [handedIn];
      case 'PUBLIC':
        return [];
      default:
        return null;
    }
  };
  return {
    policy: 'PARTNER_OWNED',
    predicate: (row, viewer) => {
      const own = ways(row, viewer);
      if (own === null) return sql`false`;
      return own.length === 0 ? isPublic(row) : anyOf([isPublic(row), ...own]);
    },
    hasHand: (row, viewer) => anyOf(ways(row, viewer) ?? []),
  };
}

/**
 * The one row that this column leads to meets the condition. `offset 0` keeps the server from planning it a second time, for all the rows that
 * meet it at once: where such a row leads to another, and that to a third, each would be planned twice as often as the one before.
 */
export function leadsTo(table: string, column: Sql, condition: (led: Alias) => Sql, as = table): Sql {
  const led = alias(as);
  return sql`exists (select from ${name(table)} as ${name(as)} where ${led('id')} = ${column} and ${condition(led)} offset 0)`;
}

/** The column names the viewer's partner, or a record that was merged into it. */
export function isViewersPartner(column: Sql, { partnerId, mergedIds }: Viewer): Sql {
  if (partnerId === null || mergedIds.length === 0) return sql`${column} = ${partnerId}::bigint`;
  return isOneOf(column, [partnerId, ...mergedIds], 'bigint');
}

/** The column names the organisation that the viewer acts for, under any of its names. */
export function isViewersOrganisation(column: Sql, viewer: Viewer): Sql {
  const [own, ...merged] = organisationsOf(viewer);
  return merged.length === 0 ? sql`${column} = ${own}` : isOneOf(column, organisationsOf(viewer));
}

/** The column of a place that holds its ancestor at a level, or itself. */
export function levelColumn(level: PlaceLevel): string {
  return `${level.toLowerCase()}_id`;
}
