"""Reads a version of a dataset whose files are in a bucket, through the server's catalog."""

import sys

from pyiceberg.catalog import load_catalog

server, version = sys.argv[1].rstrip("/"), sys.argv[2]
catalog = load_catalog("evenkeel", type="rest", uri=f"{server}/iceberg")
sales = catalog.load_table("default.sales")
rows = sales.scan(snapshot_id=sales.snapshot_by_name(version).snapshot_id).to_arrow()
assert rows.sort_by("id").to_pydict() == {"id": [1, 2], "price": [10.5, 20.0]}, rows
assert sales.scan().to_arrow().num_rows == 3
