-- The intake: the one way in for sign-ups of several accounts in one transaction.
-- Owned by a role that may do nothing else. The account follows from the credential, never from the caller.
--
-- Arrays are columns: element n of each belongs to item n, and an array that would hold nothing but nulls may be null
-- itself. `states` null means accepted. Consents name their item by its place. Within one call no id of an account may
-- stand twice, nor a number of a device; the caller sees to it.
--
-- Answers one row per item, {ordinal, verdict, state, reason, received_at}, verdict being 'new', 'repeated' (the same
-- digest is stored: state, reason and time are the first ones) or 'contradicting' (another digest is stored); an item of
-- an unknown credential has no row. When every item was new and none has a number, the answer is a single row with
-- ordinal 0, which spares the hottest path one join and one row per item.
create function app.capture_signups(
  credential_ids uuid[], ids uuid[], numbers integer[], states text[], reasons text[], digests bytea[],
  form_version_ids uuid[], languages text[], staff_ids uuid[], tests boolean[],
  first_names text[], last_names text[], emails text[], phones text[], answers text[], customer_keys text[],
  offer_codes text[], durations integer[], captured_ats timestamptz[], bodies text[],
  consent_ordinals integer[], consent_text_ids uuid[], consents_given boolean[]
) returns table (ordinal integer, verdict text, state text, reason text, received_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp
-- Planned once, perhaps while the tables are empty, and still right with a hundred million rows: each look-up below is
-- a subquery of its own (`limit 1` keeps it one), so that it can only become a walk down one index.
set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  stored integer;
  all_new boolean;
begin
  -- One statement after the other, not one with many parts: each sees what was committed meanwhile, so a race with
  -- another process for the same id is decided here; and none of them joins the batch with itself.
  insert into app.signups (account_id, id, credential_id, number, state, reason, digest, store_id, form_version_id,
    language, staff_id, test, first_name, last_name, email, phone, answers, customer_key, offer_code, duration_ms, captured_at)
  select c.account_id, i.id, c.id, i.number, coalesce(i.state, 'accepted'),
    -- Two sign-ups under one number: somebody copied the tablet. Taken all the same, and said.
    coalesce(i.reason, case when i.number is not null and (
      select true from app.signups o where o.account_id = c.account_id and o.credential_id = c.id and o.number = i.number and o.id <> i.id limit 1
    ) then 'Another sign-up of this tablet has the same number: somebody may have copied the tablet' end),
    i.digest, c.store_id, i.form_version_id, i.language, i.staff_id, coalesce(i.test, false), i.first_name, i.last_name,
    i.email, i.phone, coalesce(i.answers, '{}'), i.customer_key, i.offer_code, i.duration_ms, i.captured_at
  from unnest(credential_ids, ids, numbers, states, reasons, digests, form_version_ids, languages, staff_ids, tests,
              first_names, last_names, emails, phones, answers, customer_keys, offer_codes, durations, captured_ats)
       as i(credential_id, id, number, state, reason, digest, form_version_id, language, staff_id, test,
            first_name, last_name, email, phone, answers, customer_key, offer_code, duration_ms, captured_at)
  cross join lateral (select * from directory.credentials c where c.id = i.credential_id limit 1) c
  on conflict (account_id, id) do nothing;
  get diagnostics stored = row_count;
  all_new := stored = cardinality(ids);

  if consent_ordinals is not null and stored > 0 then
    insert into app.consents (account_id, signup_id, consent_text_id, given, text_hash, language, captured_at, credential_id, staff_id)
    select c.account_id, ids[k.ordinal], t.id, k.given, t.text_hash, t.language, captured_ats[k.ordinal], c.id, staff_ids[k.ordinal]
    from unnest(consent_ordinals, consent_text_ids, consents_given) as k(ordinal, text_id, given)
    cross join lateral (select * from directory.credentials c where c.id = credential_ids[k.ordinal] limit 1) c
    cross join lateral (select * from app.consent_texts t where t.account_id = c.account_id and t.id = k.text_id limit 1) t
    where all_new or (
      select s.tx = pg_current_xact_id() from app.signups s where s.account_id = c.account_id and s.id = ids[k.ordinal])
    on conflict do nothing;
  end if;

  if stored > 0 then
    insert into app.deliveries (account_id, connection_id, signup_id, customer_key)
    select c.account_id, n.id, i.id, i.customer_key
    from unnest(credential_ids, ids, states, customer_keys) as i(credential_id, id, state, customer_key)
    cross join lateral (select * from directory.credentials c where c.id = i.credential_id limit 1) c
    cross join lateral (select n.id from app.connections n where n.account_id = c.account_id and n.deleted_at is null offset 0) n
    where coalesce(i.state, 'accepted') = 'accepted' and (all_new or (
      select s.tx = pg_current_xact_id() from app.signups s where s.account_id = c.account_id and s.id = i.id));

    insert into app.usage_records (account_id, meter, quantity)
    select c.account_id, 'signups', count(*)
    from unnest(credential_ids, ids, states, tests) as i(credential_id, id, state, test)
    cross join lateral (select * from directory.credentials c where c.id = i.credential_id limit 1) c
    where coalesce(i.state, 'accepted') = 'accepted' and i.test is not true and (all_new or (
      select s.tx = pg_current_xact_id() from app.signups s where s.account_id = c.account_id and s.id = i.id))
    group by c.account_id;
  end if;

  -- What could not be taken as it is stays as it came.
  if bodies is not null then
    insert into app.quarantine (account_id, signup_id, digest, credential_id, reason, body)
    select c.account_id, i.id, i.digest, c.id, coalesce(i.reason, ''), i.body
    from unnest(credential_ids, ids, states, reasons, digests, bodies) as i(credential_id, id, state, reason, digest, body)
    cross join lateral (select * from directory.credentials c where c.id = i.credential_id limit 1) c
    where i.state = 'quarantined' and i.body is not null
    on conflict do nothing;
  end if;

  if all_new and numbers is null then
    ordinal := 0;
    verdict := 'new';
    received_at := now();
    return next;
    return;
  end if;
  return query
  select i.ordinality::integer,
    case when s.tx = pg_current_xact_id() then 'new' when s.digest = i.digest then 'repeated' else 'contradicting' end,
    s.state, s.reason, s.received_at
  from unnest(credential_ids, ids, digests) with ordinality as i(credential_id, id, digest, ordinality)
  cross join lateral (select * from directory.credentials c where c.id = i.credential_id limit 1) c
  cross join lateral (select * from app.signups s where s.account_id = c.account_id and s.id = i.id limit 1) s;
end $$;

-- A contradiction under a known id is refused, and kept for a person to look at. Once, however often it is sent.
create function app.keep_contradiction(credential_id uuid, signup_id uuid, digest bytea, reason text, body text) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into app.quarantine (account_id, signup_id, digest, credential_id, reason, body)
  select c.account_id, keep_contradiction.signup_id, keep_contradiction.digest, c.id, keep_contradiction.reason, keep_contradiction.body
  from directory.credentials c where c.id = keep_contradiction.credential_id
  on conflict do nothing;
end;

-- Marks proofs as used and answers those that were not used before; now and then sweeps out those that expired.
create function directory.use_proofs(proofs text[], expires_at timestamptz) returns setof text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if random() < 0.01 then
    delete from directory.used_proofs u
    where u.jti in (select old.jti from directory.used_proofs old where old.expires_at < now() limit 10000 for update skip locked);
  end if;
  return query insert into directory.used_proofs as u (jti, expires_at)
    select p, use_proofs.expires_at from unnest(proofs) p on conflict do nothing returning u.jti;
end $$;

grant create on schema app to ci_intake;
alter function app.capture_signups owner to ci_intake;
alter function app.keep_contradiction owner to ci_intake;
revoke create on schema app from ci_intake;
grant create on schema directory to ci_system;
alter function directory.use_proofs owner to ci_system;
revoke create on schema directory from ci_system;
revoke all on function app.capture_signups, app.keep_contradiction, directory.use_proofs from public;
grant execute on function app.capture_signups, app.keep_contradiction, directory.use_proofs to ci_app, ci_system;
