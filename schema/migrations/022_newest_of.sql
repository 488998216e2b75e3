-- A list is newest first unless it is asked otherwise: the first page of a project, a fund or a pairing reads its own rows and no more.
-- A project's contributions are few, so another order sorts them; a fund's and a pairing's may be many, so both orders keep an index.
drop index contribution_project;
create index contribution_project on contribution (project_id, id);
create index contribution_fund_newest on contribution (fund_id, id) where fund_id is not null;
create index contribution_pairing_newest on contribution (pairing_id, id) where pairing_id is not null;
