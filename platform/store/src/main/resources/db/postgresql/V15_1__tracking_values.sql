-- A search for a value that few runs have begins with them.
create index registry_run_param_value on registry_run_param (key, left(value, 64), run_id);
create index registry_run_tag_value on registry_run_tag (key, left(value, 64), run_id);
