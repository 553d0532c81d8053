-- What waits for somebody's approval, and who said what to it.

create table access_approval (
  id ${identity},
  kind text not null,                     -- names what is done when it is approved: alias.move
  subject text not null,                  -- model/churn
  project text not null,
  facts_json text not null,               -- what is to be done, and what it was asked against
  reason text not null,
  role text not null,                     -- what whoever approves must be
  needed integer not null,                -- so many approvals
  requested_by text not null,
  requested_at ${instant} not null,
  expires_at ${instant} not null,
  state text not null                     -- PENDING, APPROVED, REJECTED; one that has expired stays PENDING
);
create index access_approval_state on access_approval (state, id);
create index access_approval_subject on access_approval (subject, id);

create table access_approval_answer (
  request_id bigint not null references access_approval (id),
  actor text not null,
  answer text not null,                   -- APPROVE, REJECT
  reason text not null,
  at ${instant} not null,
  primary key (request_id, actor)
);

-- Which role moves an alias, and how many approvals that takes. The model * stands for all that have no rule of their own.

create table registry_protection (
  model text not null,
  alias text not null,
  role text not null,
  approvals integer not null,
  primary key (model, alias)
);
