"""A relmap that is started, asked, measured and stopped: what soak.py and kill.py share."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 60
ANSWER_TIMEOUT_S = 30


def run(program, *args):
    """Runs a command of relmap to its end; (exit code, what it said)."""
    done = subprocess.run([program, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
    return done.returncode, done.stdout.decode(errors="replace")


class Server:
    """`relmap serve` on a free loopback port. The log goes to a file, so that no pipe fills up."""

    def __init__(self, program, store, log_path, *options):
        self.started = time.monotonic()
        self.log = open(log_path, "ab")
        self.process = subprocess.Popen(
            [program, "serve", "--db", store, "--listen", "127.0.0.1:0", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log)
        self.port = None

    def wait_until_ready(self):
        """Seconds from the start until /readyz answers."""
        watchdog = threading.Timer(START_TIMEOUT_S, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline().decode()
        watchdog.cancel()
        said = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if not said:
            raise RuntimeError(f"relmap did not start: {line!r}, exit code {self.process.poll()}")
        self.port = int(said.group(1))
        client = Client(self.port)
        try:
            status, _, body = client.ask("GET", "/readyz")
        finally:
            client.close()
        if status != 200 or json.loads(body)["writes"] != "ok":
            raise RuntimeError(f"/readyz: {status} {body!r}")
        return time.monotonic() - self.started

    def kill(self):
        """kill -9, as a power cut would be for the process."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_TIMEOUT_S)
        self.close()

    def terminate(self):
        """SIGTERM; (exit code, seconds until it was gone)."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            return "none in %d s" % STOP_TIMEOUT_S, time.monotonic() - begin
        self.close()
        return code, time.monotonic() - begin

    def close(self):
        self.process.stdout.close()
        self.log.close()

    def resident_bytes(self):
        """Of the server, and of all its workers."""
        workers = children_of(self.process.pid)
        return resident_bytes(self.process.pid), sum(resident_bytes(pid) for pid in workers)


def children_of(parent):
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as stat:
                if int(stat.read().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(name))
        except OSError:
            pass  # it has ended meanwhile
    return found


def resident_bytes(pid):
    try:
        with open(f"/proc/{pid}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


class Client:
    """One keep-alive connection of one thread."""

    token = ""  # shown by all of them; "": none

    def __init__(self, port):
        self.port = port
        self.connection = None
        self.used = 0.0

    def ask(self, method, target, body=None, headers=None):
        """(status, headers by lower-case name, body). OSError or HTTPException: the connection broke."""
        # The server closes connections that are idle for long; that is no error, so they are not reused.
        if self.connection and time.monotonic() - self.used > 5:
            self.close()
        if not self.connection:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_TIMEOUT_S)
            self.connection.connect()
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        try:
            headers = dict(headers or {})
            if self.token:
                headers["Authorization"] = "Bearer " + self.token
            self.connection.request(method, target, body, headers)
            response = self.connection.getresponse()
            answer = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self.used = time.monotonic()
        return answer

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


def quote(text):
    return urllib.parse.quote(text, safe="")


def node_path(label, key):
    return f"/api/v1/nodes/{quote(label)}/{quote(key)}"


def edge_path(edge_type, start, end, **key):
    query = {"from": start, "to": end, **key}
    return f"/api/v1/edges/{quote(edge_type)}?{urllib.parse.urlencode(query)}"
