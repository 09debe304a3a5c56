-- Retailers, their people, and what was done by whom.
create table app.accounts (
  account_id uuid primary key,
  name text not null,
  state text not null default 'unverified' check (state in ('unverified', 'verified', 'needs re-verification', 'suspended', 'closed')),
  branding jsonb not null default '{}',
  time_zone text not null default 'Europe/Amsterdam',
  language text not null default 'en',
  minimum_age integer not null default 16,
  created_at timestamptz not null default now(),
  verified_at timestamptz
);
create table app.members (
  account_id uuid not null references app.accounts,
  person_id uuid not null,
  role text not null check (role in ('owner', 'manager', 'staff', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (account_id, person_id)
);
create table app.api_keys (
  account_id uuid not null references app.accounts,
  id uuid not null,
  name text not null,
  -- The first characters, to tell keys apart; the key itself is shown once and kept as a hash in the directory.
  hint text not null,
  scopes text[] not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (account_id, id)
);
create table app.audit_events (
  account_id uuid not null references app.accounts,
  id uuid not null default uuidv7(),
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('member', 'api-key', 'device', 'operator', 'system')),
  actor_id text not null,
  action text not null,
  subject text not null,
  -- Names of the fields that changed, never a shopper's value.
  fields jsonb not null default '{}',
  primary key (account_id, id)
);
