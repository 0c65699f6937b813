"""What the threads of a soak share: pace, figures, errors."""

import array
import http.client
import json
import random
import threading
import time

from relmap_server import Client

ERRORS_SHOWN = 30


class Load:
    """Counts what was asked and what went wrong. Thread-safe."""

    def __init__(self, port):
        self.port = port
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.times = {}  # route → milliseconds
        self.error_count = 0
        client = Client(port)
        self.api = json.loads(client.ask("GET", "/openapi.json")[2])
        client.close()

    def took(self, route, seconds):
        with self.lock:
            self.times.setdefault(route, array.array("f")).append(seconds * 1000)

    def error(self, route, text):
        with self.lock:
            self.error_count += 1
            if self.error_count <= ERRORS_SHOWN:
                print(f"ERROR {time.strftime('%H:%M:%S')} {route}: {text}", flush=True)

    def report(self):
        print(f"\n{'route':64}{'requests':>10}{'p50 ms':>9}{'p99 ms':>9}")
        for route, times in sorted(self.times.items()):
            ordered = sorted(times)
            last = len(ordered) - 1
            print(f"{route:64}{len(ordered):10}{ordered[last // 2]:9.1f}{ordered[round(last * 0.99)]:9.1f}")
        print(f"{'all':64}{sum(map(len, self.times.values())):10}\nerrors: {self.error_count}")


class Worker(threading.Thread):
    """A thread that does a step at a time, so many a second on average, until the load stops."""

    def __init__(self, load, name, per_second):
        super().__init__(name=name, daemon=True)
        self.load = load
        self.random = random.Random()
        self.pause = 1 / per_second
        self.client = Client(load.port)

    def run(self):
        while not self.load.stop.is_set():
            try:
                self.step()
            except (OSError, http.client.HTTPException) as error:
                self.load.error(self.name, f"broken connection: {type(error).__name__}: {error}")
            except Exception as error:  # an answer that cannot be understood
                self.load.error(self.name, f"{type(error).__name__}: {error}")
            self.load.stop.wait(self.random.uniform(0.5, 1.5) * self.pause)
        self.client.close()

    def step(self):
        raise NotImplementedError

    def ask(self, route, method, target, expected, body=None, headers=None):
        """(status, headers, body); an unexpected status is counted as an error, and None returned."""
        begin = time.monotonic()
        status, answered, content = self.client.ask(method, target, body, headers)
        self.load.took(route, time.monotonic() - begin)
        if status not in expected:
            self.load.error(route, f"{method} {target}: {status}, not {expected}: {content[:300]!r}")
            return None
        return status, answered, content
