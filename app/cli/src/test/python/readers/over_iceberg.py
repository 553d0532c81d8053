"""Reads versions of a dataset from Iceberg's catalog, by the clients that people have."""

import glob
import json
import sys

import duckdb
import duckdb_ext
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import ForbiddenError, NoSuchTableError, UnauthorizedError

server, token, expected = sys.argv[1].rstrip("/"), sys.argv[2], json.loads(sys.argv[3])
uri = f"{server}/iceberg"


def same(who, version, rows):
    rows = sorted([list(row) for row in rows])
    assert rows == expected[version], (who, version, rows)
    print(who, "reads", version)


def rows(table, **what):
    read = table.scan(**what).to_arrow()
    return zip(*(column.to_pylist() for column in read.columns))


for files in ("pyarrow.PyArrowFileIO", "fsspec.FsspecFileIO"):
    catalog = load_catalog(
        "evenkeel", type="rest", uri=uri, token=token, **{"py-io-impl": f"pyiceberg.io.{files}"}
    )
    assert catalog.list_namespaces() == [("default",)]
    assert catalog.list_tables("default") == [("default", "sales")]
    sales = catalog.load_table("default.sales")
    for version in expected:
        pinned = sales.snapshot_by_name(version).snapshot_id
        same(files, version, rows(sales, snapshot_id=pinned))
    assert list(rows(sales, row_filter="id > 3", selected_fields=("id",))) == [(4,)]

    try:
        catalog.load_table("default.nothing")
        raise AssertionError("a table that is not there was loaded")
    except NoSuchTableError:
        pass
    try:
        catalog.create_namespace("more")
        raise AssertionError("a namespace was made")
    except (ForbiddenError, NotImplementedError):
        pass
    try:
        sales.append(sales.scan().to_arrow())
        raise AssertionError("rows were written")
    except (ForbiddenError, NotImplementedError, OSError):
        pass

try:
    load_catalog("evenkeel", type="rest", uri=uri, token="wrong")
    raise AssertionError("a wrong token opened the catalog")
except UnauthorizedError:
    pass

engine = duckdb.connect(config={"allow_unsigned_extensions": True})
for extension in ("avro", "httpfs", "iceberg"):
    found = glob.glob(f"{list(duckdb_ext.__path__)[0]}/**/{extension}.duckdb_extension", recursive=True)
    engine.execute(f"load '{found[0]}'")
engine.execute(f"create secret (type iceberg, token '{token}')")
engine.execute(f"attach '' as evenkeel (type iceberg, endpoint '{uri}')")
for version in expected:
    pinned = sales.snapshot_by_name(version).snapshot_id
    found = engine.execute(f"select * from evenkeel.default.sales at (version => {pinned})")
    same("DuckDB", version, found.fetchall())
