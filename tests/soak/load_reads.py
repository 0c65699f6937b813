"""Readers, pictures and event streams of a soak."""

import http.client
import json
import urllib.parse

from load import Worker
from relmap_server import Client, quote

# Beginnings that bodies of these types have.
BEGINNINGS = {
    "image/png": (b"\x89PNG",), "application/pdf": (b"%PDF",), "image/svg+xml": (b"<?xml", b"<svg"),
    "text/html": (b"<!DOCTYPE", b"<!doctype"), "text/vnd.graphviz": (b"digraph", b"graph", b"strict")}


def content_problem(content_type, body):
    """What is wrong with a body of that type; "" where nothing is."""
    kind = content_type.split(";")[0]
    if not body:
        return "empty body"
    if kind == "application/json":
        json.loads(body)
    elif kind in BEGINNINGS and not body.startswith(BEGINNINGS[kind]):
        return f"no {kind}: {body[:40]!r}"
    elif kind.startswith("text/"):
        body.decode("utf-8")
    return ""


def parameters_of(path, operation):
    """(path with its examples, query of what is required)."""
    query = []
    for parameter in operation.get("parameters", []):
        example = parameter.get("example")
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(example))
        elif parameter.get("required"):
            query += [(parameter["name"], one) for one in (example if isinstance(example, list) else [example])]
    return path, query


def choices(operation, name):
    for parameter in operation.get("parameters", []):
        if parameter["name"] == name:
            return parameter["schema"].get("enum", [])
    return []


class Reader(Worker):
    """Every GET of the API in turn, in any of its formats; sometimes as it was."""

    # The description is read once; of single imports only the importer knows which there are.
    LEFT_OUT = ("/openapi", "/api/v1/imports/{")

    def __init__(self, load, number, per_second):
        super().__init__(load, f"reader {number}", per_second)
        self.routes = [(path, methods["get"]) for path, methods in sorted(load.api["paths"].items())
                       if "get" in methods and not path.startswith(self.LEFT_OUT)]
        self.tags = {}  # address → the tag it had
        self.next = number * 7
        self.version = 1

    def step(self):
        path, operation = self.routes[self.next % len(self.routes)]
        self.next += 1
        address, query = parameters_of(path, operation)
        # Drawings have a thread of their own; streams too.
        formats = [f for f in choices(operation, "format") if f not in ("svg", "png", "pdf", "dot", "events")]
        if formats:
            query.append(("format", self.random.choice(formats)))
        if choices(operation, "lang") and self.random.random() < 0.3:
            query.append(("lang", "zh"))
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        if "as_of" in names and self.random.random() < 0.2:
            query.append(("as_of", str(self.random.randint(1, self.version))))
        target = address + ("?" + urllib.parse.urlencode(query) if query else "")
        known = self.tags.get(target) if self.random.random() < 0.7 else None
        headers = {"If-None-Match": known} if known else {}
        answer = self.ask("GET " + path, "GET", target, (200, 304) if known else (200,), headers=headers)
        if answer:
            self.look(path, target, known, *answer)

    def look(self, path, target, known, status, headers, body):
        if status == 304:
            if headers.get("etag") != known or body:
                self.load.error("GET " + path, f"{target}: a 304 with {headers.get('etag')} and {len(body)} bytes")
            return
        if problem := content_problem(headers.get("content-type", ""), body):
            self.load.error("GET " + path, f"{target}: {problem}")
        if path == "/readyz":
            self.version = json.loads(body)["graph_version"]
        if "etag" in headers:
            if len(self.tags) > 5000:
                self.tags.clear()
            self.tags[target] = headers["etag"]


class Pictures(Worker):
    """Maps, drawn: every view, as SVG, PNG or PDF. Scales differ, so that not all come from the cache."""

    PATH = "/api/v1/accounts/{id}/map"

    def __init__(self, load, per_second):
        super().__init__(load, "pictures", per_second)
        self.operation = load.api["paths"][self.PATH]["get"]
        self.views = [view for view in choices(self.operation, "view") if self.stands_alone(view)]

    def stands_alone(self, view):
        """Some views need more to be said than their name."""
        address, query = parameters_of(self.PATH, self.operation)
        query += [("view", view), ("format", "json")]
        return self.client.ask("GET", address + "?" + urllib.parse.urlencode(query))[0] == 200

    def step(self):
        address, query = parameters_of(self.PATH, self.operation)
        kind = self.random.choice(["svg", "png", "svg", "pdf"])
        query += [("format", kind), ("view", self.random.choice(self.views))]
        if kind == "png":
            query.append(("scale", str(self.random.choice([0.5, 0.75, 1]))))
        target = address + "?" + urllib.parse.urlencode(query)
        answer = self.ask(f"GET {self.PATH} ({kind})", "GET", target, (200,))
        if answer:
            if problem := content_problem(answer[1].get("content-type", ""), answer[2]):
                self.load.error(self.PATH, f"{target}: {problem}")


class EventStream(Worker):
    """The change feed as it grows: no commit twice, none left out, also over a new connection."""

    READ_FOR_S = 20

    def __init__(self, load, number):
        super().__init__(load, f"events {number}", per_second=1)
        self.version = json.loads(self.client.ask("GET", "/readyz")[2])["graph_version"]
        self.position = None

    def step(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.load.port, timeout=40)
        headers = {"Last-Event-ID": self.position} if self.position else {}
        if Client.token:
            headers["Authorization"] = "Bearer " + Client.token
        connection.request("GET", f"/api/v1/changes?format=events&since={self.version}", headers=headers)
        response = connection.getresponse()
        if response.status != 200:
            self.load.error(self.name, f"{response.status}: {response.read()[:300]!r}")
        else:
            self.read(response, self.random.randint(2, 60))
        connection.close()

    def read(self, response, events):
        position = ""
        while events > 0 and not self.load.stop.is_set():
            line = response.readline().decode().rstrip("\n")
            if line.startswith("id: "):
                position = line[4:]
            elif line == "event: error":
                self.load.error(self.name, response.readline().decode())
                return
            elif line.startswith("data: "):
                self.take(json.loads(line[6:]))
                self.position = position
                events -= 1

    def take(self, feed):
        for commit in feed["commits"]:
            version = commit["version"]
            # A commit of many changes may come in parts.
            if version not in (self.version, self.version + 1):
                self.load.error(self.name, f"commit {version} after {self.version}")
            self.version = version
        self.load.took("events: commits", 0)
