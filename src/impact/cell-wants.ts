import { below, fieldsOf, mergeSelections, type Selection } from '../reading/selection.js';
import type { CellWants, MoneyField } from './rollups/rolled-cells.js';

/** What a total is worked out from. */
const OF_TOTAL: readonly MoneyField[] = ['flowClass', 'stage', 'net', 'gross'];

/** What is selected of the cells of a breakdown. */
export function cellWants(breakdown: Selection): CellWants {
  const connection = fieldsOf(breakdown, 'ImpactCellConnection');
  const edges = fieldsOf(below(connection, 'edges'), 'ImpactCellEdge');
  const cells = fieldsOf(mergeSelections(below(connection, 'nodes'), below(edges, 'node')), 'ImpactCell');
  const selects = (field: string) => cells.some(({ name }) => name === field);
  const ofMoney = fieldsOf(below(cells, 'money'), 'ClassMoney').map(({ name }) => name as MoneyField);
  return {
    money: selects('money') || selects('total') ? new Set([...ofMoney, ...(selects('total') ? OF_TOTAL : [])]) : null,
    projects: selects('projects'),
    partners: selects('partners'),
    rows: selects('contributions'),
  };
}
