"""What a case is; and requests whose end two programs could see in different places."""
BATCH = b"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Smuggled: yes\r\n\r\n"
REFUSED = (400, 401, 403, 404, 405, 406, 409, 411, 413, 414, 415, 417, 421, 422, 431, 501)


class Case:
    """`statuses`: what the answers may be; 0 stands for a close without one. `closes`: the server must close (True), or
    must keep the connection (False), or may do either (None). `answers`: how many at most."""

    def __init__(self, name, data, statuses=REFUSED, closes=None, answers=1, end=None, to_head=False, pieces=1):
        self.name, self.data, self.statuses, self.closes, self.answers = name, data, statuses, closes, answers
        self.end, self.to_head, self.pieces = end, to_head, pieces


def request(method, target, body=None, headers=b""):
    head = method + b" " + target + b" HTTP/1.1\r\nHost: localhost\r\n" + headers
    if body is None:
        return head + b"\r\n"
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def smuggling():
    """Shapes that two programs may take apart differently: refused, and nothing after them is believed."""
    chunked, five = b"0\r\n\r\n", b"{   }"
    shapes = [
        ("CL and TE", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunked),
        ("TE and CL", b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunked),
        ("two CL", b"Content-Length: 5\r\nContent-Length: 0\r\n", five),
        ("two CL, equal", b"Content-Length: 5\r\nContent-Length: 5\r\n", five),
        ("a list in CL", b"Content-Length: 5, 5\r\n", five),
        ("two TE", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunked),
        ("CL with a space before the colon", b"Content-Length : 5\r\n", five),
        ("TE with a space before the colon", b"Transfer-Encoding : chunked\r\n", chunked),
        ("TE with a tab before the colon", b"Transfer-Encoding\t: chunked\r\n", chunked),
        ("TE in a folded line", b"X: y\r\n Transfer-Encoding: chunked\r\n", chunked),
        ("TE whose value is folded", b"Transfer-Encoding:\r\n chunked\r\n", chunked),
        ("TE whose value is folded by a tab", b"Transfer-Encoding:\r\n\tchunked\r\n", chunked),
        ("TE after a bare LF", b"X: y\nTransfer-Encoding: chunked\r\n", chunked),
        ("CL after a bare LF", b"X: y\nContent-Length: 5\r\n", five),
        ("CL after a bare CR", b"X: y\rContent-Length: 5\r\n", five),
        ("CL on a line that ends in LF", b"Content-Length: 5\n", five),
        ("a head that ends in LF LF", b"Content-Length: 5\r\n\n", five),
        ("percent-encoded CL", b"Content-Length: %35\r\n", five),
        ("percent-encoded TE", b"Transfer-Encoding: chunke%64\r\n", chunked),
        ("NUL in a value", b"X: a\0b\r\nContent-Length: 5\r\n", five),
        ("NUL in a name", b"X\0: a\r\nContent-Length: 5\r\n", five),
        ("NUL before TE", b"\0Transfer-Encoding: chunked\r\n", chunked),
        ("a line without a colon", b"Content-Length 5\r\n", five),
        ("a line with an empty name", b": 5\r\n", five),
        ("a control character in a value", b"X: a\x0bb\r\n", five),
        ("a range of the refusal", b"Range: bytes=0-1\r\nContent-Length : 5\r\n", five),
        ("two Host", b"Host: evil.example\r\nContent-Length: 5\r\n", five),
    ]
    lengths = [
        b"+5",
        b"-5",
        b"0x5",
        b"5 5",
        b"5a",
        b"5.0",
        b"5e0",
        b'"5"',
        b"",
        b"18446744073709551621",
        b"9" * 300,
        b"\xb2",
        b"00000000000000000005",
        b"5;5",
    ]
    shapes += [("CL %r" % value, b"Content-Length: " + value + b"\r\n", five) for value in lengths]
    encodings = [
        b"xchunked",
        b"chunked, identity",
        b"identity, chunked",
        b"gzip, chunked",
        b"chunked;q=1",
        b'"chunked"',
        b"identity",
        b"",
        b"chunked\x0b",
        b"\x0bchunked",
        b"chunkedx",
        b"chunk ed",
        b"chunked,chunked",
        b"cow",
    ]
    shapes += [("TE %r" % value, b"Transfer-Encoding: " + value + b"\r\n", chunked) for value in encodings]
    for name, headers, body in shapes:
        yield Case("smuggling: " + name, BATCH + headers + b"\r\n" + body + SMUGGLED, (400, 413, 501), True)
    yield Case(
        "smuggling: chunked in HTTP/1.0",
        BATCH.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n" + chunked + SMUGGLED,
        (400,),
        True,
    )
    for method in (b"GET", b"HEAD", b"OPTIONS", b"TRACE"):
        yield Case(
            "smuggling: a body after %r" % method,
            request(method, b"/healthz", SMUGGLED),
            (400,),
            True,
            to_head=method == b"HEAD",
        )
        yield Case(
            "smuggling: chunks after %r" % method,
            request(method, b"/healthz", None, b"Transfer-Encoding: chunked\r\n") + chunked + SMUGGLED,
            (400,),
            True,
            to_head=method == b"HEAD",
        )


def chunks():
    head = BATCH + b"Transfer-Encoding: chunked\r\n\r\n"
    bad = {
        "a size with a sign": b"+5\r\n{   }\r\n0\r\n\r\n",
        "a negative size": b"-5\r\n{   }\r\n0\r\n\r\n",
        "a size with 0x": b"0x5\r\n{   }\r\n0\r\n\r\n",
        "a size after a space": b" 5\r\n{   }\r\n0\r\n\r\n",
        "a size before a space": b"5 \r\n{   }\r\n0\r\n\r\n",
        "no size": b"\r\n{   }\r\n0\r\n\r\n",
        "a size of 65 bits": b"10000000000000005\r\n{   }\r\n0\r\n\r\n",
        "a size of all F": b"FFFFFFFFFFFFFFFF\r\n{   }\r\n0\r\n\r\n",
        "a size of 4 GB": b"FFFFFFFF\r\n{   }\r\n0\r\n\r\n",
        "a size that ends in LF": b"5\n{   }\r\n0\r\n\r\n",
        "data that end in LF": b"5\r\n{   }\n0\r\n\r\n",
        "data longer than the size": b"5\r\n{   }xx\r\n0\r\n\r\n",
        "data shorter than the size": b"6\r\n{   }\r\n0\r\n\r\n",
        "garbage after the data": b"5\r\n{   }\r\nzz\r\n0\r\n\r\n",
        "an end in LF": b"5\r\n{   }\r\n0\n\n",
        "a trailer": b"5\r\n{   }\r\n0\r\nX-More: yes\r\n\r\n",
        "garbage as the end": b"5\r\n{   }\r\n0\r\nxx",
        "an endless extension": b"5;" + b"x" * 5000 + b"\r\n{   }\r\n0\r\n\r\n",
        "a CR in an extension": b"5;a\rb\r\n{   }\r\n0\r\n\r\n",
        "an LF in an extension": b"5;a\nb\r\n{   }\r\n0\r\n\r\n",
        "an endless size": b"0" * 5000 + b"5\r\n{   }\r\n0\r\n\r\n",
        "NUL": b"\0" * 50,
    }
    for name, body in bad.items():
        yield Case("chunks: " + name, head + body + SMUGGLED, (400, 413), True)
    yield Case(
        "chunks: one of a byte each",
        head + b"".join(b"1\r\n%c\r\n" % c for c in b'{"changes":[]}') + b"0\r\n\r\n",
        (200, 400),
        False,
        pieces=40,
    )
    yield Case("chunks: an extension", head + b"2;name=value\r\n{}\r\n0\r\n\r\n", (400,), False)
