import { AppError } from '../shared/errors/app-error.js';
import { decodeId } from '../shared/id.js';
import type { MemberRole, PlaceLevel } from './viewer.js';

/** The header by which somebody with several memberships says which one the request is for. */
export const ACTING_FOR = 'xieshou-acting-for';

/** A membership that has not ended. */
export interface CurrentMembership {
  readonly id: string;
  readonly role: MemberRole;
  readonly manages: boolean;
  readonly partnerId: string | null;
  readonly mergedIds: readonly string[];
  readonly placeId: string | null;
  readonly placeLevel: PlaceLevel | null;
}

/** The membership that a request is for: the one that is named by its id or its partner's or place's, or the oldest of all. */
export function chosenMembership(memberships: readonly CurrentMembership[], named: string | undefined): CurrentMembership | null {
  if (named === undefined) return memberships[0] ?? null;
  const id = decodeId(named.trim());
  const chosen = id && memberships.find((membership) => keysIn(membership, id.type).includes(id.key));
  if (chosen) return chosen;
  throw new AppError(
    'FORBIDDEN',
    {
      zh: '请求头 Xieshou-Acting-For 所指的不是您现有的成员身份：应为成员身份、帮扶方或行政区的 id。',
      en: 'The header Xieshou-Acting-For names no membership of yours that has not ended; it takes the id of a membership, a partner or a place.',
    },
    { reason: 'NO_SUCH_MEMBERSHIP' },
  );
}

function keysIn({ id, partnerId, mergedIds, placeId }: CurrentMembership, type: string): readonly (string | null)[] {
  switch (type) {
    case 'Membership':
      return [id];
    case 'Partner':
      return [partnerId, ...mergedIds];
    case 'Place':
      return [placeId];
    default:
      return [];
  }
}
