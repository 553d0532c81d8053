-- Who changed what; rows are added and never touched again.

create table store_audit (
  id ${identity},
  at ${instant} not null,
  actor text not null,
  project text not null,
  action text not null,
  subject text not null,
  before_json text not null,
  after_json text not null,
  reason text not null
);
create index store_audit_subject on store_audit (subject, id);
create index store_audit_actor on store_audit (actor, id);
