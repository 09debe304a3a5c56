-- Connections to CRMs and the outbox of changes for them.
create table app.connections (
  account_id uuid not null references app.accounts,
  id uuid not null,
  connector text not null,
  name text not null,
  settings jsonb not null default '{}',
  -- Credentials, sealed under the master key.
  secrets bytea,
  -- Our field → the CRM's field.
  mapping jsonb not null default '{}',
  state text not null default 'connected' check (state in ('connected', 'degraded', 'disconnected', 'paused')),
  state_reason text,
  remedy text,
  -- The lane as a whole waits until then (its CRM asked us to slow down, or is down).
  not_before timestamptz not null default '-infinity',
  failures integer not null default 0,
  -- The owner was told of the present trouble: one mail per trouble, not per sign-up.
  trouble_mailed_at timestamptz,
  last_delivered_at timestamptz,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (account_id, id)
);
create table app.deliveries (
  account_id uuid not null,
  id uuid not null default uuidv7(),
  connection_id uuid not null,
  signup_id uuid not null,
  kind text not null default 'signup' check (kind in ('signup')),
  customer_key text not null,
  state text not null default 'pending' check (state in ('pending', 'delivering', 'delivered', 'retrying', 'parked', 'skipped')),
  due_at timestamptz not null default now(),
  -- A lease: who delivers holds it until then, and every write of the outcome must show the same fence.
  lease_until timestamptz,
  fence bigint not null default 0,
  attempts integer not null default 0,
  -- A call may have been accepted although nobody heard the answer: look before repeating.
  maybe_sent boolean not null default false,
  -- A parked one that was passed by newer ones may only fill blanks.
  fill_blanks boolean not null default false,
  reason_code text,
  reason text,
  record_id text,
  record_url text,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (account_id, id)
);
create index deliveries_by_signup on app.deliveries (account_id, signup_id);
create index deliveries_by_lane on app.deliveries (account_id, connection_id, id) where state in ('pending', 'retrying');
create index deliveries_by_lease on app.deliveries (lease_until) where state = 'delivering';
-- One change per customer and connection is in flight at a time.
create unique index deliveries_one_in_flight on app.deliveries (account_id, connection_id, customer_key) where state = 'delivering';
create index deliveries_waiting_of_customer on app.deliveries (account_id, connection_id, customer_key, id) where state in ('pending', 'retrying');
create index deliveries_parked on app.deliveries (account_id, connection_id) where state = 'parked';

create table app.attempts (
  account_id uuid not null,
  id uuid not null default uuidv7(),
  delivery_id uuid not null,
  number integer not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  outcome text not null check (outcome in ('delivered', 'retry', 'rejected', 'disconnected', 'lost')),
  summary text not null,
  detail jsonb not null default '{}',
  primary key (account_id, id)
);
create index attempts_by_delivery on app.attempts (account_id, delivery_id);

-- Which record of the CRM is which customer: after the first time we update by id.
create table app.crm_records (
  account_id uuid not null,
  connection_id uuid not null,
  customer_key text not null,
  record_id text not null,
  record_url text,
  updated_at timestamptz not null default now(),
  primary key (account_id, connection_id, customer_key)
);

-- The built-in practice CRM: a stranger's database as far as the deliveries are concerned.
create table app.practice_contacts (
  account_id uuid not null references app.accounts,
  id uuid not null default uuidv7(),
  fields jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  writes integer not null default 1,
  primary key (account_id, id)
);
create table app.practice_settings (
  account_id uuid not null references app.accounts,
  token_hash bytea not null,
  -- How it behaves just now, so that a newcomer can see a CRM fail: well, down, slow, refusing, silent.
  mood text not null default 'well' check (mood in ('well', 'down', 'slow', 'refusing', 'silent')),
  primary key (account_id)
);
create unique index on app.practice_settings (account_id, token_hash);
