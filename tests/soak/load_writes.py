"""Writers and importers of a soak. Each keeps to nodes of its own, so it knows what must be there."""

import io
import json
import time
import zipfile

from load import Worker
from relmap_server import edge_path, node_path

NODES_OF_WRITER = 40
MEMBER = "TeamMember/{}"


class Writer(Worker):
    """Puts, patches, deletes and batches with preconditions, and reads what it wrote."""

    def __init__(self, load, number, per_second):
        super().__init__(load, f"writer {number}", per_second)
        self.prefix = f"soak-{number}"
        self.known = {}  # node → (tag, title)
        self.member = self.some_member()

    def some_member(self):
        found = json.loads(self.client.ask("GET", "/api/v1/accounts/oceanic-bank")[2])
        return found["team"][0]["member"]["id"]

    def step(self):
        name = f"{self.prefix}-{self.random.randrange(NODES_OF_WRITER)}"
        if name not in self.known:
            return self.create(name)
        return self.random.choice([self.patch, self.patch, self.outdated, self.replace, self.read, self.tie,
                                   self.batch, self.delete])(name)

    def title(self):
        return f"t{self.random.getrandbits(40)}"

    def take(self, name, title, answer):
        if answer:
            self.known[name] = (answer[1]["etag"], title)

    def create(self, name):
        title = self.title()
        self.take(name, title, self.ask("PUT node", "PUT", node_path("Contact", name), (201,),
                                        {"properties": {"name": name, "title": title}}, {"If-None-Match": "*"}))

    def replace(self, name):
        title = self.title()
        self.take(name, title, self.ask("PUT node", "PUT", node_path("Contact", name), (200,),
                                        {"properties": {"title": title}}, {"If-Match": self.known[name][0]}))

    def patch(self, name):
        title = self.title()
        self.take(name, title, self.ask("PATCH node", "PATCH", node_path("Contact", name), (200,),
                                        {"properties": {"title": title}}, {"If-Match": self.known[name][0]}))

    def outdated(self, name):
        self.ask("PATCH node, outdated", "PATCH", node_path("Contact", name), (412,),
                 {"properties": {"title": "never"}}, {"If-Match": '"v1"'})

    def read(self, name):
        answer = self.ask("GET node, own", "GET", node_path("Contact", name), (200,))
        tag, title = self.known[name]
        if answer and (answer[1]["etag"] != tag or json.loads(answer[2])["properties"].get("title") != title):
            self.load.error("GET node, own", f"{name}: {answer[1]['etag']} {answer[2][:300]!r}, not {tag} {title}")

    def tie(self, name):
        path = edge_path("KNOWS", MEMBER.format(self.member), "Contact/" + name)
        level = self.random.choice(["vendor", "credible_source", "trusted_advisor"])
        put = self.ask("PUT edge", "PUT", path, (200, 201), {"properties": {"relationship_level": level}})
        got = self.ask("GET edge, own", "GET", path, (200,))
        if put and got and json.loads(got[2])["properties"]["relationship_level"] != level:
            self.load.error("GET edge, own", f"{name}: {got[2][:300]!r}, not {level}")
        if self.random.random() < 0.5:
            self.ask("DELETE edge", "DELETE", path, (204,), headers={"If-Match": got[1]["etag"]} if got else {})
            self.ask("GET edge, own", "GET", path, (404,))

    def batch(self, name):
        title = self.title()
        change = {"op": "merge", "node": "Contact/" + name, "properties": {"title": title}}
        # All or nothing: a change that cannot be refuses the other.
        bad = {"op": "put", "node": f"Contact/{self.prefix}-bad", "properties": {"level": "king"}}
        self.ask("POST batch, refused", "POST", "/api/v1/batch", (422,), {"changes": [change, bad]})
        self.read(name)
        if self.ask("POST batch", "POST", "/api/v1/batch", (200,), {"reason": "soak", "changes": [change]}):
            answer = self.ask("GET node, own", "GET", node_path("Contact", name), (200,))
            self.take(name, title, answer)
            self.read(name)

    def delete(self, name):
        path = node_path("Contact", name)
        if self.ask("DELETE node", "DELETE", path + "?cascade=true", (204,),
                    headers={"If-Match": self.known[name][0]}):
            del self.known[name]
            self.ask("GET node, own", "GET", path, (404,))


class Importer(Worker):
    """A small folder that differs a little each time: as an upload where the server takes one, else as a batch."""

    ROWS = 20
    JOB_TIMEOUT_S = 60

    def __init__(self, load, per_second):
        super().__init__(load, "importer", per_second)
        self.uploads = "/api/v1/imports" in load.api["paths"]

    def step(self):
        rows = {f"soak-import-{i}": f"t{self.random.randrange(3)}" for i in range(self.ROWS)}
        if self.uploads:
            self.upload(rows)
        else:
            changes = [{"op": "merge", "node": f"Contact/{name}", "properties": {"title": title}}
                       for name, title in rows.items()]
            self.ask("POST batch, import", "POST", "/api/v1/batch", (200,), {"reason": "import", "changes": changes})
        name, title = self.random.choice(sorted(rows.items()))
        answer = self.ask("GET node, imported", "GET", node_path("Contact", name), (200,))
        if answer and json.loads(answer[2])["properties"].get("title") != title:
            self.load.error("GET node, imported", f"{name}: {answer[2][:300]!r}, not {title}")

    def upload(self, rows):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
            folder.writestr("nodes/Contact.csv", "id,title\n" + "".join(f"{n},{t}\n" for n, t in rows.items()))
        begun = self.ask("POST import", "POST", "/api/v1/imports", (202,), packed.getvalue(),
                         {"Content-Type": "application/zip"})
        if not begun:
            return
        address, job = begun[1]["location"], json.loads(begun[2])
        deadline = time.monotonic() + self.JOB_TIMEOUT_S
        while job["state"] in ("queued", "running") and time.monotonic() < deadline:
            time.sleep(0.05)
            answer = self.ask("GET import", "GET", address, (200,))
            if not answer:
                return
            job = json.loads(answer[2])
        if job["state"] != "done" or job["report"]["rejected"] or job["report"]["rows"] != len(rows):
            self.load.error("POST import", f"it ended as {job}")
        self.ask("DELETE import", "DELETE", address, (204,))
