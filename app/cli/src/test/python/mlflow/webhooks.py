"""Webhooks by the unmodified client, and what a receiver gets, checked by MLflow's own signature.

Against MLflow's own server it passes with MLFLOW_WEBHOOK_ALLOWED_SCHEMES=http,https and
_MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS=true."""

import json
import queue
import threading
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

from mlflow.entities.webhook import WebhookEvent, WebhookStatus
from mlflow.webhooks.delivery import _generate_hmac_signature

from expected import client, equal, refused

SECRET = "a secret of both"
told = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told.put((dict(self.headers), body.decode("utf-8")))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


def heard():
    headers, body = told.get(timeout=30)
    headers = {name.lower(): value for name, value in headers.items()}
    delivery, timestamp = headers["x-mlflow-delivery-id"], headers["x-mlflow-timestamp"]
    uuid.UUID(delivery)
    equal(headers["x-mlflow-signature"], _generate_hmac_signature(SECRET, delivery, timestamp, body))
    equal(headers["content-type"], "application/json")
    event = json.loads(body)
    equal(body, json.dumps(event))  # the same bytes as Python's
    return event["entity"] + "." + event["action"], event["data"]


def managed(c, url):
    made = c.create_webhook(
        name="hook",
        url=url,
        events=["registered_model.created", "model_version_tag.set"],
        description="first",
        secret=SECRET,
    )
    equal((made.name, made.url, made.description), ("hook", url, "first"))
    equal(made.status, WebhookStatus.ACTIVE)
    equal(sorted(map(str, made.events)), ["model_version_tag.set", "registered_model.created"])
    assert made.secret is None, "the secret came back"
    equal(c.get_webhook(made.webhook_id).name, "hook")

    others = [c.create_webhook(f"page-{i}", url, ["registered_model.created"], status="DISABLED") for i in range(3)]
    first = c.list_webhooks(max_results=2)
    rest = c.list_webhooks(max_results=2, page_token=first.token)
    names = [each.name for each in list(first) + list(rest)]
    equal(names[:4], ["page-2", "page-1", "page-0", "hook"])
    for each in others:
        c.delete_webhook(each.webhook_id)

    changed = c.update_webhook(made.webhook_id, name="renamed", status="DISABLED")
    equal((changed.name, changed.status), ("renamed", WebhookStatus.DISABLED))
    equal(changed.description, "first")
    c.update_webhook(made.webhook_id, status="ACTIVE")

    result = c.test_webhook(made.webhook_id)
    equal((result.success, result.response_status, result.response_body), (True, 200, "ok"))
    assert heard()[0] in ("registered_model.created", "model_version_tag.set")
    c.test_webhook(made.webhook_id, event=WebhookEvent.from_str("model_version_tag.set"))
    equal(
        heard(),
        (
            "model_version_tag.set",
            {"name": "example_model", "version": "1", "key": "example_key", "value": "example_value"},
        ),
    )
    return made


def wrong(c, url):
    for name, address, events in [
        ("-bad", url, ["registered_model.created"]),
        ("a" * 64, url, ["registered_model.created"]),
        ("good", "ftp://example.com", ["registered_model.created"]),
        ("good", "not an address", ["registered_model.created"]),
    ]:
        with refused("INVALID_PARAMETER_VALUE"):
            c.create_webhook(name, address, events)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_webhook("nobody")
    with refused("INVALID_PARAMETER_VALUE"):
        c.list_webhooks(max_results=1001)


def delivered(c, made):
    c.update_webhook(
        made.webhook_id,
        events=[
            "registered_model.created",
            "model_version.created",
            "model_version_tag.set",
            "model_version_tag.deleted",
            "model_version_alias.created",
            "model_version_alias.deleted",
        ],
    )
    name = "told-" + uuid.uuid4().hex[:8]
    c.create_registered_model(name, tags={"team": "Zürich"}, description="d")
    equal(heard(), ("registered_model.created", {"name": name, "tags": {"team": "Zürich"}, "description": "d"}))

    run = c.create_run("0")
    c.log_text(run.info.run_id, "flavors: {python_function: {}}", "model/MLmodel")
    source = run.info.artifact_uri + "/model"
    c.create_model_version(name, source, run_id=run.info.run_id, tags={"k": "1"})
    equal(
        heard(),
        (
            "model_version.created",
            {
                "name": name,
                "version": "1",
                "source": source,
                "run_id": run.info.run_id,
                "tags": {"k": "1"},
                "description": None,
            },
        ),
    )
    c.set_model_version_tag(name, "1", "a", "b")
    equal(heard(), ("model_version_tag.set", {"name": name, "version": "1", "key": "a", "value": "b"}))
    c.delete_model_version_tag(name, "1", "a")
    equal(heard(), ("model_version_tag.deleted", {"name": name, "version": "1", "key": "a"}))
    c.set_registered_model_alias(name, "next", "1")
    equal(heard(), ("model_version_alias.created", {"name": name, "alias": "next", "version": "1"}))
    c.delete_registered_model_alias(name, "next")
    equal(heard(), ("model_version_alias.deleted", {"name": name, "alias": "next"}))

    c.delete_webhook(made.webhook_id)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_webhook(made.webhook_id)


def main():
    c = client()
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/in"
    made = managed(c, url)
    wrong(c, url)
    delivered(c, made)


main()
