-- Accounts under the role that requests are served by. Their members, tokens and invitations are an organisation's own, so they have
-- policies as the ledger has. Whoever comes in is nobody yet, so what that takes is done by functions that run as the owner. No column
-- with a hash is granted to the role; the program is handed that of a password alone, of one sign-in name at a time, to compare.

-- Whether the viewer manages the organisation, and whether a row is that organisation's.
create function viewer_manages() returns boolean language sql stable parallel safe
return coalesce(current_setting('xieshou.manages', true), '') = 'true';

create function is_viewers_organisation(role text, partner_id bigint, place_id bigint) returns boolean language sql stable parallel safe
return viewer_organisation() = coalesce('partner:' || partner_id, 'place:' || place_id, lower(role));

create function viewer_is_administrator() returns boolean language sql stable parallel safe
return viewer_role() = 'ADMINISTRATOR';

-- Past the policies of membership, which is what these ask about.
create function viewer_manages_account(given_id bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from membership where account_id = given_id and is_viewers_organisation(role, partner_id, place_id));
end $$;

create function viewer_manages_membership(given_id bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from membership where id = given_id and is_viewers_organisation(role, partner_id, place_id));
end $$;

alter table account enable row level security;
create policy account_seen on account for select to xieshou_app using (
  id = (select viewer_account()) or (select viewer_is_administrator()) or (select viewer_manages()) and viewer_manages_account(id)
);
-- Whoever sees a row may lock it; to change it is for fewer.
create policy account_changed on account for update to xieshou_app using (true)
  with check (id = (select viewer_account()) or (select viewer_is_administrator()));

alter table membership enable row level security;
create policy membership_seen on membership for select to xieshou_app using (
  account_id = (select viewer_account()) or (select viewer_is_administrator())
  or (select viewer_manages()) and is_viewers_organisation(role, partner_id, place_id)
);
create policy membership_changed on membership for update to xieshou_app using (true) with check (
  (select viewer_is_administrator()) or (select viewer_manages()) and is_viewers_organisation(role, partner_id, place_id)
);

alter table access_token enable row level security;
create policy access_token_seen on access_token for select to xieshou_app using (
  account_id = (select viewer_account()) or (select viewer_is_administrator())
  or (select viewer_manages()) and viewer_manages_membership(membership_id)
);
create policy access_token_made on access_token for insert to xieshou_app
  with check (kind = 'SERVICE' and account_id = (select viewer_account()) and ((select viewer_manages()) or (select viewer_is_administrator())));
create policy access_token_changed on access_token for update to xieshou_app using (true) with check (
  account_id = (select viewer_account()) or (select viewer_is_administrator())
  or (select viewer_manages()) and viewer_manages_membership(membership_id)
);

alter table invitation enable row level security;
create policy invitation_seen on invitation for select to xieshou_app using (
  (select viewer_is_administrator()) or (select viewer_manages()) and is_viewers_organisation(role, partner_id, place_id)
);
create policy invitation_made on invitation for insert to xieshou_app with check (
  (select viewer_is_administrator()) or (select viewer_manages()) and is_viewers_organisation(role, partner_id, place_id)
);

alter table sign_in_attempt enable row level security;

grant select (id, name, sign_in_name, identity_issuer, deactivated_at, demonstration, created_at), update (password_hash, deactivated_at)
  on account to xieshou_app;
grant select, update (ended_at) on membership to xieshou_app;
grant select (id, kind, account_id, name, membership_id, scopes, issued_at, expires_at, last_used_at, revoked_at),
  insert (hash, kind, account_id, membership_id, name, scopes, expires_at), update (revoked_at) on access_token to xieshou_app;
grant select (id, name, role, partner_id, place_id, manages, invited_by, issued_at, expires_at, accepted_at, membership_id),
  insert (code_hash, name, role, partner_id, place_id, manages, invited_by, expires_at) on invitation to xieshou_app;

-- Coming in.

create type bearer as (
  token_id text, scopes text[], account_id text, account_name text, is_active boolean, demonstration boolean,
  membership_id text, role text, manages boolean, partner_id text, place_id text, level text
);

-- Whose tokens these are, with what each may act by now, the oldest first. In which order they were given says `nth`.
create function bearers_of_tokens(hashes bytea[]) returns table (nth bigint, bearer bearer) language plpgsql stable as $$
begin
  return query
  select asked.nth, row(token.id::text, token.scopes, account.id::text, account.name, true, account.demonstration,
    membership.id::text, membership.role, membership.manages, membership.partner_id::text, membership.place_id::text, place.level)::bearer
  from unnest(hashes) with ordinality as asked (hash, nth)
  join access_token token on token.hash = asked.hash
  join account on account.id = token.account_id and account.deactivated_at is null
  left join membership on membership.account_id = token.account_id and membership.ended_at is null
    and (token.membership_id is null or membership.id = token.membership_id)
  left join place on place.id = membership.place_id
  where token.expires_at > now() and token.revoked_at is null and (token.kind = 'SESSION' or membership.id is not null)
  order by membership.begun_at, membership.id;
end $$;

-- The same of whom an identity provider knows. Whoever is deactivated is given too, because it is not nobody.
create function bearers_of_identities(issuers text[], subjects text[]) returns table (nth bigint, bearer bearer) language plpgsql stable as $$
begin
  return query
  select asked.nth, row(null, null, account.id::text, account.name, account.deactivated_at is null, account.demonstration,
    membership.id::text, membership.role, membership.manages, membership.partner_id::text, membership.place_id::text, place.level)::bearer
  from unnest(issuers, subjects) with ordinality as asked (issuer, subject, nth)
  join account on account.identity_issuer = asked.issuer and account.identity_subject = asked.subject
  left join membership on membership.account_id = account.id and membership.ended_at is null
  left join place on place.id = membership.place_id
  order by membership.begun_at, membership.id;
end $$;

create function note_token_uses(ids bigint[]) returns void language sql as $$
  update access_token set last_used_at = now() where id = any (ids) and coalesce(last_used_at < now() - interval '1 minute', true);
$$;

-- The active account of a sign-in name and the hash of its password, for the program to compare; locked where it is to be changed.
create function entrance_of(of_name text, locks boolean) returns table (id text, password_hash text) language plpgsql as $$
begin
  if locks then perform 1 from account where sign_in_name = of_name for update; end if;
  return query select account.id::text, account.password_hash from account where sign_in_name = of_name and deactivated_at is null;
end $$;

create function account_of_identity(of_issuer text, of_subject text) returns text language sql stable as $$
  select id::text from account where identity_issuer = of_issuer and identity_subject = of_subject and deactivated_at is null;
$$;

create function begin_session(of_account bigint, with_hash bytea, hours integer) returns table (id text, expires_at timestamptz) language sql as $$
  insert into access_token (hash, account_id, expires_at) values (with_hash, of_account, now() + make_interval(hours => hours))
  returning access_token.id::text, access_token.expires_at;
$$;

create function forget_sign_in(attempt bigint) returns void language sql as $$
  delete from sign_in_attempt where id = attempt;
$$;

-- The invitation of a code, locked, and whether it is good: not used, not expired, and made by somebody who may still invite.
create function invitation_of_code(with_hash bytea)
returns table (id text, name text, role text, partner_id text, place_id text, manages boolean, is_good boolean, demonstration boolean)
language plpgsql as $$
begin
  return query
  select invitation.id::text, invitation.name, invitation.role, invitation.partner_id::text, invitation.place_id::text, invitation.manages,
    invitation.accepted_at is null and invitation.expires_at > now()
      and (invited_by is null or (inviting.ended_at is null and inviter.deactivated_at is null)),
    coalesce(inviter.demonstration, false)
  from invitation
  left join membership inviting on inviting.id = invited_by
  left join account inviter on inviter.id = inviting.account_id
  where code_hash = with_hash
  for update of invitation;
end $$;

create function sign_in_name_is_taken(of_name text) returns boolean language sql stable as $$
  select exists (select from account where sign_in_name = of_name);
$$;

create function new_account(of_name text, with_sign_in_name text, with_password_hash text, of_issuer text, of_subject text, in_demonstration boolean)
returns text language sql as $$
  insert into account (name, sign_in_name, password_hash, identity_issuer, identity_subject, demonstration)
  values (of_name, with_sign_in_name, with_password_hash, of_issuer, of_subject, in_demonstration) returning id::text;
$$;

-- Makes an account a member as the invitation of a code says. The code is asked for again: without it nobody becomes anything.
create function accept_invitation(with_hash bytea, of_account bigint) returns text language plpgsql as $$
declare
  joined bigint;
begin
  if not exists (select from invitation_of_code(with_hash) where is_good) then return null; end if;
  insert into membership (account_id, role, partner_id, place_id, manages)
  select of_account, role, partner_id, place_id, manages from invitation where code_hash = with_hash returning id into joined;
  update invitation set accepted_at = now(), membership_id = joined where code_hash = with_hash;
  return joined::text;
end $$;

call run_as_owner(array[
  'viewer_manages_account(bigint)', 'viewer_manages_membership(bigint)', 'bearers_of_tokens(bytea[])', 'bearers_of_identities(text[], text[])',
  'note_token_uses(bigint[])', 'entrance_of(text, boolean)', 'account_of_identity(text, text)', 'begin_session(bigint, bytea, integer)',
  'begin_sign_in(bytea, text, integer, integer, interval)', 'forget_sign_in(bigint)', 'invitation_of_code(bytea)', 'sign_in_name_is_taken(text)',
  'new_account(text, text, text, text, text, boolean)', 'accept_invitation(bytea, bigint)']::regprocedure[]);
