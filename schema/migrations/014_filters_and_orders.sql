-- Every filter and every order of a list stands on an index, so that a page costs the same however long the list is.
create index place_province on place (province_id);
create index place_name on place (name_zh, id);
create index place_real on place (id) where not synthetic;

create index partner_real on partner (id) where not synthetic;

create index pairing_during on pairing using gist (during);
create index pairing_real on pairing (id) where not synthetic;

create index project_real on project (id) where not synthetic;

-- Few values, each with rows in the order that they were recorded: the newest of a class are found without the others.
create index contribution_class on contribution (flow_class, id);
create index contribution_stage on contribution (stage, id);
create index contribution_form on contribution (form, id);
create index contribution_state on contribution (state, id);
drop index contribution_waiting;
create index contribution_not_live on contribution (id) where not live;
create index contribution_real on contribution (id) where not synthetic;

create index contribution_part_sector on contribution_part (sector_code);
