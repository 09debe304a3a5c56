-- Places, tablets and what tablets ask.
create table app.forms (
  account_id uuid not null references app.accounts,
  id uuid not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
-- Immutable once published: a sign-up names the version that was on the screen.
create table app.form_versions (
  account_id uuid not null,
  id uuid not null,
  form_id uuid not null,
  version integer not null,
  definition jsonb not null,
  published_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, form_id) references app.forms,
  unique (account_id, form_id, version)
);
-- Immutable: the proof of a consent points here and repeats the hash.
create table app.consent_texts (
  account_id uuid not null references app.accounts,
  id uuid not null,
  purpose text not null check (purpose in ('email', 'sms', 'profiling', 'terms')),
  version integer not null,
  language text not null,
  text text not null,
  details text,
  text_hash bytea not null,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, purpose, language, version)
);
create table app.stores (
  account_id uuid not null references app.accounts,
  id uuid not null,
  name text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  time_zone text not null,
  form_id uuid,
  -- The staff PIN as PBKDF2 verifier {salt, iterations, hash}: tablets check it offline.
  staff_pin jsonb,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, form_id) references app.forms
);
create table app.staff (
  account_id uuid not null,
  id uuid not null,
  store_id uuid not null,
  name text not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, store_id) references app.stores
);
create table app.stands (
  account_id uuid not null,
  id uuid not null,
  store_id uuid not null,
  name text not null,
  kind text not null default 'digital' check (kind in ('hardware', 'digital')),
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, store_id) references app.stores
);
create table app.devices (
  account_id uuid not null references app.accounts,
  id uuid not null,
  name text not null,
  -- Thumbprint (RFC 7638) of the tablet's key.
  uid text not null,
  os text,
  os_version text,
  browser text,
  app_version text,
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
create table app.pairings (
  account_id uuid not null,
  id uuid not null,
  stand_id uuid not null,
  device_id uuid not null,
  started_at timestamptz not null default now(),
  started_by uuid not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('revoked', 'replaced', 'stolen')),
  primary key (account_id, id),
  foreign key (account_id, stand_id) references app.stands,
  foreign key (account_id, device_id) references app.devices,
  foreign key (account_id, id) references directory.credentials (account_id, id) deferrable initially deferred
);
-- One stand, one device, in both directions: not by our care but by the database.
create unique index pairings_one_per_stand on app.pairings (account_id, stand_id) where ended_at is null;
create unique index pairings_one_per_device on app.pairings (account_id, device_id) where ended_at is null;
-- What a tablet last said of itself; one row per pairing, rewritten in place.
create table app.heartbeats (
  account_id uuid not null,
  pairing_id uuid not null,
  at timestamptz not null,
  last_number integer not null default 0,
  queue integer not null default 0,
  oldest_queued_at timestamptz,
  storage_persisted boolean,
  battery real,
  last_error text,
  primary key (account_id, pairing_id),
  foreign key (account_id, pairing_id) references app.pairings
) with (fillfactor = 50);
-- HPKE key pairs that tablets seal to. The private half is wrapped under a key that lives outside the database.
create table app.opening_keys (
  account_id uuid not null references app.accounts,
  id uuid not null,
  public_key text not null,
  wrapped_private bytea not null,
  state text not null default 'active' check (state in ('active', 'decrypt-only')),
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
create unique index opening_keys_one_active on app.opening_keys (account_id) where state = 'active';
