"""Many clients that hold on to the server, and what a healthy one notices of them."""
import contextlib
import select
import threading
import time

from wire import Fault, connect, get, reset

TARGET = "/api/v1/accounts/oceanic-bank"


class Feel:
    """What a healthy client feels: the times of `n` requests, each on a new connection, in seconds."""

    def __init__(self, port, n):
        times = []
        for _ in range(n):
            begin = time.monotonic()
            status = get(port, TARGET).status
            times.append(time.monotonic() - begin)
            if status != 200:
                raise Fault("a healthy client got %d" % status)
        times.sort()
        self.median, self.p99 = times[n // 2], times[min(n - 1, n * 99 // 100)]

    def __str__(self):
        return "median %.2f ms, p99 %.2f ms" % (self.median * 1e3, self.p99 * 1e3)


@contextlib.contextmanager
def drip(clients, every, piece):
    """Sends `piece` on each client every so many seconds meanwhile, so that none of them is idle."""
    done = threading.Event()

    def run():
        while not done.wait(every):
            for client in clients:
                try:
                    client.send(piece)
                except OSError:
                    pass  # the server has let it go

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def let_go(clients, seconds):
    """Whether the server ends every one of them within so many seconds."""
    until, left = time.monotonic() + seconds, set(clients)
    poll = select.poll()
    for client in clients:
        poll.register(client, select.POLLRDHUP)
    by_number = {client.fileno(): client for client in clients}
    while left and time.monotonic() < until:
        for number, _ in poll.poll(500):
            poll.unregister(number)
            left.discard(by_number[number])
    return not left


@contextlib.contextmanager
def crowd(port, n, begin, small_buffers=False):
    clients = []
    try:
        for i in range(n):
            clients.append(connect(port, small_buffers))
            if begin:
                with contextlib.suppress(ConnectionError):
                    clients[i].sendall(begin)
        yield clients
    finally:
        for client in clients:
            reset(client)


def slow_heads(port, n):
    return crowd(port, n, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")


def slow_bodies(port, n):
    return crowd(port, n, b"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{")


def idle(port, n):
    return crowd(port, n, b"")


def deaf(port, n):
    """They ask for more than all buffers hold, and read nothing."""
    return crowd(port, n, b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 150, small_buffers=True)


# Name, how they are made, how many (short and full profile), what they send meanwhile, whether the server must have
# let them go within its limits (30 s for a request to come, for an answer to be taken, and between requests).
CROWDS = [
    ("slow heads", slow_heads, 60, 200, b"x", True),
    ("slow bodies", slow_bodies, 60, 200, b" ", True),
    ("more slow heads than threads", slow_heads, 300, 400, b"x", True),
    ("idle connections", idle, 300, 1000, b"", True),
    ("clients that never read", deaf, 20, 50, b"", True),
]
