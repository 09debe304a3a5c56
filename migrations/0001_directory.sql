-- Roles, and what is looked up before the account is known.
-- Roles belong to the whole server, so several databases (tests clone one) may find them there already.
do $$
declare name text;
begin
  foreach name in array array['ci_app', 'ci_system', 'ci_intake'] loop
    if not exists (select from pg_roles where rolname = name) then
      begin
        execute format('create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole', name);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
    -- Whoever makes a role is a member of it, and still may not act as it unless that is granted too.
    if not pg_has_role(current_user, name, 'set') then
      execute format('grant %I to current_user', name);
    end if;
  end loop;
end $$;

create schema directory;
create schema app;
grant usage on schema directory, app to ci_app, ci_system, ci_intake;

-- The account that row-level security lets through. After a commit current_setting answers '' and not null.
create function app.current_account() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.account_id', true), '')::uuid;

-- People and their sessions: written by better-auth, whose own word for a sign-in method, "account", would
-- collide with ours, so it is called a login here.
create table directory.people (
  id uuid primary key default uuidv7(),
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table directory.sessions (
  id uuid primary key default uuidv7(),
  person_id uuid not null references directory.people on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on directory.sessions (person_id);
create table directory.logins (
  id uuid primary key default uuidv7(),
  person_id uuid not null references directory.people on delete cascade,
  provider_id text not null,
  provider_account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on directory.logins (person_id);
create table directory.verifications (
  id uuid primary key default uuidv7(),
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on directory.verifications (identifier);

-- What may hand in sign-ups: a pairing (its id is the credential's id), an API key, a store's phone form.
create table directory.credentials (
  account_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('device', 'api-key', 'phone-form')),
  -- Of API keys and phone forms: sha-256 of the secret. Of devices: the ES256 public key as a JWK.
  secret_hash bytea unique,
  public_key jsonb,
  scopes text[] not null default '{}',
  store_id uuid,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  end_reason text check (end_reason in ('revoked', 'replaced', 'stolen', 'deleted')),
  primary key (account_id, id),
  unique (id),
  check ((kind = 'device') = (public_key is not null))
);

-- A tablet that waits for a member to type its code.
create table directory.pairing_codes (
  id uuid primary key,
  code_hash bytea not null unique,
  public_key jsonb not null,
  thumbprint text not null,
  device jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  claimed_at timestamptz,
  account_id uuid,
  pairing_id uuid
);
create index on directory.pairing_codes (expires_at);

-- Proofs that were used, until their nonce has expired: a second use is a replay. Lost on a crash, as the nonces are.
create unlogged table directory.used_proofs (
  jti text primary key,
  expires_at timestamptz not null
);
create index on directory.used_proofs (expires_at);

-- Counters of what is limited (codes guessed, forms opened), a row per key and window.
create unlogged table directory.limits (
  key text not null,
  window_start timestamptz not null,
  spent integer not null,
  primary key (key, window_start)
);

-- The development mail page reads what would have been sent; used only without an SMTP server.
create table directory.mails (
  id uuid primary key default uuidv7(),
  to_address text not null,
  subject text not null,
  text text not null,
  html text not null,
  created_at timestamptz not null default now()
);

alter table directory.credentials enable row level security;
alter table directory.credentials force row level security;
create policy own on directory.credentials to ci_app using (account_id = app.current_account()) with check (account_id = app.current_account());
create policy lookup on directory.credentials for select to ci_system using (true);
create policy intake on directory.credentials for select to ci_intake using (true);
grant select, insert, update on directory.credentials to ci_app;
grant select on directory.credentials to ci_intake, ci_system;
grant select, insert, update, delete on directory.people, directory.sessions, directory.logins, directory.verifications,
  directory.pairing_codes, directory.used_proofs, directory.limits, directory.mails to ci_system;
