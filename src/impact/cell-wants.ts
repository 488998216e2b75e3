import type { GraphQLResolveInfo } from 'graphql';
import { below, fieldsOf, mergeSelections, selectionOf } from '../reading/selection.js';
import type { CellWants } from './rollups/rolled-cells.js';

/** What a request selects of the cells of a breakdown beside their money. */
export function cellWants(info: GraphQLResolveInfo): CellWants {
  const connection = fieldsOf(selectionOf(info), 'ImpactCellConnection');
  const edges = fieldsOf(below(connection, 'edges'), 'ImpactCellEdge');
  const cells = fieldsOf(mergeSelections(below(connection, 'nodes'), below(edges, 'node')), 'ImpactCell');
  const selects = (field: string) => cells.some(({ name }) => name === field);
  return { projects: selects('projects'), partners: selects('partners'), rows: selects('contributions') };
}
