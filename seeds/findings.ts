import type { SqlRunner } from './bulk.js';

/** Where the demonstration's enterprises give, under the programme with most of them. */
const PROGRAMME = 'TEN_THOUSAND_ENTERPRISES';

/**
 * A sample with visits and findings in every state, all of them examples: drawn by the same function as any other, so that it can be drawn
 * again. What is in question changes no figure.
 */
export async function writeFindings(runner: SqlRunner): Promise<void> {
  await runner.execute("select set_config('xieshou.role', 'AUDITOR', true)");
  await runner.execute(
    `select draw_audit_sample('示例：万企帮万村抽查', 'Contribution', $1, null, null, null, null, 'NONE', 'xieshou-example-2020', 12, null, null, null, true, 100)`,
    [PROGRAMME],
  );
  await runner.execute("select set_config('xieshou.role', '', true)");
  await runner.execute(`
    insert into audit_visit (sample_id, visited_on, place_id, visitors, note, synthetic)
    select row.sample_id, date '2021-03-01' + (row.ordinal * 7), of_row.place_id, '示例：核查组', '示例：查看了台账、收据和实物。', true
    from audit_sample_row row cross join lateral audited_row(row.contribution_id, null) of_row
    where row.ordinal <= 4 and of_row.place_id is not null`);
  await runner.execute(`
    insert into finding (sample_id, contribution_id, visit_id, kind, severity, description, amount_fen, role, partner_id, place_id, status, sent_at, due_on,
      resolution, resolved_at, synthetic, recorded_at)
    select row.sample_id, row.contribution_id, (select min(id) from audit_visit where sample_id = row.sample_id), told.kind, told.severity, told.description,
      case when told.is_money then greatest(1, of_row.amount_fen / 10) end, told.role,
      case told.role when 'PARTNER' then of_row.partner_id end, case told.role when 'PLACE' then of_row.place_id end,
      told.status, case when told.status <> 'DRAFT' then timestamptz '2021-04-01 09:00+08' end, case when told.status <> 'DRAFT' then date '2021-05-01' end,
      case told.status when 'RESOLVED' then '示例：已补齐收据。' end, case told.status when 'RESOLVED' then timestamptz '2021-05-10 09:00+08' end,
      true, timestamptz '2021-03-31 09:00+08'
    from audit_sample_row row
    cross join lateral audited_row(row.contribution_id, null) of_row
    join (values
      (1, 'EVIDENCE_MISSING', 'MINOR', '示例：收据没有盖章。', false, 'PARTNER', 'RESOLVED'),
      (2, 'AMOUNT_DIFFERS', 'MAJOR', '示例：账上少十分之一。', true, 'PARTNER', 'OPEN'),
      (3, 'WRONG_PLACE', 'MAJOR', '示例：部分物资发到了邻村。', true, 'PLACE', 'ANSWERED'),
      (4, 'OTHER', 'MINOR', '示例：台账缺一页，尚待核对。', false, 'PARTNER', 'DRAFT')
    ) as told (ordinal, kind, severity, description, is_money, role, status) on told.ordinal = row.ordinal
    where told.role = 'PARTNER' or of_row.place_id is not null`);
  await runner.execute(`
    insert into finding_answer (finding_id, role, place_id, body, synthetic, recorded_at)
    select id, role, place_id, '示例：已与邻村核对，物资将在月内补齐。', true, timestamptz '2021-04-20 09:00+08'
    from finding where status = 'ANSWERED' and role = 'PLACE'`);
}
