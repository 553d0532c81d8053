-- Who may do what, and in which project a thing lives. Secrets are kept as hashes only; times are in milliseconds
-- since 1970.

create table access_user (
  name text primary key,
  password_hash text not null,            -- Argon2id
  is_disabled boolean not null,
  created_millis bigint not null
);

create table access_role (
  user_name text not null,
  project text not null,                  -- * for all
  role text not null,                     -- VIEWER, EDITOR, DEPLOYER, ADMIN
  primary key (user_name, project)
);

create table access_token (
  id ${identity},
  hash text not null unique,
  user_name text not null,
  name text not null,
  project text not null,                  -- of what is made with it
  role_cap text not null,                 -- its user's roles count up to this one
  created_millis bigint not null,
  expires_millis bigint not null,
  used_millis bigint,
  unique (user_name, name)
);

create table access_session (
  hash text primary key,
  user_name text not null,                -- oidc:NAME for somebody whom an issuer vouched for
  project text not null,
  roles_json text not null,               -- what the issuer's claims gave; empty for our own users
  opened_millis bigint not null,
  used_millis bigint not null,
  expires_millis bigint not null
);
create index access_session_user on access_session (user_name);
create index access_session_expires on access_session (expires_millis);

create table access_project (
  name text primary key,
  description text not null,
  created_millis bigint not null
);
insert into access_project (name, description, created_millis)
  values ('default', '', 0);

alter table registry_experiment add column project text not null default 'default';
alter table registry_model add column project text not null default 'default';
create index registry_experiment_project on registry_experiment (project, id);
create index registry_model_project on registry_model (project, name);
