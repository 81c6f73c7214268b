"""Against a local server that answers as the services do, not against mocks of geopy."""

import asyncio
import contextlib
import gzip
import json
import logging
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.box import Box
from geo.datum import Datum, from_wgs84
from geo.distance import distance_m
from geo.geocode import (
    LONGEST_TEXT,
    GeocodedPlace,
    GeocoderMisconfigured,
    GeocoderRefused,
    GeocoderUnavailable,
    Trouble,
    make_geocoder,
)
from geo.position import Position

HERE = Position(30.2084, 120.2120)
BINJIANG = Box(30.13, 120.12, 30.25, 120.26)
IN_BINJIANG = {"display_name": "江南大道, 滨江区", "lat": "30.2084", "lon": "120.2120"}
BOMB = gzip.compress(gzip.compress(bytes(10_000_000)))
IN_LONDON = {"display_name": "London", "lat": "51.5", "lon": "-0.12"}


class Service:
    """A local HTTP server with one answer for everybody; also usable as an HTTP proxy."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body: bytes = b"[]"
        self.delay_s = 0.0
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = urlsplit(self.path)
                address = f"{url.netloc}{url.path}"
                service.asked.append((address, parse_qs(url.query), dict(self.headers)))
                time.sleep(service.delay_s)
                with contextlib.suppress(OSError):  # the client may no longer wait
                    self.answer()

            def answer(self) -> None:
                self.send_response(service.status)
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(service.body)))
                self.end_headers()
                self.wfile.write(service.body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def answers(self, content: object) -> None:
        self.body = json.dumps(content).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Clock:
    """Stands still until slept on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def service():
    service = Service()
    yield service
    service.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def nominatim(service, clock):
    geocoder = make_geocoder(
        "Nominatim",
        options={
            "domain": service.address,
            "scheme": "http",
            "user_agent": "anjia-test",
            "proxies": {},
        },
        query_options={"language": "zh"},
        box=BINJIANG,
        timeout_s=2,
        cache_size=2,
        cache_ttl_s=60,
        clock=clock,
        sleep=clock.sleep,
    )
    yield geocoder
    await geocoder.aclose()


@pytest.fixture
async def baidu(service, clock):
    # geopy fixes Baidu's host; the server plays the proxy on the way there.
    geocoder = make_geocoder(
        "baiduv3",
        options={"api_key": "the-key", "scheme": "http", "proxies": service.address},
        box=BINJIANG,
        timeout_s=2,
        clock=clock,
        sleep=clock.sleep,
    )
    yield geocoder
    await geocoder.aclose()


async def test_nominatim_is_asked_within_the_box_and_believed_only_there(service, nominatim):
    service.answers([IN_BINJIANG, IN_LONDON, IN_BINJIANG])
    assert await nominatim.find(" 江南大道　８７号 ") == [GeocodedPlace("江南大道, 滨江区", HERE)]
    ((path, query, headers),) = service.asked
    assert path == "/search"
    assert query["q"] == ["江南大道 87号"]
    assert query["limit"] == ["5"]
    assert query["bounded"] == ["1"]
    assert query["accept-language"] == ["zh"]
    assert headers["User-Agent"] == "anjia-test"
    west, south, east, north = (float(part) for part in query["viewbox"][0].split(","))
    assert Box(south, west, north, east) == BINJIANG


async def test_baidus_answer_comes_back_in_wgs84(service, baidu):
    lat, lon = from_wgs84(HERE, Datum.BD09)
    service.answers(
        {
            "status": 0,
            "result": {
                "location": {"lng": lon, "lat": lat},
                "precise": 1,
                "confidence": 80,
                "level": "门址",
            },
        }
    )
    (place,) = await baidu.find("江南大道87号")
    assert place.label == "江南大道87号"
    assert distance_m(place.position, HERE) < 0.001
    ((address, query, _),) = service.asked
    assert address == "api.map.baidu.com/geocoding/v3/"
    assert query["address"] == ["江南大道87号"]
    assert query["ak"] == ["the-key"]


async def test_baidu_refuses_a_key_and_limits_calls(service, baidu):
    service.answers({"status": 200, "message": "APP不存在，AK有误请检查再重试"})
    with pytest.raises(GeocoderRefused) as refused:
        await baidu.find("江南大道87号")
    assert (refused.value.service, refused.value.trouble) == ("baiduv3", Trouble.KEY)
    service.answers({"status": 302, "message": "天配额超限，限制访问"})
    with pytest.raises(GeocoderUnavailable) as unavailable:
        await baidu.find("江南大道87号")
    assert unavailable.value.trouble is Trouble.LIMITED
    service.answers({"status": 1, "message": "Internal Service Error"})
    with pytest.raises(GeocoderUnavailable) as unavailable:
        await baidu.find("江南大道87号")
    assert unavailable.value.trouble is Trouble.SERVICE


async def test_any_other_service_by_its_geopy_name_in_a_datum_of_choice(service, clock):
    lat, lon = from_wgs84(HERE, Datum.GCJ02)
    service.answers(
        {
            "features": [
                {
                    "geometry": {"coordinates": [lon, lat]},
                    "properties": {"name": "江南大道", "city": "杭州市"},
                }
            ]
        }
    )
    geocoder = make_geocoder(
        "photon",
        options={"domain": service.address, "scheme": "http", "proxies": {}},
        datum=Datum.GCJ02,
        clock=clock,
        sleep=clock.sleep,
    )
    (place,) = await geocoder.find("江南大道")
    await geocoder.aclose()
    assert distance_m(place.position, HERE) < 0.001
    assert "江南大道" in place.label


async def test_answers_and_empty_answers_are_remembered_for_a_while(service, nominatim, clock):
    service.answers([IN_BINJIANG])
    first = await nominatim.find("江南大道")
    assert await nominatim.find("江南大道") == first
    service.answers([])
    assert await nominatim.find("无此路") == []
    assert await nominatim.find("无此路") == []
    assert len(service.asked) == 2
    clock.now += 60
    assert await nominatim.find("江南大道") == []
    assert len(service.asked) == 3


async def test_the_least_recently_used_answer_is_forgotten(service, nominatim):
    for text in ("甲路", "乙路", "甲路", "丙路", "甲路"):
        await nominatim.find(text)
    assert len(service.asked) == 3
    await nominatim.find("乙路")
    assert len(service.asked) == 4


async def test_failures_are_not_remembered(service, nominatim):
    service.status = 500
    with pytest.raises(GeocoderUnavailable):
        await nominatim.find("江南大道")
    service.status = 200
    service.answers([IN_BINJIANG])
    assert len(await nominatim.find("江南大道")) == 1


async def test_calls_keep_their_distance(service, nominatim, clock):
    started = clock.now
    for text in ("甲路", "乙路", "丙路"):
        await nominatim.find(text)
    assert clock.now - started == pytest.approx(2.0)
    clock.now += 10
    before = clock.now
    await nominatim.find("丁路")
    assert clock.now == before


async def test_who_would_wait_longer_than_the_time_out_is_told_at_once(service, clock):
    release = asyncio.Event()

    async def hold(_: float) -> None:
        await release.wait()

    geocoder = make_geocoder(
        "nominatim",
        options={"domain": service.address, "scheme": "http", "user_agent": "t", "proxies": {}},
        timeout_s=2,
        clock=clock,
        sleep=hold,
    )
    waiting = [asyncio.create_task(geocoder.find(text)) for text in ("甲路", "乙路", "丙路")]
    await asyncio.sleep(0)
    with pytest.raises(GeocoderUnavailable) as busy:
        await geocoder.find("丁路")
    assert (busy.value.trouble, busy.value.retry_after_s) == (Trouble.BUSY, 3.0)
    release.set()
    assert await asyncio.gather(*waiting) == [[], [], []]
    await geocoder.aclose()


@pytest.mark.parametrize(
    ("status", "headers", "body", "trouble"),
    [
        (429, {}, b"", Trouble.LIMITED),
        (503, {}, b"", Trouble.TIMEOUT),
        (500, {}, b"", Trouble.SERVICE),
        (302, {"Location": "/elsewhere"}, b"", Trouble.SERVICE),
        (200, {}, b"<html>", Trouble.ANSWER),
        (200, {}, b"\xff\xfe", Trouble.ANSWER),
        (200, {}, b'[{"lat": "x"}]', Trouble.ANSWER),
        (200, {}, b'[{"lat": "NaN", "lon": "1", "display_name": "a"}]', Trouble.ANSWER),
        (200, {}, b'[{"lat": "1e999", "lon": "1", "display_name": "a"}]', Trouble.ANSWER),
        (200, {}, b"7", Trouble.ANSWER),
        (200, {}, b"[" * 1000, Trouble.ANSWER),
        (200, {}, b"[" + b" " * 1_100_000 + b"]", Trouble.ANSWER),
        (200, {"Content-Encoding": "gzip"}, gzip.compress(b"[]", mtime=0), Trouble.ANSWER),
        (200, {"Content-Encoding": "gzip, gzip"}, BOMB, Trouble.ANSWER),
        (200, {"Content-Encoding": "br"}, b"[]", Trouble.ANSWER),
        (200, {"Content-Type": "text/json; charset=base64"}, b"W10=", Trouble.ANSWER),
    ],
)
async def test_what_the_service_does_wrong_is_told(
    service, nominatim, status, headers, body, trouble
):
    service.status, service.headers, service.body = status, headers, body
    with pytest.raises(GeocoderUnavailable) as unavailable:
        await nominatim.find("江南大道")
    assert (unavailable.value.service, unavailable.value.trouble) == ("nominatim", trouble)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(401, Trouble.KEY), (403, Trouble.KEY), (400, Trouble.QUERY)],
)
async def test_what_the_operator_has_to_mend_is_told(service, nominatim, status, trouble):
    service.status = status
    with pytest.raises(GeocoderRefused) as refused:
        await nominatim.find("江南大道")
    assert refused.value.trouble is trouble


async def test_a_wish_to_be_left_alone_is_granted(service, nominatim, clock):
    service.status, service.headers = 429, {"Retry-After": "120"}
    with pytest.raises(GeocoderUnavailable) as limited:
        await nominatim.find("江南大道")
    assert limited.value.retry_after_s == 120
    with pytest.raises(GeocoderUnavailable) as busy:
        await nominatim.find("江南大道")
    assert busy.value.trouble is Trouble.BUSY
    assert len(service.asked) == 1
    service.status, service.headers = 200, {}
    clock.now += 120
    assert await nominatim.find("江南大道") == []


async def test_a_slow_service_is_not_waited_for(service, clock):
    service.delay_s = 2.0
    geocoder = make_geocoder(
        "nominatim",
        options={"domain": service.address, "scheme": "http", "user_agent": "t", "proxies": {}},
        timeout_s=0.1,
        clock=clock,
        sleep=clock.sleep,
    )
    started = time.monotonic()
    with pytest.raises(GeocoderUnavailable) as unavailable:
        await geocoder.find("江南大道")
    assert unavailable.value.trouble is Trouble.TIMEOUT
    assert time.monotonic() - started < 1.5
    await geocoder.aclose()


async def test_a_service_that_is_not_there_is_told(clock):
    geocoder = make_geocoder(
        "nominatim",
        options={"domain": "127.0.0.1:1", "scheme": "http", "user_agent": "t", "proxies": {}},
        clock=clock,
        sleep=clock.sleep,
    )
    with pytest.raises(GeocoderUnavailable) as unavailable:
        await geocoder.find("江南大道")
    assert unavailable.value.trouble is Trouble.SERVICE
    await geocoder.aclose()


@pytest.mark.parametrize("text", ["", " ", "a", "路" * (LONGEST_TEXT + 1), "路" * 4096, "路\ud800"])
async def test_what_is_no_address_is_not_sent(service, nominatim, text):
    assert await nominatim.find(text) == []
    assert service.asked == []


async def test_neither_text_nor_key_are_logged_or_carried(service, baidu, nominatim, caplog):
    caplog.set_level(logging.DEBUG)
    service.answers({"status": 0, "result": None})
    assert await baidu.find("秘密路1号") == []
    service.status, service.body = 429, "秘密路2号".encode()
    with pytest.raises(GeocoderUnavailable) as unavailable:
        await nominatim.find("秘密路2号")
    written = caplog.text + repr(unavailable.value) + str(unavailable.value)
    for secret in ("秘密路", "%E7%A7%98", "the-key"):
        assert secret not in written


@pytest.mark.parametrize(
    ("service", "options"),
    [
        ("nosuchservice", {}),
        ("nominatim", {}),  # geopy insists on a user agent
        ("nominatim", {"user_agent": "t", "api_key": "x"}),
        ("baiduv3", {}),
        ("nominatim", {"user_agent": "t", "scheme": "gopher"}),
    ],
)
def test_a_wrong_service_or_option_is_told_at_once(service, options):
    with pytest.raises(GeocoderMisconfigured) as misconfigured:
        make_geocoder(service, options=options)
    assert misconfigured.value.service == service
    assert misconfigured.value.reason


def test_importing_does_not_import_geopy():
    program = (
        "import sys, geo.geocode; assert not {'geopy', 'httpx', 'requests'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])
