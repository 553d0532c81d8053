-- What people write of a model or version, and how to get from what a version was made of to the version.

create table registry_card (
  model text not null,
  number integer not null,                -- 0: of the model as a whole
  text text not null,                     -- Markdown
  updated_millis bigint not null,
  primary key (model, number)
);

-- Longer ones cannot stand in an index, and name nothing that anybody asks for.
create index registry_model_version_dataset on registry_model_version (dataset) where length(dataset) <= 500;
create index registry_model_version_code on registry_model_version (code) where length(code) <= 500;
