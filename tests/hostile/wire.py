"""A relmap server to be mistreated, and answers read strictly. Every wait is bounded."""
import json
import os
import re
import resource
import select
import socket
import struct
import subprocess
import time

PATIENCE = 20.0  # seconds; only a hang should meet it


class Fault(Exception):
    """What must not happen; the text says what did."""


class Server:
    """`relmap demo` with the sample world in memory, on a free port of loopback."""

    def __init__(self, program, samples, log):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard < 4096 else max(soft, 4096), hard))
        self.log = open(log, "wb")
        self.process = subprocess.Popen(
            [
                program,
                "demo",
                "--db",
                "memory:",
                "--samples",
                samples,
                "--listen",
                "127.0.0.1:0",
                "--date",
                "2026-11-24",
            ],
            stdout=subprocess.PIPE,
            stderr=self.log,
            stdin=subprocess.DEVNULL,
        )
        self.port = self._read_port()

    def _read_port(self):
        text, until = b"", time.monotonic() + 60
        while time.monotonic() < until:
            if not select.select([self.process.stdout], [], [], 1)[0]:
                continue
            piece = os.read(self.process.stdout.fileno(), 65536)
            text += piece
            found = re.search(rb"listens on http://127\.0\.0\.1:(\d+)", text)
            if found:
                return int(found.group(1))
            if not piece:
                break
        raise Fault("the server does not start; it said: " + text[-500:].decode("utf-8", "replace"))

    def check_alive(self):
        if self.process.poll() is not None:
            raise Fault("the server has died with exit code %d" % self.process.returncode)

    def figures(self):
        """Resident KiB and open files of the process."""
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as status:
            resident = int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))
        return resident, len(os.listdir("/proc/%d/fd" % self.process.pid))

    def stop(self):
        """Its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Fault("the server did not stop within a minute of being asked") from None
        finally:
            self.process.stdout.close()
            self.log.close()


def connect(port, small_buffers=False):
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if small_buffers:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(PATIENCE)
    client.connect(("127.0.0.1", port))
    return client


def reset(client):
    """Closes without the usual goodbye: the other side sees a reset."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


def take_answer(data, to_head=False):
    """The first answer in `data` and what follows it; (None, data) where it is not all there yet."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        if data and not b"HTTP/1.1 ".startswith(data[:9]):
            raise Fault("not an answer: %r" % data[:80])
        return None, data
    lines = data[:end].decode("latin-1").split("\r\n")
    first = re.fullmatch(r"HTTP/1\.1 (\d{3}) [ -~]*", lines[0])
    if not first:
        raise Fault("not a status line: %r" % lines[0])
    headers = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", name) or re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise Fault("not a header line: %r" % line)
        headers.setdefault(name.lower(), value.strip())
    status, rest = int(first.group(1)), data[end + 4 :]
    bodiless = to_head or status in (204, 304) or status < 200
    length = 0 if bodiless else int(headers.get("content-length", "0"))
    if len(rest) < length:
        return None, data
    return Answer(status, headers, rest[:length]), rest[length:]


def check_answer(answer, to_head=False):
    """Errors are problem documents, everything else is a proper answer."""
    if answer.status == 100 or answer.status < 400 or to_head:
        if not 100 <= answer.status < 600:
            raise Fault("status %d" % answer.status)
        return
    kind = answer.headers.get("content-type")
    if kind != "application/problem+json":
        raise Fault("%d with Content-Type %s" % (answer.status, kind))
    try:
        problem = json.loads(answer.body.decode("utf-8"))
    except ValueError as error:
        raise Fault("%d whose problem is no JSON: %s: %r" % (answer.status, error, answer.body[:200])) from None
    if problem.get("status") != answer.status or not problem.get("type") or not problem.get("detail"):
        raise Fault("%d whose problem is incomplete: %r" % (answer.status, answer.body[:200]))


def read_answers(client, wanted, to_the_end, to_head=False):
    """(answers, whether the server closed): `wanted` answers, or all until it closes."""
    data, answers, closed, until = b"", [], False, time.monotonic() + PATIENCE
    while not closed and (to_the_end or len(answers) < wanted):
        client.settimeout(max(0.01, until - time.monotonic()))
        try:
            piece = client.recv(1 << 16)
        except ConnectionError:
            piece = b""
        except TimeoutError:
            raise Fault(
                "no end within %d s; %d answers came, and then %r" % (PATIENCE, len(answers), data[:80])
            ) from None
        closed = not piece
        data += piece
        while data:
            answer, data = take_answer(data, to_head)
            if not answer:
                break
            answers.append(answer)
    if closed and data:
        raise Fault("the answer breaks off: %r" % data[:80])
    return answers, closed


GIVES_WAY_S = 1.0  # the server lets a connection go that it has waited for so long, where others wait for a thread


def get(port, target, client=None):
    """One well-behaved request; its answer. On a connection of its own unless `client` is given.

    On a starved machine this client may itself be one that the server has waited for; such a request is sent again, once.
    """
    begun = time.monotonic()
    answers = get_once(port, target, client)
    if not answers and not client and time.monotonic() - begun >= GIVES_WAY_S:
        answers = get_once(port, target, client)
    if not answers:
        raise Fault("no answer to a healthy request for " + target)
    check_answer(answers[0])
    return answers[0]


def get_once(port, target, client):
    own = client or connect(port)
    try:
        own.sendall(b"GET " + target.encode("ascii") + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answers, _ = read_answers(own, 1, False)
    finally:
        if not client:
            own.close()
    return answers
