import { notFound } from '../shared/errors/app-error.js';
import { declareLookUp } from '../shared/errors/database-error.js';
import { decodeId } from '../shared/id.js';
import { type Sql, sql } from '../shared/sql.js';

declareLookUp('place', { zh: '行政区', en: 'place' });
declareLookUp('partner', { zh: '帮扶方', en: 'partner' });

/** A place as clients name it: by its id, or by its statistical code. An unknown one is NOT_FOUND when the statement runs. */
export function placeReference(value: string): Sql {
  return sql`place_id(${referenceText('Place', value)})`;
}

/** A partner as clients name it: by its id, or by its credit code. An unknown one is NOT_FOUND when the statement runs. */
export function partnerReference(value: string): Sql {
  return sql`partner_id(${referenceText('Partner', value)})`;
}

/** The record of a partner that clients name, also where another stands for it since. */
export function partnerRecord(value: string): Sql {
  return sql`partner_record(${referenceText('Partner', value)})`;
}

/** The form that the database's own look-up takes: '#' and the key of an id, or the natural key as it is, which never begins with '#'. */
function referenceText(type: string, value: string): string {
  const id = decodeId(value);
  if (id?.type === type && KEY.test(id.key)) return `#${id.key}`;
  return value.startsWith('#') ? ` ${value}` : value;
}

const KEY = /^\d{1,18}$/;

const KINDS = {
  ReportingPeriod: { zh: '报告期', en: 'reporting period' },
  Report: { zh: '报表', en: 'report' },
  Pairing: { zh: '结对', en: 'pairing' },
  Fund: { zh: '资金池', en: 'fund' },
  Project: { zh: '项目', en: 'project' },
  ProjectObjection: { zh: '异议', en: 'objection' },
  Agreement: { zh: '协议', en: 'agreement' },
  AgreementAmendment: { zh: '协议修订', en: 'amendment' },
  Contribution: { zh: '投入', en: 'contribution' },
  CorrectionRequest: { zh: '更正申请', en: 'request for a correction' },
  MatchingOffer: { zh: '配套承诺', en: 'offer to match' },
  AuditSample: { zh: '抽样', en: 'sample' },
  AuditVisit: { zh: '核查', en: 'visit' },
  Finding: { zh: '核查问题', en: 'finding' },
  Account: { zh: '账号', en: 'account' },
  Membership: { zh: '成员身份', en: 'membership' },
  Evidence: { zh: '佐证', en: 'evidence' },
  EvidenceFile: { zh: '佐证文件', en: 'evidence file' },
  AccessToken: { zh: '令牌', en: 'token' },
  Webhook: { zh: '回调', en: 'webhook' },
  WebhookDelivery: { zh: '回调消息', en: 'delivery' },
} as const;

/** The key inside an id of the given type. Throws NOT_FOUND for an id of anything else. */
export function keyOf(type: keyof typeof KINDS, id: string): string {
  const decoded = decodeId(id);
  if (decoded?.type !== type || !KEY.test(decoded.key)) throw notFound(KINDS[type], id);
  return decoded.key;
}

export function missing(type: keyof typeof KINDS, id: string): Error {
  return notFound(KINDS[type], id);
}
