-- An entry of the audit log is neither changed nor taken away, whoever asks.

create trigger store_audit_keeps_rows before delete on store_audit
begin
  select raise(abort, 'entries of the audit log are never deleted');
end;

create trigger store_audit_keeps_values before update on store_audit
begin
  select raise(abort, 'entries of the audit log are never changed');
end;
