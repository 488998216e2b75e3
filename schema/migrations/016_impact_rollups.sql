-- Figures that are asked for all day, added up beforehand. Each table is append-only for whoever writes: a change of the
-- ledger appends what it adds and takes away, in its own transaction and to no row that another write touches. A fold joins
-- what was appended into one row for each key, so a figure is the sum over its key, folded or not, and never stale.
-- pending_id is 0 for the row that is folded.
create sequence impact_pending;

-- A partner with the partners above it, as far as what it gives counts for them: a chamber is not above its members.
alter table partner add column head_ids bigint[] not null default '{}';

-- Planned anew for each row: a plan made while the table was nearly empty would read all of it for each partner of a large load.
create function partner_heads() returns trigger language plpgsql set plan_cache_mode = force_custom_plan as $$
begin
  new.head_ids := array[new.id];
  if new.parent_id is not null then
    new.head_ids := array(select unnest(head_ids) from partner where id = new.parent_id and kind <> 'CHAMBER_OF_COMMERCE') || new.head_ids;
  end if;
  return new;
end $$;

create trigger partner_heads before insert or update of parent_id, kind on partner for each row execute function partner_heads();

with recursive head (partner_id, ids) as (
  select id, array[id] from partner where parent_id is null
  union all
  select child.id, case when parent.kind = 'CHAMBER_OF_COMMERCE' then array[child.id] else head.ids || child.id end
  from head join partner parent on parent.id = head.partner_id join partner child on child.parent_id = parent.id
)
update partner set head_ids = head.ids from head where partner.id = head.partner_id;

-- Cash, and how many contributions in kind (is_cash false), of a scope; apart by one more key where by_kind says so. A key takes
-- sums up to 9.2 * 10^18 fen, some nine hundred times what the country earns in a year; what would exceed that is refused.
-- Scopes: ALL; PLACE, down to the county, with everything within it. What is within a township or village, a project or a fund is
-- short enough to be added up when it is asked.
-- by_kind: '' for nothing more. Of ALL: COUNTY, PREFECTURE by their keys, SECTOR by its code, GIVERS by kind (by_code) and home
-- province. Of ALL and of each county (0 for none): PARTNER by who gave, and THROUGH by whom it was given through where that
-- one is not above the giver; a partner's own figure is that of its family and of what went through it. Of a province or
-- prefecture: COUNTY and PREFECTURE for what has none, because the counties in it are those of ALL.
create table impact_money (
  scope_kind text collate "C" not null,
  scope_id bigint not null,
  by_kind text collate "C" not null,
  is_cash boolean not null,
  by_id bigint not null,
  by_code text collate "C" not null,
  year smallint not null,
  flow_class text collate "C" not null,
  stage text collate "C" not null,
  programme text collate "C" not null,
  net_fen bigint not null,
  gross_fen bigint not null,
  rows bigint not null,
  pending_id bigint not null default nextval('impact_pending'),
  primary key (scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, pending_id)
);

create index impact_money_of_partner on impact_money (by_id, by_kind) where scope_kind = 'PLACE' and by_kind in ('PARTNER', 'THROUGH');
create index impact_money_pending on impact_money (pending_id) where pending_id <> 0;

-- Help in kind of a scope, by form, staff role ('' for none) and unit. Of ALL also by GIVERS.
create table impact_in_kind (
  scope_kind text collate "C" not null,
  scope_id bigint not null,
  by_kind text collate "C" not null,
  by_id bigint not null,
  by_code text collate "C" not null,
  programme text collate "C" not null,
  year smallint not null,
  flow_class text collate "C" not null,
  form text collate "C" not null,
  staff_role text collate "C" not null,
  unit text collate "C" not null,
  quantity numeric not null,
  lines bigint not null,
  valued_lines bigint not null,
  value_fen numeric not null,
  pending_id bigint not null default nextval('impact_pending'),
  primary key (scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, pending_id)
);

create index impact_in_kind_pending on impact_in_kind (pending_id) where pending_id <> 0;

-- What the contributions of a scope reach in a year. A thing is there while refs is above zero.
-- ALL: every partner, and by programme every partner and place, by PROVINCE every project (which lies in one), by GIVERS
-- counties. PLACE: projects of a prefecture, projects and partners of a county, and by COUNTY the partners of a province or
-- prefecture as far as they have no county in it. PARTNER, of those that give much: projects, partners, places, and by
-- FLOW_CLASS projects. Places are the smallest that were named; those reported for a set stand by SET under the place that
-- holds the set.
create table impact_reach (
  scope_kind text collate "C" not null,
  scope_id bigint not null,
  programme text collate "C" not null,
  by_kind text collate "C" not null,
  by_id bigint not null,
  by_code text collate "C" not null,
  thing text collate "C" not null,
  thing_id bigint not null,
  year smallint not null,
  refs bigint not null,
  pending_id bigint not null default nextval('impact_pending'),
  primary key (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, pending_id)
);

create index impact_reach_pending on impact_reach (scope_kind, scope_id, programme, by_kind) where pending_id <> 0;

-- How many things the folded rows of impact_reach have in a year, by the year before it in which they were there last (0 for
-- none). Each thing there in any of the years a to b is there in exactly one of them without having been since a, so
-- the different things of any span of years are the sum of things over year in a to b and previous_year below a.
create table impact_reach_count (
  scope_kind text collate "C" not null,
  scope_id bigint not null,
  programme text collate "C" not null,
  by_kind text collate "C" not null,
  by_id bigint not null,
  by_code text collate "C" not null,
  thing text collate "C" not null,
  year smallint not null,
  previous_year smallint not null,
  things bigint not null,
  primary key (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year)
);
