import type { Viewer } from '../../access/viewer.js';
import type { Sql } from '../../shared/sql.js';
import type { Scope } from '../scope.js';
import type { AnchorKey } from '../scope-conditions.js';

/** One part of the answer, as a subselect that gives JSON. */
export type Facet = (scope: Scope, anchorKey: AnchorKey, viewer: Viewer) => Sql;
