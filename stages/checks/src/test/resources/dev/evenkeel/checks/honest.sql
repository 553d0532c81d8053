-- What a query answers of the tables that the test makes, then the query.
10 | select count(*) from sales
10 | SELECT COUNT(*) FROM "sales"
10 | select count(*) from SALES;
3 | select count(*) from sales where country is null
30 | select 100.0 * count(*) filter (where country is null) / count(*) from sales
1 | select count(*) = count(distinct id) from sales
0 | select count(*) from (select id from sales group by id having count(*) > 1)
82.5 | select sum(amount) from sales
8.25 | select avg(s.amount) from sales as s
1 | select min(amount) >= 0 and max(amount) < 1000 from sales
0 | select count(*) from sales where not regexp_matches(mail, '^[a-z0-9]+@[a-z.]+$')
10 | select count(*) from sales where mail like 'user%' and mail not ilike '%@EXAMPLE.com'
5 | select count(*) from sales where case when paid then true else false end
5 | select sum(case when paid then 1 else 0 end) from sales
1 | select count(*) from orders o left join sales s on o.sale = s.id::varchar where s.id is null
2 | select count(*) from orders o join sales s on cast(o.sale as bigint) = s.id
1 | select count(*) from orders o where not exists (select 1 from sales s where s.id = o.sale::int)
2 | select count(*) from orders where sale::bigint in (select id from sales)
1 | with late as (select * from orders where day is null) select count(*) from late
7 | with a as (select country from sales), b as (select * from a where country is not null) select count(*) from b
10 | with sales2 as materialized (select * from sales) select count(*) from (select * from sales2) x
1 | select max(day) - min(day) < 30 from sales
10 | select count(*) from sales where day between date '2026-01-01' and date '2026-01-31'
10 | select count(*) from sales where extract(year from day) = 2026 and date_trunc('month', day) = '2026-01-01'
10 | select count(*) from sales where sold_at > timestamp '2026-01-01 00:00:00' and sold_at < current_date + interval 100 year
1 | select date_diff('day', min(day), max(day)) = 9 from sales
9 | select count(*) from (select id - lag(id) over (order by id) as step from sales) where step = 1
1 | select count(*) from (select id, row_number() over (partition by country order by day desc) as n from sales qualify n = 1) where id = 10
1 | select max(n) = 7 from (select country, count(*) as n from sales group by country)
20 | select sum(len(tags)) from sales
20 | select count(*) from (select unnest(tags) from sales)
20 | select count(*) from sales, unnest(sales.tags) as t(tag)
9 | select count(*) from sales where len(list_filter(tags, lambda tag: tag > 2)) > 0 and id > 1
10 | select count(*) from sales where address.zip > 0 and address['street'] like 'Road%'
10 | select count(*) from sales where coalesce(country, 'none') in ('DE', 'none') and nullif(mail, '') is not null
0 | select count(*) from sales where try_cast(mail as integer) is not null
10 | select count(*) from sales where length(trim(mail)) between 5 and 100
10 | select count(distinct lower(mail) || '-' || coalesce(country, '')) from sales
5.5 | select median(id) from sales
5.5 | select quantile_cont(id, 0.5) from sales
1 | select stddev(amount) < 10 from sales
13 | select (select count(*) from sales) + (select count(*) from orders)
13 | select count(*) from (select id::varchar from sales union all select id from orders)
0 | select count(*) from (select id::varchar from orders except select id::varchar from sales)
2 | select count(*) from (select distinct country from sales)
3 | select count(*) from (select * from sales order by amount desc limit 3)
10 | select count(*) from (values (1), (2)) as v(a), sales where v.a = 1
10 | select count(*) from sales where split_part(mail, '@', 2) = 'example.org'
10 | select count(*) from sales where replace(mail, '@', '') <> '' and regexp_replace(mail, '[^0-9]', '', 'g') <> ''
10 | select count(*) from sales where strftime(day, '%Y-%m') = '2026-01'
1 | select not bool_or(amount < 0) from sales
3 | select count(*) from sales group by country having country is null
