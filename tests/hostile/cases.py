"""Requests that nobody sane sends. Each is one connection: what is sent, and what may come back."""

import json
import random

from framing import BATCH, REFUSED, SMUGGLED, Case, chunks, request, smuggling


def traversal():
    up = [
        b"../",
        b"..%2f",
        b"..%2F",
        b"%2e%2e/",
        b"%2e%2e%2f",
        b".%2e/",
        b"%252e%252e%252f",
        b"..\\",
        b"..%5c",
        b"....//",
        b"..;/",
        b"%c0%ae%c0%ae/",
        b"%e0%80%ae%e0%80%ae/",
        b"..%c0%af",
        b"%uff0e%uff0e/",
        b"..%00/",
        b"\xc0\xae\xc0\xae/",
        b"./../",
        b"//../",
    ]
    roots = [b"/", b"/style.css/", b"/api/v1/nodes/Contact/", b"/api/v1/accounts/"]
    for root in roots:
        for step in up:
            target = root + step * 6 + b"etc/passwd"
            yield Case("traversal %r" % target[:40], request(b"GET", target), (400, 404))
    for target in (
        b"/etc/passwd",
        b"//etc/passwd",
        b"/style.css%00.html",
        b"/style.css/..",
        b"/%00",
        b"/.",
        b"/..",
        b"/.git/config",
        b"/%2F",
    ):
        yield Case("traversal %r" % target, request(b"GET", target), (400, 404))
    for target in (
        b"file:///etc/passwd",
        b"http://evil.example/",
        b"etc/passwd",
        b"*",
        b"\\etc\\passwd",
        b"?",
        b"/healthz#x",
    ):
        yield Case("target %r" % target, request(b"GET", target), (400, 404, 421))


def bodies():
    """JSON of every bad kind, to every address that takes it."""

    def nested(n, one, end):
        return one * n + end * n

    half = b"\xed\xa0\x80"  # half of a surrogate pair, as bytes
    texts = {
        "nothing": b"",
        "a space": b" ",
        "an array": b"[]",
        "null": b"null",
        "a number": b"7",
        "NUL": b"\0",
        "a BOM": b"\xef\xbb\xbf{}",
        "UTF-16": '{"a":1}'.encode("utf-16"),
        "open": b"{",
        "a comment": b"{/* */}",
        "a comma": b'{"a":1,}',
        "single quotes": b"{'a':1}",
        "NaN": b'{"properties":{"a":NaN}}',
        "text after it": b"{} {}",
        "deep arrays": nested(100_000, b"[", b"]"),
        "deep objects": nested(100_000, b'{"a":', b"}"),
        "deep and open": b"[" * 1_000_000,
        "33 levels": nested(33, b'{"a":', b"}"),
        "a name twice": b'{"properties":{},"properties":{}}',
        "a name twice inside": b'{"properties":{"name":"a","name":"b"}}',
        "a name twice, spelled apart": b'{"properties":{"na\\u006de":"a","name":"b"}}',
        "bytes that are not UTF-8": b'{"properties":{"name":"\xff"}}',
        "overlong UTF-8": b'{"properties":{"name":"\xc0\x80"}}',
        "half a surrogate": b'{"properties":{"name":"' + half + b'"}}',
        "half a surrogate, escaped": b'{"properties":{"name":"\\ud800"}}',
        "a control character": b'{"properties":{"name":"\x01"}}',
        "NUL, escaped": b'{"properties":{"name":"a\\u0000b","level":"boss"}}',
        "a number too large": b'{"properties":{"x":1e999}}',
        "an integer too large": b'{"properties":{"x":99999999999999999999999}}',
        "a long number": b'{"properties":{"x":' + b"9" * 200_000 + b"}}",
        "an escape cut off": b'{"a":"\\u12',
        "100,000 names": json.dumps({"properties": {"p%d" % i: i for i in range(100_000)}, "x": 1}).encode(),
        "7 MiB of text": b'{"wrong":"' + b"x" * (7 << 20) + b'"}',
        "7 MiB of brackets": b"[{" * (7 << 19),
        "a key named __proto__": b'{"__proto__":{"a":1}}',
    }
    places = [
        (b"POST", b"/api/v1/batch"),
        (b"PUT", b"/api/v1/nodes/Contact/hostile"),
        (b"PATCH", b"/api/v1/nodes/Contact/ob-lin-shuhui"),
        (b"POST", b"/api/v1/merge"),
        (b"POST", b"/api/v1/accounts/oceanic-bank/what-if"),
        (b"PUT", b"/api/v1/edges/KNOWS?from=TeamMember/tm-chen-li&to=Contact/ob-arjun-mehta"),
    ]
    for name, text in texts.items():
        for method, target in places:
            yield Case("JSON to %s: %s" % (target.decode(), name), request(method, target, text), REFUSED)
    for op in (
        b'{"op":"put"}',
        b'{"op":7}',
        b'{"op":"put","node":7}',
        b'{"op":"put","node":"x"}',
        b'{"op":"delete","node":"/"}',
        b'{"op":"put","edge":[]}',
        b"null",
        b"[]",
        b"1",
        b'{"op":"put","node":"Contact/x","properties":[]}',
        b'{"op":"merge","node":"Contact/x","if_version":-1}',
        b'{"op":"put","node":"Contact/' + b"x" * 100_000 + b'","properties":{}}',
    ):
        yield Case("batch of %r" % op[:40], request(b"POST", b"/api/v1/batch", b'{"changes":[' + op + b"]}"), REFUSED)
    yield Case(
        "a batch of 10,001",
        request(
            b"POST",
            b"/api/v1/batch",
            b'{"changes":[' + b",".join([b'{"op":"delete","node":"Contact/x"}'] * 10_001) + b"]}",
        ),
        (413,),
    )
    yield Case("9 MiB", request(b"POST", b"/api/v1/batch", b" " * (9 << 20)), (413,), True)
    yield Case("a length of 9 PB", BATCH + b"Content-Length: 999999999999999\r\n\r\n{}", (413,), True)
    for kind in (
        b"multipart/form-data; boundary=x",
        b"multipart/form-data",
        b"application/x-www-form-urlencoded",
        b"text/plain",
        b"application/json; charset=utf-7",
        b"\xff",
    ):
        yield Case(
            "Content-Type %r" % kind,
            request(b"POST", b"/api/v1/batch", b"{}", b"Content-Type: " + kind + b"\r\n"),
            REFUSED,
        )
    for coding in (b"gzip", b"deflate", b"br", b"zstd", b"gzip, gzip", b"nonsense"):
        yield Case(
            "Content-Encoding %r" % coding,
            request(b"POST", b"/api/v1/batch", b"\x1f\x8b\x08\0{}rubbish", b"Content-Encoding: " + coding + b"\r\n"),
            REFUSED,
        )


def addresses():
    odd = [
        b"%ff",
        b"%c0%80",
        b"%ed%a0%80",
        b"%f5%80%80%80",
        b"%00",
        b"%",
        b"%2",
        b"%zz",
        b"%u0041",
        b"\xff",
        b"\x80abc",
        b"%0d%0aX-Injected:%20yes",
        b"%7f",
        b"a%00b",
    ]
    for word in odd:
        yield Case("path %r" % word, request(b"GET", b"/api/v1/nodes/Contact/" + word), (400, 404))
        yield Case("value %r" % word, request(b"GET", b"/api/v1/search?q=" + word), (200, 400))
        yield Case("name %r" % word, request(b"GET", b"/api/v1/search?" + word + b"=1&q=lin"), (400,))
    for query in (
        b"limit=-1",
        b"limit=99999999999999999999",
        b"limit=1e3",
        b"limit=",
        b"limit=%2B5",
        b"limit=5&limit=6",
        b"cursor=%22",
        b"date=0000-00-00",
        b"date=2026-02-30",
        b"date=99999-01-01",
        b"as_of=-1",
        b"as_of=99999999999999999999",
        b"as_of=9999-12-31",
        b"as_of=" + b"9" * 5000,
        b"lang=xx",
        b"format=exe",
        b"format=../../etc/passwd",
        b"&&&&&====",
        b"=",
        b"x" * 3000 + b"=1",
        b"&" * 7000,
        b"&".join(b"date=2026-11-24" for _ in range(400)),
    ):
        yield Case("query %r" % query[:30], request(b"GET", b"/api/v1/accounts?" + query), (200, 400, 404))
    for target in (
        b"/api/v1/paths?from=x&to=y",
        b"/api/v1/paths?from=team:nobody&to=Contact/x&k=50&max_hops=10",
        b"/api/v1/accounts/oceanic-bank/map?format=json&expand=all&view=focus",
        b"/api/v1/accounts/oceanic-bank/map?format=json&view=path&to=Contact/" + b"x" * 7000,
        b"/api/v1/changes?since=" + b"1" * 4000,
        b"/api/v1/edges/KNOWS",
        b"/api/v1/edges/%3Cscript%3E?from=a/b&to=c/d",
    ):
        yield Case("target %r" % target[:40], request(b"GET", target), (400, 404))


def heads():
    for n in (9_000, 60_000, 200_000):
        yield Case("an address of %d bytes" % n, request(b"GET", b"/" + b"a" * n), (400, 414, 431), True)
        yield Case(
            "a header of %d bytes" % n,
            request(b"GET", b"/healthz", None, b"X-Long: " + b"a" * n + b"\r\n"),
            (200, 400, 431),
        )
        yield Case(
            "a header name of %d bytes" % n, request(b"GET", b"/healthz", None, b"X" * n + b": 1\r\n"), (200, 400, 431)
        )
        yield Case("a method of %d bytes" % n, request(b"A" * n, b"/healthz"), (400, 414, 431, 501), True)
    for n in (1_000, 5_000, 50_000):
        yield Case(
            "%d headers" % n,
            request(b"GET", b"/healthz", None, b"".join(b"X-%d: y\r\n" % i for i in range(n))),
            (200, 431),
        )
    for method in (
        b"BREW",
        b"get",
        b"Get",
        b"PRI",
        b"TRACE",
        b"CONNECT",
        b"PROPFIND",
        b"G%45T",
        b"GET\0",
        b"GET,POST",
        b'"GET"',
        b"G\xc3\x89T",
    ):
        yield Case("method %r" % method, request(method, b"/healthz"), (400, 405, 501))
    for line in (
        b"GET /healthz",
        b"GET /healthz HTTP/1.1 x",
        b"GET  /healthz HTTP/1.1",
        b"GET\t/healthz\tHTTP/1.1",
        b" GET /healthz HTTP/1.1",
        b"GET /heal thz HTTP/1.1",
        b"GET /healthz HTTP/1.2",
        b"GET /healthz HTTP/2.0",
        b"GET /healthz HTTP/11",
        b"GET /healthz HTTP/1.1\0",
        b"GET /healthz http/1.1",
        b"GET /healthz HTTP/-1.1",
        b"GET /hea\x0blthz HTTP/1.1",
        b"GET",
        b"",
        b"\0",
        b"GET HTTP/1.1",
        b"GET /healthz ICAP/1.0",
    ):
        yield Case(
            "request line %r" % line, line + b"\r\nHost: localhost\r\n\r\n" + SMUGGLED, (400, 405, 501, 505), True
        )
    yield Case("a request line that ends in LF", b"GET /healthz HTTP/1.1\nHost: localhost\r\n\r\n", (400,), True)
    for host in (
        b"evil.example",
        b"localhost.evil.example",
        b"127.0.0.1.evil.example",
        b"",
        b"localhost@evil.example",
        b"[::1",
        b"0x7f.1",
        b"localhost:99999999",
        b"localhost, evil.example",
        b"%6cocalhost",
        b"a" * 5000,
    ):
        yield Case("Host %r" % host[:40], b"GET /healthz HTTP/1.1\r\nHost: " + host + b"\r\n\r\n", (200, 400, 421))
    for name, value in (
        (b"Range", b"bytes=0-0,1-1,2-2"),
        (b"Range", b"bytes=" + b"0-1," * 1500 + b"0-1"),
        (b"Range", b"bytes=a-b"),
        (b"Expect", b"200-maybe"),
        (b"Accept", b"," * 5000),
        (b"Accept", b"a/b;q=" + b"9" * 5000),
        (b"Accept", b";;;,,,///"),
        (b"If-None-Match", b'"' * 5000),
        (b"If-None-Match", b"W/" * 3000),
        (b"If-Match", b'"v99999999999999999999"'),
        (b"Accept-Encoding", b"gzip;q=x, *" * 300),
        (b"Connection", b"Upgrade, HTTP2-Settings"),
        (b"Upgrade", b"h2c"),
        (b"X-Request-Id", b'"}{\x7f'),
        (b"X-Request-Id", b"a" * 7000),
        (b"Cookie", b"a=b; " * 1500),
        (b"Last-Event-ID", b"9" * 3000),
        (b"Keep-Alive", b"timeout=999999999"),
        (b"Date", b"%s%n%x"),
    ):
        yield Case(
            "%s: %r" % (name.decode(), value[:30]),
            request(b"GET", b"/api/v1/accounts/oceanic-bank", None, name + b": " + value + b"\r\n"),
            (200, 206, 304, 400, 406, 412, 416, 417, 431),
        )


def strangers():
    """Other protocols, and none at all."""
    hello = (
        bytes.fromhex("16030100c8010000c40303") + bytes(32) + b"\0" + bytes.fromhex("00021301") + b"\1\0" + bytes(150)
    )
    yield Case("HTTP/0.9", b"GET /healthz\r\n", (0, 400), True, end="half")
    yield Case(
        "HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9) + b"\0\0\0\4\0\0\0\0\0", (0, 400, 501, 505), True
    )
    yield Case("a TLS hello", hello, (0, 400), True, end="half")
    yield Case("SSH", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", (0, 400), True)
    yield Case("Redis", b"*1\r\n$4\r\nPING\r\n\r\n", (0, 400), True)
    yield Case("SMTP", b"EHLO localhost\r\nMAIL FROM:<a@b>\r\n\r\n", (0, 400), True)
    yield Case("10,000 empty lines", b"\r\n" * 10_000, (0, 400), True)
    yield Case("100,000 NULs", b"\0" * 100_000, (0, 400, 414, 431), True, end="half")
    yield Case("a line without an end", b"a" * 300_000, (0, 400, 414, 431), True)
    dice = random.Random(20261128)
    for n in range(30):
        yield Case(
            "random bytes %d" % n, dice.randbytes(dice.randrange(1, 3000)), (0, 400, 414, 431, 501), True, end="half"
        )
    good = request(
        b"PUT", b"/api/v1/nodes/Contact/dice", b'{"properties":{"name":"Dice"}}', b"Content-Type: application/json\r\n"
    )
    for n in range(60):  # an ordinary request in which a few bytes are others
        changed = bytearray(good)
        for _ in range(dice.randrange(1, 4)):
            changed[dice.randrange(len(changed))] = dice.choice(b"\0\r\n :%\x7f\xff0A")
        yield Case("a garbled request %d" % n, bytes(changed), (0, 200, 201) + REFUSED, None, answers=2, end="half")


def broken_off():
    body = request(b"POST", b"/api/v1/batch", b'{"changes":[]}')
    for cut in (1, 5, 20, 40, len(body) - 14, len(body) - 1):
        yield Case("half-closed after %d bytes" % cut, body[:cut], (0, 400), True, end="half")
        yield Case("closed after %d bytes" % cut, body[:cut], (0,), None, end="close")
        yield Case("reset after %d bytes" % cut, body[:cut], (0,), None, end="reset")
    yield Case("half-closed after all of it", request(b"GET", b"/api/v1/accounts"), (200,), None, end="half")
    yield Case(
        "closed before the answer", request(b"GET", b"/api/v1/accounts/oceanic-bank/coverage"), (0,), None, end="close"
    )
    yield Case("reset before the answer", request(b"GET", b"/openapi.json") * 50, (0,), None, end="reset")
    yield Case(
        "an announced body that never comes",
        BATCH + b"Expect: 100-continue\r\nContent-Length: 10\r\n\r\n",
        (100, 400, 417),
        True,
        answers=2,
        end="half",
    )
    yield Case("a request in single bytes", request(b"GET", b"/healthz"), (200,), False, pieces=60)
    yield Case("500 requests at once", request(b"GET", b"/healthz") * 500, (200,), False, answers=500)
    yield Case(
        "requests around a bad one",
        request(b"GET", b"/healthz") * 3 + b"BAD\r\n\r\n" + request(b"GET", b"/healthz"),
        (200, 400),
        True,
        answers=4,
    )
    yield Case("a long body after a refusal", request(b"POST", b"/nowhere", b"x" * (2 << 20)), (404,), None)


def all_cases():
    for family in (traversal, smuggling, chunks, bodies, addresses, heads, strangers, broken_off):
        yield from family()
