-- What the engine does without the guard, then a query that the guard must refuse.
-- Files, read.
ENGINE | select a from read_csv('@SECRET')
ENGINE | select a from '@SECRET'
ENGINE | select a from "@SECRET"
ENGINE | select count(*) from read_text('@SECRET')
ENGINE | select count(*) from read_blob('/etc/passwd')
ENGINE | select a from read_csv('@FOLDER/../@FOLDER/secret.csv')
ENGINE | select count(*) from read_csv('@FOLDER/*.csv')
ENGINE | select count(*) from glob('@FOLDER/*')
ENGINE | select (select a from read_csv_auto('@SECRET'))
ENGINE | select count(*) from sniff_csv('@SECRET')
ENGINE | select count(*) from read_json('/proc/self/environ')
ENGINE | select count(*) from read_ndjson_objects('@SECRET')
ENGINE | select count(*) from parquet_metadata('@SECRET')
ENGINE | select count(*) from sales where exists (select 1 from '@SECRET')
ENGINE | with a as (select 1), b as (select * from '@SECRET') select a from b
ENGINE | with a as (select * from "@SECRET"), "@SECRET" as (select 1 as a) select a from a
ENGINE | select a from "@SECRET" where 1 in (with "@SECRET" as (select 1) select 1)
ENGINE | select (with "@SECRET" as (select 1) select 1) + (select a from "@SECRET")
ENGINE | select a from sales, lateral (select a from read_csv('@SECRET'))
ENGINE | select count(*) from query('select * from read_csv(''@SECRET'')')
ENGINE | select count(*) from query_table('@SECRET')
ENGINE | select a from (from '@SECRET')
ENGINE | (select a from '@SECRET') union all (select a from '@SECRET') limit 1
ENGINE | select count(*) from read_csv('http://127.0.0.1:9/a.csv')
ENGINE | select count(*) from 's3://bucket/a.parquet'
ENGINE | select count(*) from json_execute_serialized_sql(json_serialize_sql('select * from read_csv(''@SECRET'')'))
ENGINE | from json_execute_serialized_sql('{}')
-- The file of a table, by its path.
HARMLESS | select count(*) from read_parquet('@SALES')
HARMLESS | select count(*) from '@SALES'
HARMLESS | select count(*) from parquet_schema('@SALES')
HARMLESS | select count(*) from parquet_file_metadata('@SALES')
HARMLESS | select count(*) from read_parquet('@SALES', filename = true) where filename like '/%'
-- Files, written.
ENGINE | copy (select 1) to '@FOLDER/out.csv'
ENGINE | copy sales to '@FOLDER/out.parquet' (format parquet)
ENGINE | with x as (copy (select 1) to '@FOLDER/out.csv') select 1
ENGINE | select 1; copy (select 1) to '@FOLDER/out.csv'
ENGINE | copy orders from '@SECRET'
GUARD | copy (select 1) to '@SALES' (use_tmp_file false)
GUARD | with x as (copy (select 1) to '@SALES' (use_tmp_file false)) select 1
ENGINE | export database '@FOLDER/out'
ENGINE | import database '@FOLDER'
-- Databases, extensions, settings.
ENGINE | attach '@FOLDER/x.db' as x
HARMLESS | attach ':memory:' as x
ENGINE | attach 'dbname=x' as p (type postgres)
ENGINE | install httpfs
ENGINE | load httpfs
ENGINE | load '@FOLDER/x.duckdb_extension'
ENGINE | set enable_external_access = true
ENGINE | set memory_limit = '100GB'
ENGINE | set lock_configuration = false
ENGINE | reset memory_limit
ENGINE | pragma enable_external_access
ENGINE | select 1; set threads = 64; select 1
HARMLESS | set variable x = 424242
ENGINE | create secret s (type s3, key_id 'a', secret 'b')
ENGINE | use memory.information_schema
ENGINE | detach memory
-- Tables and views, changed.
ENGINE | create or replace view sales as select 1
ENGINE | drop view sales
ENGINE | alter view sales rename to x
GUARD | create temp view sales as select 1
GUARD | create temp macro count_star() as 424242
ENGINE | with x as (select 1) insert into sales select 1
ENGINE | create table t as select 1
ENGINE | insert into sales values (1)
ENGINE | update sales set id = 1
ENGINE | delete from sales
ENGINE | with x as (delete from sales returning 1) select 1
ENGINE | with x as (insert into sales select * from sales returning 1) select 1
ENGINE | with x as (update sales set id = 1 returning 1) select 1
ENGINE | create macro lower(x) as 424242
ENGINE | create type t as enum ('a')
ENGINE | create sequence s
-- The catalogue, the session, the process.
HARMLESS | select count(*) from duckdb_settings()
HARMLESS | select count(*) from duckdb_secrets()
HARMLESS | select count(*) from duckdb_views()
HARMLESS | select count(*) from duckdb_views
HARMLESS | select count(*) from sqlite_master
HARMLESS | select count(*) from information_schema.tables
HARMLESS | select count(*) from pg_catalog.pg_class
HARMLESS | select count(*) from memory.main.sales
HARMLESS | select count(*) from main.sales
HARMLESS | select length(current_setting('temp_directory'))
ENGINE | select length(getenv('HOME'))
HARMLESS | select length(getvariable('x'))
HARMLESS | select length(current_query())
ENGINE | select nextval('s')
HARMLESS | select length(version())
HARMLESS | select length(write_log('x'))
HARMLESS | select length(json_serialize_plan('select * from sales'))
HARMLESS | select length(json_serialize_sql('select 1'))
HARMLESS | select count(*) from duckdb_functions()
HARMLESS | select count(*) from pragma_database_size()
HARMLESS | select count(*) from sql_auto_complete('sel')
HARMLESS | select count(*) from duckdb_memory()
HARMLESS | select count(*) from test_all_types()
HARMLESS | show tables
HARMLESS | describe sales
HARMLESS | summarize sales
HARMLESS | select count(*) from (show tables)
HARMLESS | select count(*) from (describe sales)
HARMLESS | select count(*) from (summarize sales)
HARMLESS | explain select 1
HARMLESS | explain analyze select 1
HARMLESS | call duckdb_settings()
HARMLESS | pragma version
HARMLESS | checkpoint
HARMLESS | vacuum
-- More than one statement, or none; transactions.
HARMLESS | select 1; select 2
HARMLESS | select 1;; select 2
HARMLESS | commit
GUARD | rollback; drop view sales
GUARD | commit; create or replace view sales as select 1
HARMLESS | rollback; select 1
HARMLESS | prepare p as select 1
HARMLESS | execute p
HARMLESS | deallocate p
HARMLESS | -- only a comment
HARMLESS | /* */
ENGINE | select ?
ENGINE | select $1
ENGINE | select count(*) from {unknown}
ENGINE | select count(*) from "sales" where "a" = '
HARMLESS | select count(*) from sales using sample 10%
HARMLESS | select count(*) from sales tablesample reservoir(5)
HARMLESS | select random()
HARMLESS | select length(uuid()::varchar)
HARMLESS | select count(columns(*)) from orders
HARMLESS | pivot sales on country using count(*)
HARMLESS | select count(*) from sales pivot (sum(amount) for country in ('DE'))
HARMLESS | select main.length('a')
HARMLESS | select x'00'::bit::varchar::int
-- More memory or time than there is.
ENGINE | with recursive c as (select 1 as x union all select x + 1 from c) select count(*) from c
ENGINE | with recursive c as (select 'a' as x union all select x || x from c) select max(length(x)) from c
GUARD | select length(repeat('x', 4000000000))
GUARD | select sum(length(repeat(mail, 10000000))) from sales
GUARD | select sum(length(lpad(mail, 100000000, 'y'))) from sales
GUARD | select sum(length(format('{:100000000}', id))) from sales
GUARD | select sum(length(printf('%100000000d', id))) from sales
GUARD | select len(range(1000000000))
GUARD | select len(generate_series(1, 1000000000))
GUARD | select len(list_resize([1], 1000000000))
GUARD | select sleep_ms(60000)
GUARD | select pg_sleep(60)
GUARD | select count(*) from range(1000000000000)
GUARD | select sum(length(replace(replace(replace(replace(mail, 'e', 'eeeeeeeeee'), 'e', 'eeeeeeeeee'), 'e', 'eeeeeeeeee'), 'e', 'eeeeeeeeee'))) from sales
GUARD | select sum(length(replace(mail, 'e', mail))) from sales
GUARD | select sum(length(regexp_replace(mail, '', mail, 'g'))) from sales
GUARD | select count(*) from sales where regexp_matches(mail, mail)
GUARD | with a as (select mail || mail || mail as m from sales), b as (select m || m || m || m as m from a), c as (select m || m || m || m as m from b) select sum(length(m || m || m || m)) from c
GUARD | select sum(length(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(mail)))))))))))) from sales
GUARD | select sum(len(list_transform(tags, lambda x: tags))) from sales
GUARD | select sum(length(list_reduce(tags::varchar[], lambda a, b: a || a || b))) from sales
GUARD | select sum(len(list_filter(tags, lambda x: length(mail || mail) > 1))) from sales
GUARD | select sum(levenshtein(mail, mail)) from sales
GUARD | select length(string_agg(mail)) from sales
GUARD | select len(list(mail)) from sales
GUARD | select len(max(id, 1000000)) from sales
GUARD | select len(array(select mail from sales))
GUARD | select sum(length(encode(mail)::bit::varchar)) from sales
