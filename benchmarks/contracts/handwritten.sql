-- The rules of orders.odcs.yaml as somebody would write them by hand: one pass of filtered counts, and the exact uniqueness.
select
  count(*) as row_count,
  count(*) filter (where order_id is null) as order_id_required,
  count(*) filter (where order_key is null) as order_key_required,
  count(*) filter (where length(order_key) < 36) as order_key_min_length,
  count(*) filter (where length(order_key) > 36) as order_key_max_length,
  count(*) filter (where status is null) as status_required,
  count(*) filter (where status not in ('new', 'paid', 'packed', 'shipped', 'delivered', 'returned')) as status_values,
  count(*) filter (where country is null) as country_required,
  count(*) filter (where country not in ('AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'ES', 'FI', 'FR', 'GB', 'GR', 'HU', 'IE', 'IT', 'LU', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'US')) as country_values,
  count(*) filter (where amount is null) as amount_required,
  count(*) filter (where amount < 0) as amount_minimum,
  count(*) filter (where amount > 10000) as amount_maximum,
  count(*) filter (where quantity is null) as quantity_required,
  count(*) filter (where quantity < 1) as quantity_minimum,
  count(*) filter (where quantity > 100) as quantity_maximum,
  count(*) filter (where unit_price is null) as unit_price_required,
  count(*) filter (where unit_price < 0) as unit_price_minimum,
  count(*) filter (where unit_price > 1000000) as unit_price_maximum,
  count(*) filter (where ordered_on is null) as ordered_on_required,
  count(*) filter (where created_at is null) as created_at_required,
  count(*) filter (where updated_at is null) as updated_at_required,
  count(*) filter (where email is null) as email_required,
  count(*) filter (where length(email) > 100) as email_max_length,
  count(*) filter (where not regexp_matches(email, '^[a-z0-9._]+@[a-z0-9.-]+\.[a-z]+$')) as email_pattern,
  count(*) filter (where sku is null) as sku_required,
  count(*) filter (where not regexp_matches(sku, '^[A-Z]{2}-[0-9]{5}$')) as sku_pattern
from read_parquet('DATA');

select count(*) as order_id_unique
from (select order_id from read_parquet('DATA') where order_id is not null group by order_id having count(*) > 1);
