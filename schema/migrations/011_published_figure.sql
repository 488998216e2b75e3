-- Totals that somebody published. They are shown beside the ledger and are never part of it.
create table published_figure (
  code text primary key,
  name_zh text not null,
  name_en text not null,
  value numeric not null,
  unit text not null,
  period text not null,
  from_year smallint,
  to_year smallint,
  scope_zh text not null,
  note_zh text,
  source text not null,
  -- which figure of the ledger answers it; no measure where the ledger holds no such thing
  measure text check (measure in ('MONEY', 'PROJECTS', 'PARTNERS', 'PLACES', 'PEOPLE', 'IN_KIND')),
  programme text references programme,
  flow_class text,
  partner_kind text,
  partner_home_id bigint references place,
  place_level text,
  staff_role text,
  people_channel text references people_channel,
  -- the value in the measure's base unit: fen for money, people, things counted
  exact_value bigint,
  at_least boolean not null default false,
  check ((measure is null) = (exact_value is null))
);
