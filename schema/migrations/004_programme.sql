create table programme (
  code text primary key,
  name_zh text not null,
  name_en text not null,
  description_zh text not null,
  description_en text not null
);

-- Which kinds of partner pair with which levels of place under a programme.
create table programme_level (
  programme text not null references programme,
  partner_kind text not null,
  place_level text not null,
  primary key (programme, partner_kind, place_level)
);

-- OECD DAC purpose codes, with the terms of county project libraries.
create table sector (
  code text primary key check (code ~ '^\d{5}$'),
  name_zh text not null,
  name_en text not null
);
