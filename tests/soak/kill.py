#!/usr/bin/env python3
"""kill.py PROGRAM [--rounds N] [--seconds S] [--seed N]: kill -9 under load, over HTTP.

Writers put, patch and delete nodes and send batches, and remember what was acknowledged. The server is killed at
a random moment and started again; then everything acknowledged must be there, a write that was under way is there
whole or not at all, and `relmap verify` is clean. Exit code 0: so it was, every time.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time

from relmap_server import Client, Server, node_path, run

WRITERS = 4
NODES_OF_WRITER = 12
BATCH = 3
ABSENT = None  # the value of a node that is not there


class Writer(threading.Thread):
    """Writes to nodes that are its own until the server is gone.

    `acknowledged`: node → value. `open_write`: what the write under way, whose answer never came, would set.
    """

    def __init__(self, number, acknowledged, seed):
        super().__init__()
        self.prefix = f"kill-{number}"
        self.acknowledged = acknowledged
        self.random = random.Random(seed)
        self.open_write = {}
        self.port = None
        self.count = 0
        self.broke_at = None
        self.refusals = []

    def run(self):
        client = Client(self.port)
        try:
            while not self.refusals:
                method, target, body, changes = self.next_write()
                self.open_write = changes
                status, _, answer = client.ask(method, target, body)
                if status not in (200, 201, 204):
                    self.refusals.append(f"{method} {target}: {status} {answer[:300]!r}")
                    return
                self.acknowledged.update(changes)
                self.open_write = {}
                self.count += 1
        except (OSError, http.client.HTTPException):
            self.broke_at = time.monotonic()  # killed, or so it should be
        finally:
            client.close()

    def next_write(self):
        value = f"v{self.random.getrandbits(48)}"
        name = f"{self.prefix}-{self.random.randrange(NODES_OF_WRITER)}"
        there = self.acknowledged.get(name) is not ABSENT
        kind = self.random.randrange(10)
        if kind < 3:
            names = [f"{self.prefix}-batch-{i}" for i in range(BATCH)]
            changes = [{"op": "put", "node": f"Contact/{n}", "properties": {"title": value}} for n in names]
            return "POST", "/api/v1/batch", {"changes": changes}, {n: value for n in names}
        if kind < 5 and there:
            return "DELETE", node_path("Contact", name), None, {name: ABSENT}
        method = "PATCH" if kind < 8 and there else "PUT"
        return method, node_path("Contact", name), {"properties": {"title": value}}, {name: value}


def value_of(client, name):
    status, _, body = client.ask("GET", node_path("Contact", name))
    if status == 404:
        return ABSENT
    if status != 200:
        raise RuntimeError(f"GET {name}: {status} {body[:300]!r}")
    return json.loads(body)["properties"]["title"]


def check(port, writer):
    """What is wrong with what is there; takes over what turned out to be written."""
    client = Client(port)
    found = []
    opened = writer.open_write
    actual = {name: value_of(client, name) for name in {*writer.acknowledged, *opened}}
    client.close()
    arrived = [name for name, value in opened.items() if actual[name] == value]
    if arrived and len(arrived) < len(opened):
        found.append(f"half of a batch: {arrived} of {list(opened)}")
    for name, value in actual.items():
        expected = writer.acknowledged.get(name)
        if value != expected and name not in arrived:
            found.append(f"{name} is {value}, acknowledged was {expected}")
    writer.acknowledged.update(actual)
    return found


class Test:
    def __init__(self, options, work):
        self.program = options.program
        self.seconds = options.seconds
        self.store = "rocksdb:" + os.path.join(work, "store")
        self.log = os.path.join(work, "log")
        self.random = random.Random(options.seed)
        self.states = [{} for _ in range(WRITERS)]
        self.ready, self.written, self.problems = [], 0, []

    def start(self):
        server = Server(self.program, self.store, self.log)
        self.ready.append(server.wait_until_ready())
        return server

    def round(self, number):
        server = self.start()
        writers = [Writer(i, state, self.random.getrandbits(32)) for i, state in enumerate(self.states)]
        for writer in writers:
            writer.port = server.port
            writer.start()
        time.sleep(self.random.uniform(0.02, self.seconds))
        killed_at = time.monotonic()
        server.kill()
        for writer in writers:
            writer.join()
            if writer.broke_at and writer.broke_at < killed_at:
                self.problems.append(f"round {number}: a connection broke before the server was killed")
            self.written += writer.count
            self.problems += writer.refusals
        self.kill_while_starting()
        server = self.start()
        for writer in writers:
            self.problems += [f"round {number}: {text}" for text in check(server.port, writer)]
        server.kill()
        code, said = run(self.program, "verify", "--db", self.store)
        if code != 0:
            self.problems.append(f"round {number}: verify: exit code {code}: {said}")

    def kill_while_starting(self):
        """Recovery is killed too, now and then."""
        if self.random.random() < 0.5:
            return
        server = Server(self.program, self.store, self.log)
        time.sleep(self.random.uniform(0, 0.1))
        server.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=2.0, help="of load before a kill, at most")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    print(f"kill -9 under load: {options.rounds} rounds, --seed {options.seed}", flush=True)
    work = tempfile.mkdtemp(prefix="relmap-kill-")
    test = Test(options, work)
    try:
        for number in range(1, options.rounds + 1):
            test.round(number)
            if test.problems:
                break
    except Exception as error:  # it did not start, or did not answer: that is a finding too
        test.problems.append(f"{type(error).__name__}: {error}")
    for problem in test.problems[:20]:
        print("WRONG:", problem)
    ready = sorted(test.ready)
    if ready:
        print(f"{test.written} writes acknowledged, {sum(map(len, test.states))} nodes followed; start to /readyz: "
              f"median {ready[len(ready) // 2] * 1000:.0f} ms, longest {ready[-1] * 1000:.0f} ms")
    if test.problems:
        print(f"the store and the log are left in {work}")
        return 1
    if test.written == 0:
        print("WRONG: no write was ever acknowledged")
        return 1
    shutil.rmtree(work, ignore_errors=True)
    print("all of it was there, every time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
