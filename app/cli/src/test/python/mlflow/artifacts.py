"""Files of runs: up, listed, down."""

import hashlib
import os
import tempfile
from pathlib import Path

import mlflow
import requests

from expected import client, equal, refused


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main():
    c = client()
    mlflow.set_experiment("artifacts")
    folder = Path(tempfile.mkdtemp())
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("eins\n")
    (folder / "sub" / "größe ü+ 1.csv").write_text("x,y\n1,2\n")
    (folder / "sub" / "deep" / "empty.bin").write_bytes(b"")
    large = folder / "large.bin"
    with open(large, "wb") as file:
        for _ in range(int(sys_mebibytes())):
            file.write(os.urandom(1 << 20))

    with mlflow.start_run() as run:
        mlflow.log_artifact(folder / "a.txt")
        mlflow.log_artifacts(folder / "sub", artifact_path="tree")
        mlflow.log_artifact(large, artifact_path="tree/deep")
        mlflow.log_dict({"k": [1, 2]}, "facts/one.json")
        mlflow.log_text("zwei", "facts/two.txt")
    run_id = run.info.run_id

    equal(sorted(f.path for f in c.list_artifacts(run_id)), ["a.txt", "facts", "tree"])
    listed = {f.path: (f.is_dir, f.file_size) for f in c.list_artifacts(run_id, "tree")}
    equal(listed["tree/deep"][0], True)
    equal(listed["tree/größe ü+ 1.csv"], (False, 8))
    equal(c.list_artifacts(run_id, "nothing/here"), [])

    down = Path(c.download_artifacts(run_id, "tree", str(folder)))
    equal((down / "größe ü+ 1.csv").read_text(), "x,y\n1,2\n")
    equal((down / "deep" / "empty.bin").read_bytes(), b"")
    equal(digest(down / "deep" / "large.bin"), digest(large))
    equal(mlflow.artifacts.load_dict(f"runs:/{run_id}/facts/one.json"), {"k": [1, 2]})

    mlflow.MlflowClient().log_text(run_id, "drei", "facts/two.txt")  # of a run, a file may be replaced
    equal(mlflow.artifacts.load_text(f"runs:/{run_id}/facts/two.txt"), "drei")

    place = run.info.artifact_uri.replace("mlflow-artifacts:/", "/api/2.0/mlflow-artifacts/artifacts/")
    address = mlflow.get_tracking_uri() + place + "/a.txt"
    whole = requests.get(address, timeout=30)
    equal((whole.status_code, whole.content), (200, b"eins\n"))
    equal(whole.headers["X-Content-Type-Options"], "nosniff")
    assert whole.headers["Content-Disposition"].startswith("attachment"), whole.headers
    part = requests.get(address, headers={"Range": "bytes=1-2"}, timeout=30)
    equal((part.status_code, part.content, part.headers["Content-Range"]), (206, b"in", "bytes 1-2/5"))
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.list_artifacts("0" * 32)


def sys_mebibytes():
    return os.environ.get("LARGE_MEBIBYTES", "64")


main()
