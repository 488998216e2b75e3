import { below, fieldsOf, mergeSelections, type Selection } from '../reading/selection.js';
import type { CellWants } from './rollups/rolled-cells.js';

/** What is selected of the cells of a breakdown beside their money. */
export function cellWants(breakdown: Selection): CellWants {
  const connection = fieldsOf(breakdown, 'ImpactCellConnection');
  const edges = fieldsOf(below(connection, 'edges'), 'ImpactCellEdge');
  const cells = fieldsOf(mergeSelections(below(connection, 'nodes'), below(edges, 'node')), 'ImpactCell');
  const selects = (field: string) => cells.some(({ name }) => name === field);
  return { projects: selects('projects'), partners: selects('partners'), rows: selects('contributions') };
}
