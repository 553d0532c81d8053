-- Who made a registered model, as MLflow's clients ask it.

alter table registry_model add column user_name text not null default '';
