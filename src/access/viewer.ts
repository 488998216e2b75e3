/** Whom an account acts for. The public is nobody signed in. */
export type Role = 'PUBLIC' | MemberRole;

/** What a membership is of. */
export type MemberRole = 'PARTNER' | 'PLACE' | 'PROGRAMME_OFFICE' | 'AUDITOR' | 'ADMINISTRATOR';

export type PlaceLevel = 'PROVINCE' | 'PREFECTURE' | 'COUNTY' | 'TOWNSHIP' | 'VILLAGE';

/** Somebody as an identity provider knows them. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | null;
}

/** How far a replica has to have come: the primary that said so, the transaction of the account's last write, and that of what anybody was told last. */
export interface ReadAfter {
  readonly primary: string;
  readonly writtenIn: string;
  readonly toldIn: string;
}

/** Who asks. Every read and write takes one; there is no default. A viewer acts by one membership of its account. */
export interface Viewer {
  /** Of the membership; PUBLIC also for an account without one at present, which sees and does what the public may, and what is its own. */
  readonly role: Role;
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly membershipId: string | null;
  /** Whether the membership may invite and end members of its organisation, and make tokens for its machines. */
  readonly manages: boolean;
  /** The partner that the account writes for. */
  readonly partnerId: string | null;
  /** The records that were merged into that partner: what was recorded for one of them is its own. */
  readonly mergedIds: readonly string[];
  /** The place whose staff the account is, and its level. */
  readonly placeId: string | null;
  readonly placeLevel: PlaceLevel | null;
  /** Whether the account is one of the demonstration's: whatever it writes is an example and is marked as one. */
  readonly demonstration: boolean;
  /** The session or service token that the request came with. */
  readonly tokenId: string | null;
  /** What a service token is narrowed to; null for a person. */
  readonly scopes: readonly string[] | null;
  /** Who an identity provider says it is; null without one. Who has no account yet may make one with an invitation. */
  readonly identity: Identity | null;
  /** What a replica has to have before it answers this viewer; left out where there is none. */
  readonly readAfter?: ReadAfter | undefined;
  /** The instant that the viewer looks back to; left out for the present. Who the viewer is, and whose business what is, are as they are now. */
  readonly asOf?: Date;
}

export const PUBLIC_VIEWER: Viewer = {
  role: 'PUBLIC',
  accountId: null,
  accountName: null,
  membershipId: null,
  manages: false,
  partnerId: null,
  mergedIds: [],
  placeId: null,
  placeLevel: null,
  demonstration: false,
  tokenId: null,
  scopes: null,
  identity: null,
};

/** The organisation a viewer acts for, as one text: the owner of idempotency keys and the actor in the history. */
export function organisationOf(viewer: Viewer): string {
  if (viewer.partnerId !== null) return `partner:${viewer.partnerId}`;
  if (viewer.placeId !== null) return `place:${viewer.placeId}`;
  return viewer.role.toLowerCase();
}

/** Whose the keys of the viewer's writes are: its organisation's, or its own where it acts for none. */
export function keyHolderOf(viewer: Viewer): string {
  return viewer.role === 'PUBLIC' && viewer.accountId !== null ? `account:${viewer.accountId}` : organisationOf(viewer);
}

/** All the names under which the viewer's organisation has recorded: its own, and those of the records that were merged into it. */
export function organisationsOf(viewer: Viewer): readonly string[] {
  return [organisationOf(viewer), ...viewer.mergedIds.map((id) => `partner:${id}`)];
}
