#!/usr/bin/env python3
"""soak.py PROGRAM SAMPLES [--minutes M] [--seed N]: everything at once on one server, for a long time.

Readers of all GET routes (from /openapi.json, with its examples), writers with preconditions, batches, pictures,
imports and event streams, at rates that take about one core. Any answer that is not expected is an error. Then: is
memory flat, does SIGTERM end the server with exit code 0, is the store clean? Exit code 0: all of it.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from load import Load
from load_reads import EventStream, Pictures, Reader
from load_writes import Importer, Writer
from relmap_server import Client, Server, run

SAMPLE_EVERY_S = 10
FLAT = 1.1  # memory at the end, beside that after the first quarter
JUDGED_FROM_MINUTES = 20  # before that the allocator and the workers still grow to their usual size


class Memory:
    """Samples of the server's and its workers' resident memory, and of what caches and buffers hold of it."""

    # Each grows up to a bound of its own.
    BUFFERS = ("relmap_answer_cache_bytes", "relmap_engine_unflushed_bytes", "relmap_engine_cache_bytes")

    def __init__(self, server):
        self.server = server
        self.client = Client(server.port)
        self.samples = []  # (seconds, own, workers, buffers)
        self.begin = time.monotonic()

    def sample(self):
        own, workers = self.server.resident_bytes()
        _, _, text = self.client.ask("GET", "/metrics")
        figures = dict(line.rsplit(" ", 1) for line in text.decode().splitlines() if not line.startswith("#"))
        buffers = sum(float(figures.get(name, 0)) for name in self.BUFFERS)
        self.samples.append((time.monotonic() - self.begin, own, workers, int(buffers)))

    def at(self, share):
        """The median of three samples around that share of the time: (own, workers, buffers)."""
        middle = round(share * (len(self.samples) - 1))
        near = self.samples[max(0, middle - 2):middle + 1] if share == 1 else self.samples[max(0, middle - 1):middle + 2]
        return [sorted(column)[len(near) // 2] for column in list(zip(*near))[1:]]

    def report(self):
        """Prints the table; the growth from the first quarter to the end, as a factor."""
        print(f"\n{'memory, MB':24}{'server':>10}{'workers':>10}{'of it buffers':>14}")
        for share, name in ((0.1, "after 10 %"), (0.25, "after a quarter"), (0.5, "half"), (1, "end")):
            own, workers, buffers = (value / 1e6 for value in self.at(share))
            print(f"{name:24}{own:10.1f}{workers:10.1f}{buffers:14.1f}")
        (own_a, workers_a, buffers_a), (own_b, workers_b, buffers_b) = self.at(0.25), self.at(1)
        return (own_b + workers_b - buffers_b) / (own_a + workers_a - buffers_a)


def start_threads(load, options):
    workers = [Reader(load, n, per_second=3) for n in range(3)]
    workers += [Writer(load, n, per_second=5) for n in range(2)]
    workers += [Pictures(load, per_second=0.5), Importer(load, per_second=0.1)]
    workers += [EventStream(load, n) for n in range(2)]
    seeds = random.Random(options.seed)
    for worker in workers:
        worker.random.seed(seeds.getrandbits(32))
        worker.start()
    return workers


def soak(server, load, options):
    workers = start_threads(load, options)
    memory = Memory(server)
    end = time.monotonic() + options.minutes * 60
    while time.monotonic() < end and server.process.poll() is None:
        memory.sample()
        time.sleep(max(0.0, min(SAMPLE_EVERY_S, end - time.monotonic())))
    load.stop.set()
    for worker in workers:
        worker.join(timeout=60)
        if worker.is_alive():
            load.error("the test itself", f"{worker.name} does not end")
    if server.process.poll() is None:
        memory.sample()
    memory.client.close()
    return memory


def judge(program, store, server, load, memory, minutes):
    """Prints the summary; what is wrong, as sentences."""
    wrong = []
    load.report()
    growth = memory.report()
    print(f"grown since the first quarter, without caches and buffers: {growth:.3f}")
    if minutes < JUDGED_FROM_MINUTES:
        print(f"(not judged: under {JUDGED_FROM_MINUTES} minutes)")
    elif growth > FLAT:
        wrong.append(f"memory is not flat: {growth:.3f}")
    if server.process.poll() is not None:
        wrong.append(f"the server ended by itself: exit code {server.process.returncode}")
    else:
        code, seconds = server.terminate()
        print(f"SIGTERM: exit code {code} after {seconds:.2f} s")
        if code != 0:
            wrong.append(f"SIGTERM: exit code {code}")
    code, said = run(program, "verify", "--db", store)
    print("verify:", said.strip().splitlines()[-1] if said.strip() else "", f"(exit code {code})")
    if code != 0:
        wrong.append("verify is not clean")
    if load.error_count:
        wrong.append(f"{load.error_count} errors")
    return wrong


def with_authentication(program, work):
    """The options of a server that asks for a token and keeps an audit log; the token is what clients show."""
    tokens = os.path.join(work, "tokens.json")
    made = subprocess.run([program, "token", "create", "--tokens", tokens, "--name", "soak", "--role", "admin", "--all-accounts"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    Client.token = made.stdout.decode().strip()
    return "--tokens", tokens, "--audit", os.path.join(work, "audit.jsonl")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("samples")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    print(f"soak: {options.minutes:g} minutes, --seed {options.seed}", flush=True)
    work = tempfile.mkdtemp(prefix="relmap-soak-")
    store = "rocksdb:" + os.path.join(work, "store")
    code, said = run(program, "import", "--db", store, options.samples)
    if code != 0:
        print("the sample world cannot be imported:", said)
        return 1
    server = Server(program, store, os.path.join(work, "log"), "--date", "2026-11-24", *with_authentication(program, work))
    server.wait_until_ready()
    load = Load(server.port)
    try:
        memory = soak(server, load, options)
        wrong = judge(program, store, server, load, memory, options.minutes)
    finally:
        if server.process.poll() is None:
            server.kill()
    for sentence in wrong:
        print("WRONG:", sentence)
    if wrong:
        print(f"the store and the log are left in {work}")
        return 1
    shutil.rmtree(work, ignore_errors=True)
    print("all well")
    return 0


if __name__ == "__main__":
    sys.exit(main())
