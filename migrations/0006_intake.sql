-- The intake: the one way in for sign-ups of several accounts in one transaction.
-- Owned by a role that may do nothing else. The account follows from the credential, never from the caller.
create function app.capture_signups(
  credential_ids uuid[], ids uuid[], numbers integer[], states text[], reasons text[], digests bytea[],
  form_version_ids uuid[], languages text[], staff_ids uuid[], tests boolean[],
  first_names text[], last_names text[], emails text[], phones text[], answers text[], customer_keys text[],
  offer_codes text[], durations integer[], captured_ats timestamptz[], bodies text[],
  consent_ordinals integer[], consent_text_ids uuid[], consents_given boolean[]
) returns table (ordinal integer, verdict text, state text, reason text, received_at timestamptz, account_id uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  with item as materialized (
    select i.ordinality::integer as ordinal, c.account_id, c.store_id, c.kind, i.*
    from unnest(credential_ids, ids, numbers, states, reasons, digests, form_version_ids, languages, staff_ids, tests,
                first_names, last_names, emails, phones, answers, customer_keys, offer_codes, durations, captured_ats, bodies)
         with ordinality as i(credential_id, id, number, state, reason, digest, form_version_id, language, staff_id, test,
                first_name, last_name, email, phone, answers, customer_key, offer_code, duration_ms, captured_at, body, ordinality)
    join directory.credentials c on c.id = i.credential_id
  ), stored as (
    insert into app.signups as s (account_id, id, credential_id, number, state, reason, digest, store_id, form_version_id,
      language, staff_id, test, first_name, last_name, email, phone, answers, customer_key, offer_code, duration_ms, captured_at)
    select account_id, id, credential_id, number, state, reason, digest, store_id, form_version_id,
      language, staff_id, test, first_name, last_name, email, phone, answers, customer_key, offer_code, duration_ms, captured_at
    from item
    on conflict (account_id, id) do nothing
    returning s.account_id, s.id, s.state, s.test, s.received_at
  ), proof as (
    insert into app.consents (account_id, signup_id, consent_text_id, given, text_hash, language, captured_at, credential_id, staff_id)
    select i.account_id, i.id, t.id, k.given, t.text_hash, t.language, i.captured_at, i.credential_id, i.staff_id
    from unnest(consent_ordinals, consent_text_ids, consents_given) as k(ordinal, text_id, given)
    join item i on i.ordinal = k.ordinal
    join stored s on s.account_id = i.account_id and s.id = i.id
    join app.consent_texts t on t.account_id = i.account_id and t.id = k.text_id
    on conflict do nothing
  ), outbox as (
    insert into app.deliveries (account_id, connection_id, signup_id, customer_key)
    select i.account_id, c.id, i.id, i.customer_key
    from stored s
    join item i on i.account_id = s.account_id and i.id = s.id
    join app.connections c on c.account_id = s.account_id and c.deleted_at is null
    where s.state = 'accepted'
  ), used as (
    insert into app.usage_records (account_id, meter, quantity)
    select account_id, 'signups', count(*) from stored where state = 'accepted' and not test group by account_id
  ), kept as (
    -- What could not be taken as it is stays as it came; so does a contradiction under a known id.
    insert into app.quarantine (account_id, signup_id, digest, credential_id, reason, body)
    select i.account_id, i.id, i.digest, i.credential_id, coalesce(i.reason, 'another sign-up has this id'), i.body
    from item i
    left join app.signups old on old.account_id = i.account_id and old.id = i.id
    where i.state = 'quarantined' or (old.id is not null and old.digest <> i.digest)
    on conflict do nothing
  )
  select i.ordinal,
    -- 'unseen': another transaction stored this id after our snapshot was taken; asked again, the answer is known.
    case when s.id is not null then 'new' when old.id is null then 'unseen'
         when old.digest = i.digest then 'repeated' else 'contradicting' end,
    coalesce(s.state, old.state), case when s.id is not null then i.reason else old.reason end,
    coalesce(s.received_at, old.received_at), i.account_id
  from item i
  left join stored s on s.account_id = i.account_id and s.id = i.id
  left join app.signups old on old.account_id = i.account_id and old.id = i.id and s.id is null;
end $$;
grant create on schema app to ci_intake;
alter function app.capture_signups owner to ci_intake;
revoke create on schema app from ci_intake;
revoke all on function app.capture_signups from public;
grant execute on function app.capture_signups to ci_app, ci_system;
