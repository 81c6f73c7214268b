"""What buttons carry: every form comes back as it was written, in at most 64 bytes."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.activities.tables import ACTIVITY_KINDS
from community.places.directory import Filters
from community.places.facilities import FACILITIES
from community.places.tables import CENTER_KINDS
from community.reports.tables import REPORT_REASONS
from geo.position import Position
from handlers import capabilities
from handlers.activities.selection import KIND_NUMBERS as ACTIVITY_KIND_NUMBERS
from handlers.activities.selection import Agenda
from handlers.chat import codec
from handlers.chat.codec import MAX_BYTES, Form, data, new_operation
from handlers.places import view as places_view
from handlers.places.buttons import ShowNear
from handlers.places.view import KIND_NUMBERS, Origin, View
from handlers.reports.buttons import MakeReport

HOUSE = capabilities.house()
FORMS = HOUSE.codes


def read(written: str | None) -> Form | None:
    return codec.read(written, FORMS)


RECORDED = Path(__file__).parents[2] / "data" / "buttons_1.json"
NUMBERS = st.integers(0, 2**63 - 1)
IDS = st.integers(0, 36**6 - 1)
POSITIONS = st.builds(
    Position,
    st.floats(-90, 90, allow_nan=False),
    st.floats(-180, 180, allow_nan=False),
)
ORIGINS = st.one_of(
    POSITIONS.map(Origin.at),
    st.builds(Origin, st.sampled_from("clsfur"), IDS),
)
FILTERS = st.builds(
    Filters,
    open_now=st.booleans(),
    always_open=st.booleans(),
    starred=st.booleans(),
    facility=st.sampled_from([None, *FACILITIES]),
    kind=st.sampled_from([None, *CENTER_KINDS]),
)
VIEWS = st.builds(View, ORIGINS, FILTERS, st.integers(0, 999))
AGENDAS = st.builds(
    Agenda,
    st.sampled_from("afcusmp"),
    st.integers(0, 36**4),
    st.sampled_from("atwn"),
    st.sampled_from("akig"),
    st.integers(0, 36**4),
    st.integers(0, 99),
)
OF_FIELD: dict[str, Any] = {
    "int": IDS,
    "bool": st.booleans(),
    "str": st.sampled_from([*REPORT_REASONS, "auto", "withdraw", "zh"]),
    "View": VIEWS,
    "View | None": st.none() | VIEWS,
    "Agenda": AGENDAS,
    "Agenda | None": st.none() | AGENDAS,
    "Origin | None": st.none() | ORIGINS,
}


def written_of(form: type[Form]) -> st.SearchStrategy[Form]:
    return st.builds(form, **{f.name: OF_FIELD[str(f.type)] for f in fields(form)})


@given(st.sampled_from(sorted(FORMS)).flatmap(lambda code: written_of(FORMS[code])))
def test_round_trip(form: Form) -> None:
    written = data(form)
    assert len(written.encode()) <= MAX_BYTES
    assert read(written) == form


def test_the_largest_of_each_form_fits() -> None:
    last = list(FACILITIES)[-1]
    filters = Filters(True, True, True, last, CENTER_KINDS[-1])
    view = View(Origin.at(Position(90, 180)), filters, 35)
    longest = MakeReport(36**6 - 1, "facilities", new_operation(), view)
    assert len(data(longest).encode()) <= MAX_BYTES
    assert read(data(longest)) == longest


@given(POSITIONS)
def test_positions_keep_five_decimals(position: Position) -> None:
    form = read(data(ShowNear(View(Origin.at(position)))))
    assert isinstance(form, ShowNear)
    kept = form.view.origin.position
    assert kept is not None
    assert abs(kept.lat - position.lat) <= 0.5000001e-5
    assert abs(kept.lon - position.lon) <= 0.5000001e-5


@given(st.text(max_size=70))
def test_any_text_is_read_or_refused(text: str) -> None:
    form = read(text)
    assert form is None or isinstance(form, Form)


@given(
    st.sampled_from(sorted(FORMS)), st.lists(st.text("0123456789abcxyz~pclsfur._-", max_size=18))
)
def test_damaged_fields_are_refused_or_valid(code: str, parts: list[str]) -> None:
    form = read(".".join([code, *parts]))
    if form is not None:
        for field in fields(form):
            value = getattr(form, field.name)
            if field.type == "int":
                assert 0 <= value < 2**63


@pytest.mark.parametrize(
    "written",
    [None, "", "d1", "d1.1", "d1.1.x", "d1.-1.", "d1.٣.", "s1.1.2.", "e1.1y2p0ij32e8e8", "?"],
)
def test_refused(written: str | None) -> None:
    assert read(written) is None


def test_codes_are_unique_and_begin_with_their_prefix() -> None:
    """Those that were drawn before there were prefixes stay what they were."""
    old = {written.split(".")[0] for _, _, written in json.loads(RECORDED.read_text("utf-8"))}
    assert len(FORMS) == len(HOUSE.buttons)
    for talk in capabilities.TALKS:
        for form in talk.buttons:
            assert form.code in old or form.code.startswith(talk.prefix), form


def test_every_kind_travels_by_a_number_of_its_own() -> None:
    assert KIND_NUMBERS.keys() == set(CENTER_KINDS)
    assert ACTIVITY_KIND_NUMBERS.keys() == set(ACTIVITY_KINDS)
    for numbers in (KIND_NUMBERS, ACTIVITY_KIND_NUMBERS):
        assert len(set(numbers.values())) == len(numbers)


def test_there_is_room_for_more_than_seven_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(places_view.KIND_NUMBERS, "station", 40)
    monkeypatch.setitem(places_view._KINDS, 40, "station")
    view = View(Origin("c", 1), Filters(open_now=True, kind="station", facility="wifi"), 2)
    assert read(data(ShowNear(view))) == ShowNear(view)


def test_operations_differ_and_are_words_that_are_read() -> None:
    operations = {new_operation() for _ in range(200)}
    assert len(operations) == 200
    for operation in operations:
        assert read(data(MakeReport(1, "hours", operation))) == MakeReport(1, "hours", operation)


def test_a_negative_number_is_a_defect() -> None:
    with pytest.raises(ValueError, match="-1"):
        data(MakeReport(-1, "hours", "x"))
