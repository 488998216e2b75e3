/** Whom an account acts for. The public is nobody signed in. */
export type Role = 'PUBLIC' | 'PARTNER' | 'PLACE' | 'PROGRAMME_OFFICE' | 'AUDITOR' | 'ADMINISTRATOR';

export type PlaceLevel = 'PROVINCE' | 'PREFECTURE' | 'COUNTY' | 'TOWNSHIP' | 'VILLAGE';

/** Who asks. Every read and write takes one; there is no default. */
export interface Viewer {
  readonly role: Role;
  readonly accountId: string | null;
  readonly accountName: string | null;
  /** The partner that the account writes for. */
  readonly partnerId: string | null;
  /** The place whose staff the account is, and its level. */
  readonly placeId: string | null;
  readonly placeLevel: PlaceLevel | null;
  /** Whether the account is one of the demonstration's: whatever it writes is an example and is marked as one. */
  readonly demonstration: boolean;
}

export const PUBLIC_VIEWER: Viewer = {
  role: 'PUBLIC',
  accountId: null,
  accountName: null,
  partnerId: null,
  placeId: null,
  placeLevel: null,
  demonstration: false,
};

/** The organisation a viewer acts for, as one text: the owner of idempotency keys and the actor in the history. */
export function organisationOf(viewer: Viewer): string {
  if (viewer.partnerId !== null) return `partner:${viewer.partnerId}`;
  if (viewer.placeId !== null) return `place:${viewer.placeId}`;
  return viewer.role.toLowerCase();
}
