-- The walls between accounts: forced row-level security on every table of an account, by one rule.
do $$
declare name text;
begin
  for name in select tablename from pg_tables where schemaname = 'app' loop
    execute format('alter table app.%I enable row level security', name);
    execute format('alter table app.%I force row level security', name);
    execute format('create policy own on app.%I to ci_app using (account_id = app.current_account()) with check (account_id = app.current_account())', name);
  end loop;
end $$;

-- The application's role: what the product does, and no more. What is immutable cannot be updated, only added to.
grant select, insert, update on all tables in schema app to ci_app;
revoke update on app.audit_events, app.consents, app.usage_records, app.attempts, app.form_versions, app.consent_texts, app.quarantine from ci_app;
revoke insert on app.usage_records, app.quarantine from ci_app;
grant delete on app.practice_contacts, app.staff, app.crm_records to ci_app;

-- The intake's role: insert, and look at ids.
grant insert, select on app.signups, app.quarantine to ci_intake;
grant insert on app.consents, app.deliveries, app.usage_records to ci_intake;
grant select on app.connections, app.consent_texts to ci_intake;
create policy intake on app.signups to ci_intake using (true) with check (true);
create policy intake on app.quarantine to ci_intake using (true) with check (true);
create policy intake on app.consents to ci_intake using (true) with check (true);
create policy intake on app.deliveries to ci_intake using (true) with check (true);
create policy intake on app.usage_records to ci_intake using (true) with check (true);
create policy intake on app.connections for select to ci_intake using (true);
create policy intake on app.consent_texts for select to ci_intake using (true);
-- `on conflict do nothing` reads the columns it arbitrates on.
grant select on app.consents to ci_intake;

-- Sweeps and look-ups across accounts only ever read; whatever they find is then done inside its account.
do $$
declare name text;
begin
  foreach name in array array['accounts', 'members', 'connections', 'deliveries', 'pairings', 'practice_settings', 'forms', 'stores'] loop
    execute format('grant select on app.%I to ci_system', name);
    execute format('create policy sweep on app.%I for select to ci_system using (true)', name);
  end loop;
end $$;

-- Jobs are enqueued inside the transaction that wants them; the job runner's own tables stay out of reach.
create function directory.enqueue_job(task text, payload json, job_key text default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job(task, payload, job_key := job_key);
end $$;
revoke all on function directory.enqueue_job from public;
grant execute on function directory.enqueue_job to ci_app, ci_system;
