-- Sign-ups, proof of consent, usage.
create table app.signups (
  account_id uuid not null,
  -- Minted where the shopper signed up (UUIDv7); unique for ever: the row of an erased sign-up stays as a tombstone.
  id uuid not null,
  credential_id uuid not null,
  -- The device's own count, from 1 with each pairing; null from API and phone.
  number integer,
  state text not null check (state in ('accepted', 'quarantined', 'erased')),
  reason text,
  -- SHA-256 of what was handed in: the same bytes get the first answer, others are refused.
  digest bytea not null,
  store_id uuid,
  form_version_id uuid,
  language text,
  staff_id uuid,
  test boolean not null default false,
  first_name text,
  last_name text,
  email text,
  phone text,
  -- Whatever else was asked, as JSON text: parsing it to jsonb at the hottest place would cost a third of the insert.
  answers text not null default '{}',
  customer_key text not null,
  offer_code text,
  duration_ms integer,
  -- By the tablet's clock, which may be wrong by years; and by ours.
  captured_at timestamptz,
  received_at timestamptz not null default now(),
  -- The transaction that stored it: a reader that stops below the oldest running one never skips a late commit.
  tx xid8 not null default pg_current_xact_id(),
  -- Only app.capture_signups adds rows, with account and id of a credential that it read, and credentials are never
  -- deleted. A foreign key would say the same at the price of a row lock per sign-up, all on one and the same row.
  primary key (account_id, id)
);
create index signups_by_arrival on app.signups (account_id, tx, id);
create index signups_by_number on app.signups (account_id, credential_id, number) where number is not null;

-- One row for each text that was shown, ticked or not.
create table app.consents (
  account_id uuid not null,
  signup_id uuid not null,
  consent_text_id uuid not null,
  given boolean not null,
  text_hash bytea not null,
  language text not null,
  captured_at timestamptz,
  received_at timestamptz not null default now(),
  credential_id uuid not null,
  staff_id uuid,
  primary key (account_id, signup_id, consent_text_id)
);

-- Sealed or contradicting hand-ins as they came, until a person has looked.
create table app.quarantine (
  account_id uuid not null,
  signup_id uuid not null,
  digest bytea not null,
  credential_id uuid not null,
  reason text not null,
  body text not null,
  received_at timestamptz not null default now(),
  primary key (account_id, signup_id, digest)
);

-- What is billed: one row per account, meter and intake transaction, only ever added to, so that no two sign-ups
-- wait for each other's counter.
create table app.usage_records (
  account_id uuid not null,
  id uuid not null default uuidv7(),
  meter text not null,
  quantity integer not null,
  at timestamptz not null default now(),
  primary key (account_id, id)
);
