/** The database's own guards out of the way, until the transaction is rolled back: triggers, foreign keys, constraints. */
export const WITHOUT_GUARDS = `
  set local session_replication_role = replica;
  drop index contribution_corrects;
  do $$
  declare guard record;
  begin
    for guard in select conrelid::regclass as of_table, conname from pg_constraint
                 where contype in ('c', 'x') and connamespace = 'public'::regnamespace and conrelid <> 0 loop
      execute format('alter table %s drop constraint %I', guard.of_table, guard.conname);
    end loop;
  end $$`;

/** For each invariant a way to break it, as SQL on the books of books.ts. */
export const PLANTS: Readonly<Record<string, string>> = {
  accepted_needs_approved_project: `update project set status = 'PROPOSED' where name_zh = '道路'`,
  accepted_onward_within_accepted_parent: `update contribution set state = 'SUBMITTED' where note = '入池二'`,
  accepted_rows_were_confirmed: `update contribution set confirmation_id = null where note = '入池二'`,
  agreements_are_signed: `delete from agreement_signature where side = 'PLACE'`,
  amounts_in_range: `update contribution set amount_fen = 0 where note = '三地'`,
  closed_periods_stand: `update contribution set note = note, amount_fen = amount_fen + 1 where note = '关账后更正'`,
  confirmations_stay_in_their_chain: `update contribution_message set original_id = (select min(id) from contribution)`,
  contribution_within_pairing: `update contribution set occurred_on = '1999-01-01' where note = '三地'`,
  corrections_stay_in_their_chain: `update contribution set partner_id = (select max(id) from partner) where note = '更正后'`,
  evidence_is_what_was_bound: `update evidence_file set sha256 = sha256('another')`,
  findings_wait_for_answers: `insert into waiting_item (kind, subject_type, subject_id, role, due_on) values ('ANSWER_FINDING', 'Finding', 1, 'PLACE', '2020-01-01')`,
  fund_balances: `update fund set accepted_balance_fen = accepted_balance_fen + 1 where name_zh = '上海帮扶资金池'`,
  fund_balances_not_negative: `update fund set live_balance_fen = -1`,
  given_through_parent: `update contribution set through_id = (select id from partner where name_zh = '广东省') where note = '经由'`,
  history_chain: `insert into history_seal (position, entry_id, hash) values (2, 999999, sha256('x'))`,
  history_has_rows: `update history_entry set subject_id = 999999 where action = 'openFund'`,
  idempotency_keys_have_rows: `update idempotency_key set subject_id = 999999 where key = (select min(key) from idempotency_key)`,
  in_kind_has_lines: `delete from contribution_line`,
  line_values: `update contribution_line set value_fen = value_fen + 1`,
  matches_are_within_offers: `with offer as (
      insert into matching_offer (partner_id, project_id, per_yuan, cap_fen, starts_on)
      select partner_id, project_id, 1, 1, '2020-01-01' from contribution where note = '三地' returning id)
    insert into contribution_match
    select (select id from contribution where note = '三地'), (select id from contribution where note = '入池'), id from offer`,
  merged_partners: `update partner set merged_into_id = (select id from partner where name_zh = '试验商会') where name_zh = '商会会员公司'`,
  nobody_confirms_alone: `update confirmation set role = 'PARTNER', partner_id = (select partner_id from contribution where note = '入池二'), place_id = null`,
  one_correction_at_a_time: `update contribution set corrects_id = (select corrects_id from contribution where note = '更正后'), correction_reason = '', original_id = 0 where note = '三地'`,
  one_row_counts: `update contribution set live = true where note = '更正前'`,
  only_handed_in_rows_count: `update contribution set live = true where note = '草稿'`,
  onward_agrees_with_source: `update contribution set flow_class = 'LOAN' where note = '转出'`,
  onward_ancestors: `update contribution set ancestor_ids = array[1, 2, 3] where note = '转出'`,
  onward_leaves_parents_fund: `update contribution set from_fund_id = 999 where note = '转出'`,
  onward_within_parent: `update contribution set amount_fen = 1000000 where note = '转出'`,
  outbox_has_every_sealed_entry: `update outbox_cursor set position = position + 1`,
  pairing_levels: `delete from programme_level where programme = 'TEN_THOUSAND_ENTERPRISES'`,
  pairing_of_project: `delete from project_pairing`,
  pairings_do_not_overlap: `insert into pairing (programme, partner_id, place_id, started_on) select programme, partner_id, place_id, started_on from pairing where started_on = '2012-01-01'`,
  part_amounts_follow_both_shares: `update contribution_part set amount_fen = amount_fen + case ordinal when 0 then 500 when 1 then -500 else 0 end
    where contribution_id = (select id from contribution where note = '两地两用')`,
  partner_credit_codes: `update partner set credit_code = left(credit_code, 17) || 'X' where name_zh = '试验商会'`,
  partner_parents_have_no_cycle: `update partner set parent_id = (select id from partner where name_zh = '商会会员公司') where name_zh = '试验商会'`,
  parts_cover_places_and_sectors: `delete from contribution_part where ordinal = 3`,
  parts_follow_shares: `update contribution_part set amount_fen = amount_fen + case ordinal when 0 then -1 when 2 then 1 else 0 end
    where contribution_id = (select id from contribution where note = '三地')`,
  parts_sum_to_amount: `update contribution_part set amount_fen = amount_fen + 1 where contribution_id = (select id from contribution where note = '三地') and ordinal = 0`,
  period_versions_were_agreed: `update correction_request set answered_for = asked_for where used_at is not null`,
  place_lineage: `update place set prefecture_id = 1 where code = '533323'`,
  place_parents_are_above: `update place set parent_id = (select id from place where code = '533325') where code = '533323'`,
  programmes_agree: `update contribution set programme = 'FIXED_POINT' where note = '三地'`,
  projects_are_accepted_by_two: `update project set status = 'ACCEPTED' where name_zh = '道路'`,
  projects_are_held_up: `update project set status = 'APPROVED' where name_zh = '停工'`,
  projects_lie_at_their_common_place: `update project set place_id = (select id from place where code = '533323') where name_zh = '三县项目'`,
  reports_are_owed: `update report set is_owed = false where state = 'OWED'`,
  reports_climb: `update report_review set accepted_at = now() where step = 4`,
  requests_wait_for_answers: `delete from waiting_item where kind = 'AGREE_CORRECTION'`,
  rollups_equal_ledger: `update impact_money set net_fen = net_fen + 1 where by_kind = 'COUNTY'`,
  rows_have_history: `delete from history_entry where subject_type = 'Project'`,
  rows_that_count_no_more: `update contribution set live = false where note = '三地'`,
  samples_can_be_drawn_again: `insert into audit_sample (title, subject, strata, seed, size, frame_ids, frame_strata, frame_sha256)
    values ('x', 'Contribution', 'NONE', '12345678', 1, '{1,2}', '{0,0}', sha256('x'))`,
  sets_count_at_their_common_place: `update contribution_part set place_id = (select id from place where code = '53')
    where contribution_id = (select id from contribution where note = '整体')`,
  sets_have_members: `delete from contribution_set_place`,
  shares_sum_to_whole: `update contribution_part set place_parts = 2, place_whole = 3 where contribution_id = (select id from contribution where note = '两地两用')`,
  states_follow_figures: `update confirmation set amount_fen = amount_fen + 1 where amount_fen is not null`,
  synthetic_marks: `update partner set name_zh = '示例' where name_zh = '试验商会'`,
  waiting_follows_states: `delete from waiting_item where role = 'PLACE'`,
};
