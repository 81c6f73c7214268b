import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.coordinates import LONGEST_TEXT, read_position
from geo.datum import Datum, from_wgs84
from geo.distance import distance_m
from geo.position import Position

HERE = Position(30.2084, 120.2120)
HERE_GCJ02 = from_wgs84(HERE, Datum.GCJ02)
HERE_BD09 = from_wgs84(HERE, Datum.BD09)


@pytest.mark.parametrize(
    "text",
    [
        "30.2084,120.2120",
        "  30.2084 , 120.2120 ",
        "30.2084 120.2120",
        "30.2084\t120.2120",
        "30.2084; 120.2120",
        "(30.2084, 120.2120)",
        "30.2084，120.2120",
        "30.2084、120.2120",
        "３０.２０８４，１２０.２１２０",
        "３０．２０８４，１２０．２１２０",
        "+30.2084, +120.2120",
        "120.2120,30.2084",
        "120.2120 30.2084",
        "北纬30.2084 东经120.2120",
        "北纬30.2084°，东经120.2120°",
        "东经120.2120 北纬30.2084",
        "北纬30.2084度东经120.2120度",
        "纬度:30.2084 经度:120.2120",
        "纬度：30.2084，经度：120.2120",
        "经度120.2120，纬度30.2084",
        "lat: 30.2084, lon: 120.2120",
        "lng=120.2120 lat=30.2084",
        "N30.2084 E120.2120",
        "n30.2084e120.2120",
        "30.2084N 120.2120E",
        "30.2084°N, 120.2120°E",
        "E120.2120, N30.2084",
        "30.2084° 120.2120°",
        "geo:30.2084,120.2120",
        "GEO:30.2084,120.2120,12.5",
        "geo:30.2084,120.2120;u=35",
        "geo:30.2084,120.2120;crs=wgs84;u=10?z=17",
        "geo:0,0?q=30.2084,120.2120(Home)",
        "geo:0,0?z=3&q=30.2084,120.2120",
    ],
)
def test_reads_positions_as_people_type_them(text):
    read = read_position(text)
    assert read is not None
    assert read.written_in is Datum.WGS84
    assert read.position == HERE


@pytest.mark.parametrize(
    "text",
    [
        "30°12'30\"N 120°12'43\"E",
        "30°12′30″N, 120°12′43″E",
        "30° 12' 30\" N  120° 12' 43\" E",
        "N30°12'30\" E120°12'43\"",
        "30º12’30”N 120º12’43”E",
        "30°12'30''N120°12'43''E",
        "北纬30度12分30秒，东经120度12分43秒",
        "北纬30°12′30″东经120°12′43″",
        "30°12'30\" 120°12'43\"",
        "30°12.5'N 120°12.71666666666667'E",
    ],
)
def test_reads_degrees_minutes_and_seconds(text):
    read = read_position(text)
    assert read is not None
    assert read.position.lat == pytest.approx(30 + 12 / 60 + 30 / 3600, abs=1e-9)
    assert read.position.lon == pytest.approx(120 + 12 / 60 + 43 / 3600, abs=1e-9)


def test_reads_the_other_hemispheres():
    for text in ("33.8568S 151.2153E", "-33.8568, 151.2153", "南纬33.8568 东经151.2153"):
        read = read_position(text)
        assert read is not None
        assert read.position == Position(-33.8568, 151.2153)
    read = read_position("40.6892N 74.0445W")
    assert read is not None
    assert read.position == Position(40.6892, -74.0445)
    read = read_position("lat -33.8568 lon -70.123")
    assert read is not None
    assert read.position == Position(-33.8568, -70.123)


def links(lat_lon: tuple[float, float], *templates: str) -> list[str]:
    lat, lon = (f"{degrees:.9f}" for degrees in lat_lon)
    return [template.replace("LAT", lat).replace("LON", lon) for template in templates]


WGS84_LINKS = links(
    (HERE.lat, HERE.lon),
    "https://www.google.com/maps/@LAT,LON,17z",
    "https://www.google.com/maps/place/Somewhere/@1.5,2.5,17z/data=!3m1!8m2!3dLAT!4dLON",
    "https://maps.google.com/?q=LAT,LON",
    "https://maps.google.com/maps?q=loc:LAT,LON&z=17",
    "https://www.google.co.uk/maps/search/?api=1&query=LAT%2CLON",
    "https://www.google.com/maps/search/LAT,+LON",
    "https://www.google.com.hk/maps/dir/?api=1&destination=LAT,LON",
    "http://maps.apple.com/?ll=LAT,LON&q=Here",
    "https://maps.apple.com/?q=LAT,LON",
    "https://maps.apple.com/place?coordinate=LAT,LON&name=Here",
    "https://www.openstreetmap.org/#map=17/LAT/LON",
    "https://www.openstreetmap.org/#map=17/LAT/LON&layers=N",
    "https://www.openstreetmap.org/?mlat=LAT&mlon=LON#map=17/1.5/2.5",
    "https://uri.amap.com/marker?position=LON,LAT&coordinate=wgs84",
    "androidamap://viewMap?lat=LAT&lon=LON&dev=1",
    "https://api.map.baidu.com/marker?location=LAT,LON&coord_type=wgs84&output=html",
    "https://apis.map.qq.com/uri/v1/marker?marker=coord:LAT,LON;title:x&coord_type=1",
    "我在这里 https://www.openstreetmap.org/?mlat=LAT&mlon=LON，快来",
    "https://example.org/?q=1.5,2.5 https://maps.google.com/?q=LAT,LON",
)
GCJ02_LINKS = links(
    HERE_GCJ02,
    "https://uri.amap.com/marker?position=LON,LAT&name=x",
    "https://uri.amap.com/marker?position=LON%2CLAT",
    "https://uri.amap.com/navigation?to=LON,LAT,x&mode=walk",
    "https://www.amap.com/?q=LAT,LON,x",
    "https://www.amap.com/?p=B023B173VP,LAT,LON,x,y",
    "https://m.amap.com/navi/?dest=LON,LAT&destName=x",
    "https://www.amap.com/regeo?lng=LON&lat=LAT",
    "iosamap://path?dlat=LAT&dlon=LON&dev=0",
    "https://apis.map.qq.com/uri/v1/marker?marker=coord:LAT,LON;title:x",
    "https://apis.map.qq.com/uri/v1/routeplan?type=walk&tocoord=LAT,LON",
    "https://map.qq.com/?type=marker&pointx=LON&pointy=LAT&name=x",
    "https://api.map.baidu.com/marker?location=LAT,LON&coord_type=gcj02",
    "https://ditu.google.cn/maps/@LAT,LON,17z",
)
BD09_LINKS = links(
    HERE_BD09,
    "https://api.map.baidu.com/marker?location=LAT,LON&coord_type=bd09ll&output=html",
    "https://api.map.baidu.com/marker?location=LAT,LON&title=x",
    "https://api.map.baidu.com/?latlng=LAT,LON&title=x",
    "baidumap://map/direction?destination=latlng:LAT,LON|name:x&coord_type=bd09ll",
)


@pytest.mark.parametrize(
    ("text", "datum"),
    [(link, Datum.WGS84) for link in WGS84_LINKS]
    + [(link, Datum.GCJ02) for link in GCJ02_LINKS]
    + [(link, Datum.BD09) for link in BD09_LINKS],
)
def test_reads_map_links_in_the_datum_of_their_service(text, datum):
    read = read_position(text)
    assert read is not None
    assert read.written_in is datum
    assert distance_m(read.position, HERE) < 0.01


@pytest.mark.parametrize(
    "text",
    [
        "",
        "江陵路站",
        "30.2084",
        "30.2084,120.2120,7",
        "30,120",
        "5 3",
        "8.00 20.00",
        "9.30 17.30",
        "1.5,2.5",
        "91.123,181.123",
        "120.2120,91.5678",
        "150.123,-33.123",  # neither order is a latitude first, and not in China
        "30.2084,nan",
        "nan nan",
        "inf,inf",
        "1e2,1e1",
        "30_1.2084,120.2120",
        "٣٠.٢٠٨٤,١٢٠.٢١٢٠",
        "३०.२०८४,१२०.२१२०",
        "N30.2084 N120.2120",
        "N30.2084N E120.2120",
        "N-30.2084 E120.2120",
        "N30.2084N E120.2120E",
        "N30.2084 120.2120",
        "30°72'30\"N 120°12'43\"E",
        "30°12'61\"N 120°12'43\"E",
        "30.5°12'30\"N 120°12'43\"E",
        "95.123N 120.123E",
        "30.2084,120.2120 或者别处",
        "geo:91,0",
        "geo:30.2084,120.2120;crs=moon",
        "geo:,",
        "https://example.org/?q=30.2084,120.2120",
        "https://evilamap.com/?position=120.2,30.2",
        "https://maps.app.goo.gl/abc",
        "https://surl.amap.com/abc",
        "https://map.baidu.com/@13381857,3510932,13z",
        "https://api.map.baidu.com/marker?location=30.2,120.2&coord_type=bd09mc",
        "https://www.google.com/maps/place/Somewhere",
        "https://maps.google.com/?q=coffee",
        "https://maps.google.com/?q=300.2,120.2",
        "https://uri.amap.com/marker?position=",
        "https://www.openstreetmap.org/#map=17",
        "https://[::1/?q=1,2",
        "https://www.amap.com/?" + "a=1&" * 100,
        "30.2084,120.2120" + " " * LONGEST_TEXT,
    ],
)
def test_leaves_what_is_no_position(text):
    assert read_position(text) is None


numbers = st.one_of(st.floats(), st.integers(-400, 400), st.text(max_size=4)).map(str)
separators = st.sampled_from([",", " ", "，", "°", "'", "N", "E", "北纬", "?q=", "&", "/", "="])
starts = st.sampled_from(
    ["", "geo:", "https://maps.google.com/?q=", "https://uri.amap.com/?position=", "https://[", "N"]
)
alike = st.tuples(starts, st.lists(st.one_of(numbers, separators), max_size=8).map("".join)).map(
    "".join
)


@given(text=st.one_of(st.text(max_size=80), alike))
@example("https://www.google.com/maps/@" + "9" * 3 + ",0")
@example("\ud800,\udfff")
def test_any_text_gives_a_valid_position_or_none(text):
    read = read_position(text)
    if read is not None:
        Position(read.position.lat, read.position.lon)


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_what_is_written_in_full_is_read_back(lat, lon):
    read = read_position(f"{lat:.6f}, {lon:.6f}")
    assert read is not None
    assert read.position.lat == pytest.approx(lat, abs=1e-6)
    assert read.position.lon == pytest.approx(lon, abs=1e-6)


@pytest.mark.parametrize(
    "piece", ["1", "1.1 ", "30°", "https://", "N1", "geo:1,1;", "!3d1", ",", "-"]
)
def test_long_nonsense_takes_no_time(piece):
    started = time.perf_counter()
    read_position((piece * LONGEST_TEXT)[:LONGEST_TEXT])
    assert time.perf_counter() - started < 0.5
