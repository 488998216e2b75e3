import { leadsTo, type Visibility } from '../access/visibility.js';
import { isOfOrganisation } from '../account/account.reading.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { NEWEST_FIRST } from '../reading/statement.js';
import { sql } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { Webhook, WebhookAttempt, WebhookDelivery } from './webhook.entity.js';

/** The managers of an organisation see its webhooks, and administrators those of all. */
export const MANAGED_WEBHOOK: Visibility = {
  policy: 'MANAGED_WEBHOOK',
  isPersonal: true,
  hasHand: () => sql`true`,
  predicate: (row, viewer) => {
    if (viewer.role === 'ADMINISTRATOR') return sql`true`;
    return viewer.manages ? isOfOrganisation(row, viewer) : sql`false`;
  },
};

const WITH_ITS_WEBHOOK: Visibility = {
  policy: 'WITH_ITS_WEBHOOK',
  isPersonal: true,
  predicate: (row, viewer) => leadsTo('webhook', row('webhook_id'), (webhook) => MANAGED_WEBHOOK.predicate(webhook, viewer)),
};

const WITH_ITS_DELIVERY: Visibility = {
  policy: 'WITH_ITS_DELIVERY',
  isPersonal: true,
  predicate: (row, viewer) => leadsTo('webhook_delivery', row('delivery_id'), (delivery) => WITH_ITS_WEBHOOK.predicate(delivery, viewer)),
};

declareShape(Webhook, {
  table: 'webhook',
  visibility: MANAGED_WEBHOOK,
  columns: { kinds: (row) => row('kinds') },
  connections: { deliveries: { to: () => shapeOf(WebhookDelivery), on: (parent, row) => sql`${row('webhook_id')} = ${parent('id')}` } },
  orders: { NEWEST: NEWEST_FIRST },
  filters: { states: (row, states: string[]) => sql`${row('state')} = any(${sql.val(states)}::text[])` },
});

declareShape(WebhookDelivery, {
  table: 'webhook_delivery',
  visibility: WITH_ITS_WEBHOOK,
  one: { webhook: { to: () => shapeOf(Webhook), on: (row, parent) => sql`${parent('id')} = ${row('webhook_id')}` } },
  lists: {
    attempts: {
      to: () => shapeOf(WebhookAttempt),
      on: (parent, row) => sql`${row('delivery_id')} = ${parent('id')}`,
      order: (row) => row('id'),
    },
  },
  orders: { NEWEST: NEWEST_FIRST },
  filters: { states: (row, states: string[]) => sql`${row('state')} = any(${sql.val(states)}::text[])` },
});

declareShape(WebhookAttempt, { table: 'webhook_attempt', visibility: WITH_ITS_DELIVERY });

extendShape(WaitingItem, {
  one: {
    webhook: {
      to: () => shapeOf(Webhook),
      on: (item, row) => sql`${item('subject_type')} = 'Webhook' and ${row('id')} = ${item('subject_id')}`,
    },
  },
});
