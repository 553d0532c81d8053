-- Contracts as they were when a version was published under them: each document of a dataset once.
-- contract_digest of a version names one. A version of before has none, and its digest is of something else.

create table data_contract (
  dataset text not null,
  digest text not null,                   -- SHA-256 of the text
  yaml text not null,
  primary key (dataset, digest)
);
