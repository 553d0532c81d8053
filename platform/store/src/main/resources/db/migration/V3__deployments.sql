-- How requests of a model are spread over its versions. Rows are never changed; the newest of a model counts.

create table serving_deployment (
  id ${identity},
  model text not null,
  at ${instant} not null,
  actor text not null,
  reason text not null,
  champion integer not null,              -- when it was set; 0 for none: a promotion ends the split
  settings text not null                  -- JSON: traffic, shadow, stickyField
);
create index serving_deployment_newest on serving_deployment (model, id);
