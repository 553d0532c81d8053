-- An entry of the audit log is neither changed nor taken away, whoever asks.

create function store_audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'entries of the audit log are never changed or deleted';
end
$$;

create trigger store_audit_keeps_rows before update or delete on store_audit
  for each row execute function store_audit_refuse();

create trigger store_audit_keeps_all before truncate on store_audit
  for each statement execute function store_audit_refuse();
