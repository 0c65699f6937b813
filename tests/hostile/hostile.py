#!/usr/bin/env python3
"""Sends a relmap server what nobody sane would, and looks after each whether it is well.

hostile.py PROGRAM SAMPLES [--short] [--only TEXT]

Every answer must be a proper one or a problem document, or the connection closes without a word; the server must live,
and serve a healthy client. Then crowds of clients hold on to it, while a healthy one is timed. --short: smaller crowds,
which are not waited for, and times are not judged. Exit code 0: all is well; 1: it is not, and the report says what."""
import argparse
import contextlib
import os
import sys
import tempfile
import time

from cases import all_cases
from crowds import CROWDS, Feel, drip, let_go
from wire import Fault, Server, check_answer, connect, get, read_answers, reset

SLACK = 0.010  # seconds that a healthy client may wait longer on any machine
SETTLE = 2.0  # seconds after which a crowd is no news any more
TRIES = 3


def run_case(port, case):
    client = connect(port)
    try:
        size = max(1, -(-len(case.data) // case.pieces))
        with contextlib.suppress(ConnectionError, BrokenPipeError):  # cut off while it sends: what came back decides
            for at in range(0, len(case.data), size):
                client.sendall(case.data[at : at + size])
        if case.end == "close":
            return
        if case.end == "reset":
            reset(client)
            return
        if case.end == "half":
            with contextlib.suppress(OSError):
                client.shutdown(1)
        to_the_end = case.closes is True or case.end == "half"
        answers, closed = read_answers(client, case.answers, to_the_end, case.to_head)
    finally:
        client.close()
    if len(answers) > case.answers:
        raise Fault("%d answers: what followed was taken for a request" % len(answers))
    if not answers and 0 not in case.statuses:
        raise Fault("no answer")
    for answer in answers:
        check_answer(answer, case.to_head)
        if answer.status not in case.statuses:
            raise Fault("%d: %r" % (answer.status, answer.body[:200]))
        if b"root:" in answer.body or "x-injected" in answer.headers:
            raise Fault("the answer holds what it must not: %r" % answer.body[:200])
    if case.closes is False and closed:
        raise Fault("the connection was closed")


class Report:
    def __init__(self):
        self.passed, self.faults = 0, []

    def add(self, name, work):
        try:
            work()
            self.passed += 1
        except (Fault, OSError) as fault:
            self.faults.append(name)
            print("FAULT  %s: %s" % (name, str(fault) or type(fault).__name__), flush=True)


def run_crowd(server, row, short):
    name, make, few, many, piece, limited = row
    requests, size = (40, few) if short else (1000, many)
    for attempt in range(TRIES):
        before = Feel(server.port, requests)
        with make(server.port, size) as clients:
            with drip(clients, 0.5, piece) if piece else contextlib.nullcontext():
                time.sleep(0 if short else SETTLE)
                during = Feel(server.port, requests)
                good = all(
                    now <= max(2 * was, was + SLACK)
                    for now, was in ((during.median, before.median), (during.p99, before.p99))
                )
                if limited and not short and attempt == 0 and not let_go(clients, 60):
                    raise Fault("the server holds on to them beyond its limits")
        server.check_alive()
        print(
            "%d %s: alone %s; among them %s (x%.1f, x%.1f)%s"
            % (
                size,
                name,
                before,
                during,
                during.median / before.median,
                during.p99 / before.p99,
                "" if good or short else ", more than twice",
            ),
            flush=True,
        )
        if good or short:
            return
    raise Fault("a healthy client waits clearly longer, %d times in a row" % TRIES)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("samples")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", default="", help="only cases and crowds whose name holds this text")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        server = Server(options.program, options.samples, log)
        try:
            run_all(server, options, report)
        finally:
            code = server.stop()
        if code != 0:
            report.faults.append("stop")
            with open(log, encoding="utf-8", errors="replace") as text:
                print("FAULT  the server ended with %d: %s" % (code, text.read()[-3000:]))
    print("%d passed, %d faults" % (report.passed, len(report.faults)))
    return 1 if report.faults or not report.passed else 0


def run_all(server, options, report):
    get(server.port, "/api/v1/accounts/oceanic-bank/coverage")
    resident, files = server.figures()

    def one(case):
        run_case(server.port, case)
        server.check_alive()
        if get(server.port, "/healthz").status != 200:
            raise Fault("a healthy client is not served afterwards")

    for case in all_cases():
        if options.only in case.name:
            report.add(case.name, lambda case=case: one(case))
    for row in CROWDS:
        if options.only in row[0]:
            report.add(row[0], lambda row=row: run_crowd(server, row, options.short))
    report.add("files are given back", lambda: check_files(server, files))
    print("memory: %d MiB before, %d MiB after" % (resident // 1024, server.figures()[0] // 1024))


def check_files(server, before):
    until = time.monotonic() + 40
    while server.figures()[1] > before + 5:
        if time.monotonic() > until:
            raise Fault("%d files were open, now %d" % (before, server.figures()[1]))
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
