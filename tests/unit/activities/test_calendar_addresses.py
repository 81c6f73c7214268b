"""Which addresses are fetched from; and fetching, with a resolver and a server of our own."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Sequence

import httpx
import pytest

from bot.calendars.fetch import Fetched, FetchFailed, fetch, resolve_name
from community.calendars.addresses import AddressRefused, checked_url, refuse_address
from community.calendars.reading import MAX_BYTES

PUBLIC = "93.184.215.14"
URL = "https://calendar.example.org/a.ics?x=1"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org/a.ics", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("//example.org/a.ics", "not_https"),
        ("https://user:secret@example.org/", "user"),
        ("https://user@example.org/", "user"),
        ("https:///a.ics", "no_host"),
        ("https://example.org:8443/", "port"),
        ("https://example.org:99999/", "unreadable"),
        ("https://[::1/", "unreadable"),
        ("https://exam ple.org/", "unreadable"),
        ("https://例子.org/", "unreadable"),
        ("https://127.0.0.1/", "not_public"),
        ("https://[::1]/", "not_public"),
        ("https://169.254.169.254/latest", "not_public"),
        ("https://example.org/" + "a" * 500, "too_long"),
    ],
)
def test_urls_that_are_refused(url: str, reason: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        checked_url(url)
    assert refused.value.values["reason"] == reason


@pytest.mark.parametrize("url", [URL, "https://example.org:443/", f"https://{PUBLIC}/"])
def test_urls_that_may_be_fetched(url: str) -> None:
    assert checked_url(url).scheme == "https"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2001:0:7f00:1::1",
        "fec0::1",
        "feff::1",
        "3fff::1",
        "3fff:fff::1",
        "5f00::1",
        "100::1",
        "100:0:0:1::1",
        "64:ff9b:1::808:808",
        "2001:2::1",
        "2001:20::1",
        "2001:30::1",
        "2002:808:808::1",
        "2620:4f:8000::1",
        "4000::1",
        "::8.8.8.8",
        "fe80::1%eth0",
        "192.0.0.9",
        "192.31.196.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        refuse_address(address)
    assert refused.value.values["reason"] == "not_public"


@pytest.mark.parametrize(
    "address",
    [
        PUBLIC,
        "8.8.8.8",
        "223.5.5.5",
        "2606:4700::1111",
        "2400:3200::1",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ],
)
def test_addresses_that_are(address: str) -> None:
    refuse_address(address)


def test_what_is_no_address() -> None:
    with pytest.raises(AddressRefused):
        refuse_address("localhost")


Answer = Callable[[httpx.Request], httpx.Response]


class Double:
    """A resolver and a server that note what they are asked."""

    def __init__(self, answer: Answer, addresses: Sequence[str] = (PUBLIC,)) -> None:
        self.addresses = addresses
        self.asked: list[httpx.Request] = []
        self.names: list[str] = []

        def note(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            return answer(request)

        self.transport = httpx.MockTransport(note)

    async def resolve(self, host: str) -> Sequence[str]:
        self.names.append(host)
        return self.addresses if not host.startswith("inside") else ["10.0.0.1"]

    async def fetch(self, url: str = URL, etag: str | None = None) -> Fetched:
        return await fetch(url, etag, resolve=self.resolve, transport=self.transport)


def answered(content: bytes, **headers: str) -> httpx.Response:
    """As it comes from a network: not read yet."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, stream=httpx.ByteStream(content), headers=named)


def good(_: httpx.Request) -> httpx.Response:
    return answered(b"BEGIN:VCALENDAR", ETag='"2"')


async def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    double = Double(good)
    assert await double.fetch(etag='"1"') == Fetched(b"BEGIN:VCALENDAR", '"2"')
    (request,) = double.asked
    assert str(request.url) == f"https://{PUBLIC}/a.ics?x=1"
    assert request.headers["Host"] == "calendar.example.org"
    assert request.headers["If-None-Match"] == '"1"'
    assert request.extensions["sni_hostname"] == "calendar.example.org"
    assert "Authorization" not in request.headers


async def test_an_address_of_version_six() -> None:
    double = Double(good, ["2606:4700::1111"])
    await double.fetch("https://calendar.example.org")
    assert str(double.asked[0].url) == "https://[2606:4700::1111]/"


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], [PUBLIC, "127.0.0.1"], ["::ffff:169.254.169.254"]]
)
async def test_names_that_lead_inside(addresses: list[str]) -> None:
    double = Double(good, addresses)
    with pytest.raises(AddressRefused):
        await double.fetch()
    assert double.asked == []


def redirect(to: str) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/a.ics":
            return httpx.Response(302, headers={"Location": to})
        return good(request)

    return answer


async def test_redirects_are_checked_again() -> None:
    double = Double(redirect("https://other.example.org/b.ics"))
    assert (await double.fetch()).data == b"BEGIN:VCALENDAR"
    assert double.names == ["calendar.example.org", "other.example.org"]
    relative = Double(redirect("/c.ics"))
    await relative.fetch()
    assert relative.names == ["calendar.example.org"] * 2
    for to in ("https://inside.example.org/", "http://other.example.org/", "https://127.0.0.1/"):
        with pytest.raises(AddressRefused):
            await Double(redirect(to)).fetch()
    with pytest.raises(FetchFailed, match="redirects"):
        await Double(redirect(URL)).fetch()


async def test_nothing_new_since_the_mark() -> None:
    double = Double(lambda request: httpx.Response(304))
    assert await double.fetch(etag='"1"') == Fetched(None, '"1"')


BOMB = gzip.compress(gzip.compress(bytes(10_000_000)))


def packed(encoding: str, content: bytes) -> httpx.Response:
    return answered(content, Content_Encoding=encoding)


async def test_what_is_not_packed_may_say_so() -> None:
    answer = packed("Identity", b"BEGIN:VCALENDAR")
    assert (await Double(lambda request: answer).fetch()).data == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize("to", ["https://" + "a" * 64 + ".example.org/", "https://a..b.example/"])
async def test_a_redirect_to_a_name_that_cannot_be_one(to: str) -> None:
    async def resolve(host: str) -> Sequence[str]:
        return [PUBLIC] if host == "calendar.example.org" else await resolve_name(host)

    with pytest.raises(FetchFailed, match="unresolved"):
        await fetch(URL, resolve=resolve, transport=Double(redirect(to)).transport)


async def test_a_mark_that_cannot_be_sent_back_is_not_kept() -> None:
    odd = [(b"ETag", '"日"'.encode())]
    double = Double(
        lambda request: httpx.Response(200, stream=httpx.ByteStream(b"BEGIN"), headers=odd)
    )
    assert (await double.fetch()).etag is None
    await double.fetch(etag='"日"')
    await double.fetch(etag='"1\n2"')
    assert all("If-None-Match" not in request.headers for request in double.asked)


def too_big(_: httpx.Request) -> httpx.Response:
    return answered(b"x" * (MAX_BYTES + 1))


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def slow(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (too_big, "too_big"),
        (unreachable, "unreachable"),
        (slow, "timeout"),
        (lambda request: httpx.Response(404), "status"),
        (lambda request: httpx.Response(302), "status"),
        (lambda request: packed("gzip", gzip.compress(b"BEGIN:VCALENDAR")), "encoded"),
        (lambda request: packed("gzip, gzip", BOMB), "encoded"),
        (lambda request: packed("br", b"BEGIN:VCALENDAR"), "encoded"),
        (redirect("https://[::1"), "unreachable"),
    ],
)
async def test_what_goes_wrong(answer: Answer, code: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        await Double(answer).fetch()
    assert failed.value.code == code


async def test_names_that_are_not_known() -> None:
    with pytest.raises(FetchFailed, match="unresolved"):
        await Double(good, []).fetch()
    with pytest.raises(FetchFailed, match="unresolved"):
        await resolve_name("does-not-exist.invalid")
    assert await resolve_name("127.0.0.1") == ["127.0.0.1"]


async def test_a_server_that_never_ends() -> None:
    async def never(host: str) -> Sequence[str]:
        await asyncio.sleep(60)
        return [PUBLIC]

    with pytest.raises(FetchFailed, match="timeout"):
        await fetch(URL, resolve=never, transport=httpx.MockTransport(good), seconds=0.05)
