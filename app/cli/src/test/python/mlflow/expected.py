"""What the scripts beside this one assert with."""

import contextlib
import os
import sys

os.environ.update(
    # A failed request is asked again seven times, which a test of refusals need not wait for.
    MLFLOW_HTTP_REQUEST_MAX_RETRIES="1",
    MLFLOW_HTTP_REQUEST_TIMEOUT="60",
    MLFLOW_DISABLE_TELEMETRY="true",
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
    GIT_PYTHON_REFRESH="quiet",
)

import mlflow  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402


def client():
    """A client of the server whose address is the script's first argument."""
    address = sys.argv[1]
    mlflow.set_tracking_uri(address)
    mlflow.set_registry_uri(address)
    return mlflow.MlflowClient()


@contextlib.contextmanager
def refused(code, *words):
    """What is done within is refused with this error code and these words."""
    try:
        yield
    except MlflowException as e:
        assert e.error_code == code, f"{e.error_code} instead of {code}: {e.message}"
        for word in words:
            assert word in e.message, e.message
    else:
        raise AssertionError(f"not refused, expected {code}")


def equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"
