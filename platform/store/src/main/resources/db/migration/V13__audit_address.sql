-- From where it was done. Entries of before have no address, and their digests count as they were written.

alter table store_audit add column address text not null default '';
create index store_audit_project on store_audit (project, id);
