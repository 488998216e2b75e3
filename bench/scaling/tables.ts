/**
 * Tables that are the same for all provinces: each node has a copy of them, which the centre writes. The rows of all others lie in one
 * province, that of the place that receives. docs/scaling.md says what follows for keys.
 */
export const SHARED_TABLES: readonly string[] = [
  'access_token',
  'account',
  'invitation',
  'membership',
  'partner',
  'partner_merge',
  'people_channel',
  'place',
  'poor_county',
  'programme',
  'programme_level',
  'published_figure',
  'reporting_period',
  'sector',
  'sign_in_attempt',
  'webhook',
];

/** What a write leaves behind beside the rows that a ledger is loaded with: who did what when, by which key, sealed and told. */
export const TRAIL_TABLES: readonly string[] = ['history_entry', 'history_head', 'history_seal', 'idempotency_key', 'moment', 'outbox'];
