#!/usr/bin/env python3
"""Orders of a shop for run.py, the same at every run: `clean.parquet`, and `bad.parquet` in which 0.1 % of the rows break a rule.

12 columns; 10,000,000 rows make two files of about 350 MB. Needs python3 with duckdb.

usage: make_data.py FOLDER [--rows 10000000]
"""

import argparse
import pathlib

import duckdb

COUNTRIES = "AT BE CH CZ DE DK ES FI FR GB GR HU IE IT LU NL NO PL PT RO SE SI SK US".split()
STATES = "new paid packed shipped delivered returned".split()

# Every value comes from the digits of MD5, so no engine's own hash or random numbers matter.
ROWS = """
select
  i as order_id,
  d[1:8] || '-' || d[9:12] || '-' || d[13:16] || '-' || d[17:20] || '-' || d[21:32] as order_key,
  {states}[1 + (a % 6)::int] as status,
  {countries}[1 + ((a >> 8) % 24)::int] as country,
  ((a >> 16) % 2000) / 100.0::double as amount,
  (1 + (a >> 32) % 20)::integer as quantity,
  ((a >> 40) % 90 + 9)::decimal(9, 2) as unit_price,
  date '2024-01-01' + (i // 20000)::integer as ordered_on,
  timestamp '2024-01-01 00:00:00' + to_seconds(i * 3) as created_at,
  timestamp '2024-01-02 00:00:00' + to_seconds(i * 3 + (a >> 48) % 8) as updated_at,
  'user' || u || '@mail' || (u % 50) || '.example.org' as email,
  chr((65 + k % 26)::int) || chr((65 + k % 25)::int) || '-' || lpad(k::varchar, 5, '0') as sku
from (
  select i, d, a, (a >> 12) % 5000 as u, (a >> 36) % 1000 as k
  from (
    select i, md5('order ' || i) as d, (md5_number_lower('order ' || i) >> 1)::bigint as a
    from range({rows}) t(i)
  )
)
"""

# Of each thousand rows one is bad, each in its own way.
BAD = """
select * replace (
  case kind when 0 then order_id - 1 else order_id end as order_id,
  case kind when 1 then null else order_key end as order_key,
  case kind when 2 then 'lost' else status end as status,
  case kind when 3 then 'XX' else country end as country,
  case kind when 4 then -1 when 5 then 1000000 else amount end as amount,
  case kind when 6 then 0 else quantity end as quantity,
  case kind when 7 then 'nobody' else email end as email,
  case kind when 8 then 'x' else sku end as sku,
  case kind when 9 then null else created_at end as created_at
) from (select *, if(order_id % 1000 = 999, (order_id // 1000) % 10, -1) as kind from '{clean}')
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    clean, bad = options.folder / "clean.parquet", options.folder / "bad.parquet"
    engine = duckdb.connect()
    engine.execute("set memory_limit = '2GB'")
    rows = ROWS.format(states=STATES, countries=COUNTRIES, rows=options.rows)
    form = "(format parquet, compression zstd, row_group_size 122880)"
    engine.execute(f"copy ({rows}) to '{clean}' {form}")
    engine.execute(f"copy (select * exclude (kind) from ({BAD.format(clean=clean)})) to '{bad}' {form}")
    for path in (clean, bad):
        print(f"{path}: {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
