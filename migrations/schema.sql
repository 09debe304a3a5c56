-- Made by bin/schema from the migrations, to be read; never run.

create table app.accounts (
  account_id uuid not null,
  name text not null,
  state text default 'unverified'::text not null,
  branding jsonb default '{}'::jsonb not null,
  time_zone text default 'Europe/Amsterdam'::text not null,
  language text default 'en'::text not null,
  minimum_age integer default 16 not null,
  created_at timestamp with time zone default now() not null,
  verified_at timestamp with time zone,
  constraint accounts_pkey PRIMARY KEY (account_id),
  constraint accounts_state_check CHECK ((state = ANY (ARRAY['unverified'::text, 'verified'::text, 'needs re-verification'::text, 'suspended'::text, 'closed'::text])))
);
alter table app.accounts enable row level security;
alter table app.accounts force row level security;
create policy own on app.accounts for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
create policy sweep on app.accounts for select to ci_system using (true);
grant insert, select, update on app.accounts to ci_app;
grant select on app.accounts to ci_system;

create table app.api_keys (
  account_id uuid not null,
  id uuid not null,
  name text not null,
  hint text not null,
  scopes text[] not null,
  created_by uuid not null,
  created_at timestamp with time zone default now() not null,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (account_id, id),
  constraint api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id)
);
alter table app.api_keys enable row level security;
alter table app.api_keys force row level security;
create policy own on app.api_keys for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select, update on app.api_keys to ci_app;

create table app.attempts (
  account_id uuid not null,
  id uuid default uuidv7() not null,
  delivery_id uuid not null,
  number integer not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  outcome text not null,
  summary text not null,
  detail jsonb default '{}'::jsonb not null,
  constraint attempts_pkey PRIMARY KEY (account_id, id),
  constraint attempts_outcome_check CHECK ((outcome = ANY (ARRAY['delivered'::text, 'retry'::text, 'rejected'::text, 'disconnected'::text, 'lost'::text])))
);
CREATE INDEX attempts_by_delivery ON app.attempts USING btree (account_id, delivery_id);
alter table app.attempts enable row level security;
alter table app.attempts force row level security;
create policy own on app.attempts for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select on app.attempts to ci_app;

create table app.audit_events (
  account_id uuid not null,
  id uuid default uuidv7() not null,
  at timestamp with time zone default now() not null,
  actor_kind text not null,
  actor_id text not null,
  action text not null,
  subject text not null,
  fields jsonb default '{}'::jsonb not null,
  constraint audit_events_pkey PRIMARY KEY (account_id, id),
  constraint audit_events_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id),
  constraint audit_events_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['member'::text, 'api-key'::text, 'device'::text, 'operator'::text, 'system'::text])))
);
alter table app.audit_events enable row level security;
alter table app.audit_events force row level security;
create policy own on app.audit_events for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select on app.audit_events to ci_app;

create table app.connections (
  account_id uuid not null,
  id uuid not null,
  connector text not null,
  name text not null,
  settings jsonb default '{}'::jsonb not null,
  secrets bytea,
  mapping jsonb default '{}'::jsonb not null,
  state text default 'connected'::text not null,
  state_reason text,
  remedy text,
  not_before timestamp with time zone default '-infinity'::timestamp with time zone not null,
  failures integer default 0 not null,
  trouble_mailed_at timestamp with time zone,
  last_delivered_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  trouble_since timestamp with time zone,
  epoch integer default 0 not null,
  constraint connections_pkey PRIMARY KEY (account_id, id),
  constraint connections_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id),
  constraint connections_state_check CHECK ((state = ANY (ARRAY['connected'::text, 'degraded'::text, 'disconnected'::text, 'paused'::text])))
);
alter table app.connections enable row level security;
alter table app.connections force row level security;
create policy intake on app.connections for select to ci_intake using (true);
create policy own on app.connections for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
create policy sweep on app.connections for select to ci_system using (true);
grant insert, select, update on app.connections to ci_app;
grant select on app.connections to ci_intake;
grant select on app.connections to ci_system;

create table app.consent_texts (
  account_id uuid not null,
  id uuid not null,
  purpose text not null,
  version integer not null,
  language text not null,
  text text not null,
  details text,
  text_hash bytea not null,
  created_at timestamp with time zone default now() not null,
  constraint consent_texts_account_id_purpose_language_version_key UNIQUE (account_id, purpose, language, version),
  constraint consent_texts_pkey PRIMARY KEY (account_id, id),
  constraint consent_texts_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id),
  constraint consent_texts_purpose_check CHECK ((purpose = ANY (ARRAY['email'::text, 'sms'::text, 'profiling'::text, 'terms'::text])))
);
alter table app.consent_texts enable row level security;
alter table app.consent_texts force row level security;
create policy intake on app.consent_texts for select to ci_intake using (true);
create policy own on app.consent_texts for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select on app.consent_texts to ci_app;
grant select on app.consent_texts to ci_intake;

create table app.consents (
  account_id uuid not null,
  signup_id uuid not null,
  consent_text_id uuid not null,
  given boolean not null,
  text_hash bytea not null,
  language text not null,
  captured_at timestamp with time zone,
  received_at timestamp with time zone default now() not null,
  credential_id uuid not null,
  staff_id uuid,
  constraint consents_pkey PRIMARY KEY (account_id, signup_id, consent_text_id)
);
alter table app.consents enable row level security;
alter table app.consents force row level security;
create policy intake on app.consents for all to ci_intake using (true) with check (true);
create policy own on app.consents for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select on app.consents to ci_app;
grant insert, select on app.consents to ci_intake;

create table app.crm_records (
  account_id uuid not null,
  connection_id uuid not null,
  customer_key text not null,
  record_id text not null,
  record_url text,
  updated_at timestamp with time zone default now() not null,
  constraint crm_records_pkey PRIMARY KEY (account_id, connection_id, customer_key)
);
alter table app.crm_records enable row level security;
alter table app.crm_records force row level security;
create policy own on app.crm_records for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant delete, insert, select, update on app.crm_records to ci_app;

create table app.deliveries (
  account_id uuid not null,
  id uuid default uuidv7() not null,
  connection_id uuid not null,
  signup_id uuid not null,
  kind text default 'signup'::text not null,
  customer_key text not null,
  state text default 'pending'::text not null,
  due_at timestamp with time zone default now() not null,
  lease_until timestamp with time zone,
  fence bigint default 0 not null,
  attempts integer default 0 not null,
  maybe_sent boolean default false not null,
  fill_blanks boolean default false not null,
  reason_code text,
  reason text,
  record_id text,
  record_url text,
  created_at timestamp with time zone default now() not null,
  settled_at timestamp with time zone,
  waiting_since timestamp with time zone default now() not null,
  constraint deliveries_pkey PRIMARY KEY (account_id, id),
  constraint deliveries_kind_check CHECK ((kind = 'signup'::text)),
  constraint deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivering'::text, 'delivered'::text, 'retrying'::text, 'parked'::text, 'skipped'::text])))
);
CREATE INDEX deliveries_by_lane ON app.deliveries USING btree (account_id, connection_id, id) WHERE (state = ANY (ARRAY['pending'::text, 'retrying'::text]));
CREATE INDEX deliveries_by_lease ON app.deliveries USING btree (lease_until) WHERE (state = 'delivering'::text);
CREATE INDEX deliveries_by_signup ON app.deliveries USING btree (account_id, signup_id);
CREATE UNIQUE INDEX deliveries_one_in_flight ON app.deliveries USING btree (account_id, connection_id, customer_key) WHERE (state = 'delivering'::text);
CREATE INDEX deliveries_parked ON app.deliveries USING btree (account_id, connection_id) WHERE (state = 'parked'::text);
CREATE INDEX deliveries_waiting_of_customer ON app.deliveries USING btree (account_id, connection_id, customer_key, id) WHERE (state = ANY (ARRAY['pending'::text, 'retrying'::text]));
alter table app.deliveries enable row level security;
alter table app.deliveries force row level security;
create policy intake on app.deliveries for all to ci_intake using (true) with check (true);
create policy own on app.deliveries for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
create policy sweep on app.deliveries for select to ci_system using (true);
grant insert, select, update on app.deliveries to ci_app;
grant insert on app.deliveries to ci_intake;
grant select on app.deliveries to ci_system;

create table app.devices (
  account_id uuid not null,
  id uuid not null,
  name text not null,
  uid text not null,
  os text,
  os_version text,
  browser text,
  app_version text,
  created_at timestamp with time zone default now() not null,
  constraint devices_pkey PRIMARY KEY (account_id, id),
  constraint devices_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id)
);
alter table app.devices enable row level security;
alter table app.devices force row level security;
create policy own on app.devices for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select, update on app.devices to ci_app;

create table app.form_versions (
  account_id uuid not null,
  id uuid not null,
  form_id uuid not null,
  version integer not null,
  definition jsonb not null,
  published_at timestamp with time zone default now() not null,
  constraint form_versions_account_id_form_id_version_key UNIQUE (account_id, form_id, version),
  constraint form_versions_pkey PRIMARY KEY (account_id, id),
  constraint form_versions_account_id_form_id_fkey FOREIGN KEY (account_id, form_id) REFERENCES app.forms(account_id, id)
);
alter table app.form_versions enable row level security;
alter table app.form_versions force row level security;
create policy own on app.form_versions for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select on app.form_versions to ci_app;

create table app.forms (
  account_id uuid not null,
  id uuid not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  constraint forms_pkey PRIMARY KEY (account_id, id),
  constraint forms_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id)
);
alter table app.forms enable row level security;
alter table app.forms force row level security;
create policy own on app.forms for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
create policy sweep on app.forms for select to ci_system using (true);
grant insert, select, update on app.forms to ci_app;
grant select on app.forms to ci_system;

create table app.heartbeats (
  account_id uuid not null,
  pairing_id uuid not null,
  at timestamp with time zone not null,
  last_number integer default 0 not null,
  queue integer default 0 not null,
  oldest_queued_at timestamp with time zone,
  storage_persisted boolean,
  battery real,
  last_error text,
  constraint heartbeats_pkey PRIMARY KEY (account_id, pairing_id),
  constraint heartbeats_account_id_pairing_id_fkey FOREIGN KEY (account_id, pairing_id) REFERENCES app.pairings(account_id, id)
);
alter table app.heartbeats enable row level security;
alter table app.heartbeats force row level security;
create policy own on app.heartbeats for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select, update on app.heartbeats to ci_app;

create table app.members (
  account_id uuid not null,
  person_id uuid not null,
  role text not null,
  created_at timestamp with time zone default now() not null,
  constraint members_pkey PRIMARY KEY (account_id, person_id),
  constraint members_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id),
  constraint members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'staff'::text, 'viewer'::text])))
);
CREATE INDEX members_by_person ON app.members USING btree (person_id);
alter table app.members enable row level security;
alter table app.members force row level security;
create policy own on app.members for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
create policy sweep on app.members for select to ci_system using (true);
grant insert, select, update on app.members to ci_app;
grant select on app.members to ci_system;

create table app.opening_keys (
  account_id uuid not null,
  id uuid not null,
  public_key text not null,
  wrapped_private bytea not null,
  state text default 'active'::text not null,
  created_at timestamp with time zone default now() not null,
  constraint opening_keys_pkey PRIMARY KEY (account_id, id),
  constraint opening_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id),
  constraint opening_keys_state_check CHECK ((state = ANY (ARRAY['active'::text, 'decrypt-only'::text])))
);
CREATE UNIQUE INDEX opening_keys_one_active ON app.opening_keys USING btree (account_id) WHERE (state = 'active'::text);
alter table app.opening_keys enable row level security;
alter table app.opening_keys force row level security;
create policy own on app.opening_keys for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select, update on app.opening_keys to ci_app;

create table app.pairings (
  account_id uuid not null,
  id uuid not null,
  stand_id uuid not null,
  device_id uuid not null,
  started_at timestamp with time zone default now() not null,
  started_by uuid not null,
  ended_at timestamp with time zone,
  end_reason text,
  constraint pairings_pkey PRIMARY KEY (account_id, id),
  constraint pairings_account_id_device_id_fkey FOREIGN KEY (account_id, device_id) REFERENCES app.devices(account_id, id),
  constraint pairings_account_id_id_fkey FOREIGN KEY (account_id, id) REFERENCES directory.credentials(account_id, id) DEFERRABLE INITIALLY DEFERRED,
  constraint pairings_account_id_stand_id_fkey FOREIGN KEY (account_id, stand_id) REFERENCES app.stands(account_id, id),
  constraint pairings_end_reason_check CHECK ((end_reason = ANY (ARRAY['revoked'::text, 'replaced'::text, 'stolen'::text])))
);
CREATE UNIQUE INDEX pairings_one_per_device ON app.pairings USING btree (account_id, device_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX pairings_one_per_stand ON app.pairings USING btree (account_id, stand_id) WHERE (ended_at IS NULL);
alter table app.pairings enable row level security;
alter table app.pairings force row level security;
create policy own on app.pairings for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
create policy sweep on app.pairings for select to ci_system using (true);
grant insert, select, update on app.pairings to ci_app;
grant select on app.pairings to ci_system;

create table app.practice_contacts (
  account_id uuid not null,
  id uuid default uuidv7() not null,
  fields jsonb not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  writes integer default 1 not null,
  constraint practice_contacts_pkey PRIMARY KEY (account_id, id),
  constraint practice_contacts_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id)
);
alter table app.practice_contacts enable row level security;
alter table app.practice_contacts force row level security;
create policy own on app.practice_contacts for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant delete, insert, select, update on app.practice_contacts to ci_app;

create table app.practice_settings (
  account_id uuid not null,
  token_hash bytea not null,
  mood text default 'well'::text not null,
  constraint practice_settings_pkey PRIMARY KEY (account_id),
  constraint practice_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id),
  constraint practice_settings_mood_check CHECK ((mood = ANY (ARRAY['well'::text, 'down'::text, 'slow'::text, 'refusing'::text, 'silent'::text])))
);
CREATE UNIQUE INDEX practice_settings_account_id_token_hash_idx ON app.practice_settings USING btree (account_id, token_hash);
alter table app.practice_settings enable row level security;
alter table app.practice_settings force row level security;
create policy own on app.practice_settings for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
create policy sweep on app.practice_settings for select to ci_system using (true);
grant insert, select, update on app.practice_settings to ci_app;
grant select on app.practice_settings to ci_system;

create table app.quarantine (
  account_id uuid not null,
  signup_id uuid not null,
  digest bytea not null,
  credential_id uuid not null,
  reason text not null,
  body text not null,
  received_at timestamp with time zone default now() not null,
  constraint quarantine_pkey PRIMARY KEY (account_id, signup_id, digest)
);
alter table app.quarantine enable row level security;
alter table app.quarantine force row level security;
create policy intake on app.quarantine for all to ci_intake using (true) with check (true);
create policy own on app.quarantine for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant select on app.quarantine to ci_app;
grant insert, select on app.quarantine to ci_intake;

create table app.signups (
  account_id uuid not null,
  id uuid not null,
  credential_id uuid not null,
  number integer,
  state text not null,
  reason text,
  digest bytea not null,
  store_id uuid,
  form_version_id uuid,
  language text,
  staff_id uuid,
  test boolean default false not null,
  first_name text,
  last_name text,
  email text,
  phone text,
  answers text default '{}'::text not null,
  customer_key text not null,
  offer_code text,
  duration_ms integer,
  captured_at timestamp with time zone,
  received_at timestamp with time zone default now() not null,
  tx xid8 default pg_current_xact_id() not null,
  constraint signups_pkey PRIMARY KEY (account_id, id),
  constraint signups_state_check CHECK ((state = ANY (ARRAY['accepted'::text, 'quarantined'::text, 'erased'::text])))
);
CREATE INDEX signups_by_arrival ON app.signups USING btree (account_id, tx, id);
CREATE INDEX signups_by_number ON app.signups USING btree (account_id, credential_id, number) WHERE (number IS NOT NULL);
alter table app.signups enable row level security;
alter table app.signups force row level security;
create policy intake on app.signups for all to ci_intake using (true) with check (true);
create policy own on app.signups for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select, update on app.signups to ci_app;
grant insert, select on app.signups to ci_intake;

create table app.staff (
  account_id uuid not null,
  id uuid not null,
  store_id uuid not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  ended_at timestamp with time zone,
  constraint staff_pkey PRIMARY KEY (account_id, id),
  constraint staff_account_id_store_id_fkey FOREIGN KEY (account_id, store_id) REFERENCES app.stores(account_id, id)
);
alter table app.staff enable row level security;
alter table app.staff force row level security;
create policy own on app.staff for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant delete, insert, select, update on app.staff to ci_app;

create table app.stands (
  account_id uuid not null,
  id uuid not null,
  store_id uuid not null,
  name text not null,
  kind text default 'digital'::text not null,
  created_at timestamp with time zone default now() not null,
  constraint stands_pkey PRIMARY KEY (account_id, id),
  constraint stands_account_id_store_id_fkey FOREIGN KEY (account_id, store_id) REFERENCES app.stores(account_id, id),
  constraint stands_kind_check CHECK ((kind = ANY (ARRAY['hardware'::text, 'digital'::text])))
);
alter table app.stands enable row level security;
alter table app.stands force row level security;
create policy own on app.stands for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select, update on app.stands to ci_app;

create table app.stores (
  account_id uuid not null,
  id uuid not null,
  name text not null,
  country text not null,
  time_zone text not null,
  form_id uuid,
  staff_pin jsonb,
  created_at timestamp with time zone default now() not null,
  constraint stores_pkey PRIMARY KEY (account_id, id),
  constraint stores_account_id_fkey FOREIGN KEY (account_id) REFERENCES app.accounts(account_id),
  constraint stores_account_id_form_id_fkey FOREIGN KEY (account_id, form_id) REFERENCES app.forms(account_id, id),
  constraint stores_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
);
alter table app.stores enable row level security;
alter table app.stores force row level security;
create policy own on app.stores for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
create policy sweep on app.stores for select to ci_system using (true);
grant insert, select, update on app.stores to ci_app;
grant select on app.stores to ci_system;

create table app.usage_records (
  account_id uuid not null,
  id uuid default uuidv7() not null,
  meter text not null,
  quantity integer not null,
  at timestamp with time zone default now() not null,
  constraint usage_records_pkey PRIMARY KEY (account_id, id)
);
alter table app.usage_records enable row level security;
alter table app.usage_records force row level security;
create policy intake on app.usage_records for all to ci_intake using (true) with check (true);
create policy own on app.usage_records for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant select on app.usage_records to ci_app;
grant insert on app.usage_records to ci_intake;

create table directory.credentials (
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  secret_hash bytea,
  public_key jsonb,
  scopes text[] default '{}'::text[] not null,
  store_id uuid,
  created_at timestamp with time zone default now() not null,
  ended_at timestamp with time zone,
  end_reason text,
  constraint credentials_id_key UNIQUE (id),
  constraint credentials_secret_hash_key UNIQUE (secret_hash),
  constraint credentials_pkey PRIMARY KEY (account_id, id),
  constraint credentials_check CHECK (((kind = 'device'::text) = (public_key IS NOT NULL))),
  constraint credentials_end_reason_check CHECK ((end_reason = ANY (ARRAY['revoked'::text, 'replaced'::text, 'stolen'::text, 'deleted'::text]))),
  constraint credentials_kind_check CHECK ((kind = ANY (ARRAY['device'::text, 'api-key'::text, 'phone-form'::text])))
);
alter table directory.credentials enable row level security;
alter table directory.credentials force row level security;
create policy intake on directory.credentials for select to ci_intake using (true);
create policy lookup on directory.credentials for select to ci_system using (true);
create policy own on directory.credentials for all to ci_app using ((account_id = app.current_account())) with check ((account_id = app.current_account()));
grant insert, select, update on directory.credentials to ci_app;
grant select on directory.credentials to ci_intake;
grant select on directory.credentials to ci_system;

create unlogged table directory.limits (
  key text not null,
  window_start timestamp with time zone not null,
  spent integer not null,
  constraint limits_pkey PRIMARY KEY (key, window_start)
);
grant delete, insert, select, update on directory.limits to ci_system;

create table directory.logins (
  id uuid default uuidv7() not null,
  person_id uuid not null,
  provider_id text not null,
  provider_account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint logins_pkey PRIMARY KEY (id),
  constraint logins_person_id_fkey FOREIGN KEY (person_id) REFERENCES directory.people(id) ON DELETE CASCADE
);
CREATE INDEX logins_person_id_idx ON directory.logins USING btree (person_id);
grant delete, insert, select, update on directory.logins to ci_system;

create table directory.mails (
  id uuid default uuidv7() not null,
  to_address text not null,
  subject text not null,
  text text not null,
  html text not null,
  created_at timestamp with time zone default now() not null,
  constraint mails_pkey PRIMARY KEY (id)
);
grant delete, insert, select, update on directory.mails to ci_system;

create table directory.pairing_codes (
  id uuid not null,
  code_hash bytea not null,
  public_key jsonb not null,
  thumbprint text not null,
  device jsonb not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  claimed_at timestamp with time zone,
  account_id uuid,
  pairing_id uuid,
  constraint pairing_codes_code_hash_key UNIQUE (code_hash),
  constraint pairing_codes_pkey PRIMARY KEY (id)
);
CREATE INDEX pairing_codes_expires_at_idx ON directory.pairing_codes USING btree (expires_at);
grant delete, insert, select, update on directory.pairing_codes to ci_system;

create table directory.people (
  id uuid default uuidv7() not null,
  name text not null,
  email text not null,
  email_verified boolean default false not null,
  image text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint people_email_key UNIQUE (email),
  constraint people_pkey PRIMARY KEY (id)
);
grant delete, insert, select, update on directory.people to ci_system;

create table directory.sessions (
  id uuid default uuidv7() not null,
  person_id uuid not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint sessions_token_key UNIQUE (token),
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES directory.people(id) ON DELETE CASCADE
);
CREATE INDEX sessions_person_id_idx ON directory.sessions USING btree (person_id);
grant delete, insert, select, update on directory.sessions to ci_system;

create unlogged table directory.used_proofs (
  jti text not null,
  expires_at timestamp with time zone not null,
  constraint used_proofs_pkey PRIMARY KEY (jti)
);
CREATE INDEX used_proofs_expires_at_idx ON directory.used_proofs USING btree (expires_at);
grant delete, insert, select, update on directory.used_proofs to ci_system;

create table directory.verifications (
  id uuid default uuidv7() not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint verifications_pkey PRIMARY KEY (id)
);
CREATE INDEX verifications_identifier_idx ON directory.verifications USING btree (identifier);
grant delete, insert, select, update on directory.verifications to ci_system;

CREATE OR REPLACE FUNCTION app.capture_signups(credential_ids uuid[], ids uuid[], numbers integer[], states text[], reasons text[], digests bytea[], form_version_ids uuid[], languages text[], staff_ids uuid[], tests boolean[], first_names text[], last_names text[], emails text[], phones text[], answers text[], customer_keys text[], offer_codes text[], durations integer[], captured_ats timestamp with time zone[], bodies text[], consent_ordinals integer[], consent_text_ids uuid[], consents_given boolean[])
 RETURNS TABLE(ordinal integer, verdict text, state text, reason text, received_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
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
end $function$
-- may be called by: ci_app, ci_intake, ci_system

CREATE OR REPLACE FUNCTION app.current_account()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.account_id'::text, true), ''::text))::uuid

CREATE OR REPLACE FUNCTION app.keep_contradiction(credential_id uuid, signup_id uuid, digest bytea, reason text, body text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 INSERT INTO app.quarantine (account_id, signup_id, digest, credential_id, reason, body)  SELECT c.account_id,
             keep_contradiction.signup_id AS signup_id,
             keep_contradiction.digest AS digest,
             c.id,
             keep_contradiction.reason AS reason,
             keep_contradiction.body AS body
            FROM directory.credentials c
           WHERE (c.id = keep_contradiction.credential_id) ON CONFLICT DO NOTHING;
END
-- may be called by: ci_app, ci_intake, ci_system

CREATE OR REPLACE FUNCTION directory.enqueue_job(task text, payload json, job_key text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(task, payload, job_key := job_key);
end $function$
-- may be called by: ci_app, ci_system

CREATE OR REPLACE FUNCTION directory.use_proofs(proofs text[], expires_at timestamp with time zone)
 RETURNS SETOF text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if random() < 0.01 then
    delete from directory.used_proofs u
    where u.jti in (select old.jti from directory.used_proofs old where old.expires_at < now() limit 10000 for update skip locked);
  end if;
  return query insert into directory.used_proofs as u (jti, expires_at)
    select p, use_proofs.expires_at from unnest(proofs) p on conflict do nothing returning u.jti;
end $function$
-- may be called by: ci_app, ci_system
