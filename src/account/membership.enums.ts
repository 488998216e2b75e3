import { registerEnumType } from 'type-graphql';
import { READ, SCOPES } from '../access/permissions.js';

export enum MembershipRole {
  PARTNER = 'PARTNER',
  PLACE = 'PLACE',
  PROGRAMME_OFFICE = 'PROGRAMME_OFFICE',
  AUDITOR = 'AUDITOR',
  ADMINISTRATOR = 'ADMINISTRATOR',
}

registerEnumType(MembershipRole, {
  name: 'MembershipRole',
  description: 'What a member acts as.',
  valuesConfig: {
    PARTNER: { description: 'Staff of a partner.' },
    PLACE: { description: 'Staff of a village, township, county, prefecture or province.' },
    PROGRAMME_OFFICE: { description: 'The office that runs the programmes.' },
    AUDITOR: { description: 'Reads all that was handed in and writes nothing of the ledger.' },
    ADMINISTRATOR: { description: 'Runs the system, and manages every organisation.' },
  },
});

export enum TokenKind {
  SESSION = 'SESSION',
  SERVICE = 'SERVICE',
}

registerEnumType(TokenKind, {
  name: 'TokenKind',
  description: 'Whom a token is for.',
  valuesConfig: {
    SESSION: { description: 'A person who signed in: acts by any membership of the account.' },
    SERVICE: { description: 'A machine: acts by one membership, within its scopes.' },
  },
});

/** One value for each of `SCOPES`. */
export const TokenScope = Object.fromEntries(SCOPES.map((scope) => [scope, scope]));

registerEnumType(TokenScope, {
  name: 'TokenScope',
  description: 'What a service token may do.',
  valuesConfig: Object.fromEntries(
    SCOPES.map((scope) => [scope, { description: scope === READ ? 'Read what the membership sees.' : `Call \`${scope}\`.` }]),
  ),
});
