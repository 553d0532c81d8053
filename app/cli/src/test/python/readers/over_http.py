"""Reads one version of a dataset over plain HTTP, by the clients that people have."""

import glob
import json
import os
import sys
import urllib.error
import urllib.request

import duckdb
import duckdb_extension_httpfs
import pandas
import polars

server, reference, expected = sys.argv[1].rstrip("/"), sys.argv[2], json.loads(sys.argv[3])
name, version = reference.split("@")
manifest = json.load(urllib.request.urlopen(f"{server}/api/v1/datasets/{name}/versions/{version}"))
urls = [server + file["url"] for file in manifest["dataFiles"]]
assert manifest["rows"] == len(expected), manifest["rows"]


def same(who, rows):
    rows = [[None if value != value else value for value in row] for row in rows]
    assert rows == expected, (who, rows)
    print(who, "reads", reference)


frames = [pandas.read_parquet(url) for url in urls]
same("pandas", pandas.concat(frames, ignore_index=True)[["id", "price"]].values.tolist())

same("polars", [list(row) for row in polars.read_parquet(urls).select("id", "price").rows()])
lazy = polars.scan_parquet(urls).filter(polars.col("id") == expected[0][0]).select("id", "price")
assert [list(row) for row in lazy.collect().rows()] == expected[:1]

engine = duckdb.connect()
folder = os.path.dirname(duckdb_extension_httpfs.__file__)
extension = glob.glob(f"{folder}/extensions/*/httpfs.duckdb_extension")[0]
engine.execute(f"load '{extension}'")
rows = engine.execute("select id, price from read_parquet(?)", [urls]).fetchall()
same("DuckDB", [list(row) for row in rows])

# By its parts, and by what is known already.
request = urllib.request.Request(urls[0], headers={"Range": "bytes=0-3"})
with urllib.request.urlopen(request) as part:
    assert part.status == 206 and part.read() == b"PAR1"
    tag = part.headers["ETag"]
try:
    urllib.request.urlopen(urllib.request.Request(urls[0], headers={"If-None-Match": tag}))
    raise AssertionError("a file that is known was sent again")
except urllib.error.HTTPError as known:
    assert known.code == 304, known.code
