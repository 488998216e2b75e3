import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';

/** Says in the log which replicas are read from, whenever that changes. */
export function reportReplicas(app: FastifyInstance, { pool: { replicas } }: Database): void {
  if (!replicas) return;
  replicas.onChange = (replica, isUsable, failure) => {
    if (isUsable) app.log.info({ replica }, 'a replica is read from');
    else
      app.log.warn(
        { replica, err: failure ?? undefined },
        'a replica is away, too far behind or none of this database, and is left out until it has caught up',
      );
  };
}
