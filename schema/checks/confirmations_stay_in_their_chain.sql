-- A confirmation or a message is about a row of the chain of corrections that it names, and a row stands confirmed by one of its own chain.
select 'confirmation' as kind, said.id, said.contribution_id from confirmation said join contribution given on given.id = said.contribution_id
where given.original_id <> said.original_id
union all
select 'message', said.id, said.contribution_id from contribution_message said join contribution given on given.id = said.contribution_id
where given.original_id <> said.original_id
union all
select 'contribution', given.id, said.contribution_id from contribution given join confirmation said on said.id = given.confirmation_id
where given.original_id <> said.original_id or said.contribution_id > given.id
