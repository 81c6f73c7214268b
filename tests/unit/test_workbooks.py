"""Workbooks: cells as one would type them, as openpyxl reads them too, and whatever is odd."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS

from community.tables.cell_values import cell_value, is_date, is_length
from community.tables.files import Cell, FileRefused, Row, Untaken, read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def made(**parts: str) -> bytes:
    """A small workbook of which some parts are others: `book`, `rels`, `sheet`, `strings`,
    `styles`."""
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ]
        )
    )
    content = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" '
        f'Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": parts.get("book", "<sheets><sheet name='甲' r:id='r0'/></sheets>"),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f"{parts.get('rels', relations)}</Relationships>",
        "xl/worksheets/sheet1.xml": parts.get("sheet", ""),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{parts.get("strings", "")}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{parts.get("styles", "")}</styleSheet>',
    }
    content["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{content["xl/workbook.xml"]}</workbook>'
    )
    content["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{MAIN}"><sheetData>{content["xl/worksheets/sheet1.xml"]}'
        "</sheetData></worksheet>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return stream.getvalue()


def first_row(sheet: str, **parts: str) -> tuple[Cell, ...]:
    head = "<row r='1'>" + "<c t='str'><v>x</v></c>" * 9 + "</row>"
    return read_table(made(sheet=head + sheet, **parts)).rows[0].cells


def test_texts_of_every_kind() -> None:
    strings = (
        "<si><t>一</t></si><si><r><t>二</t></r><r><t> 三</t></r>"
        "<rPh><t>èr</t></rPh><phoneticPr/></si><si/>"
    )
    sheet = (
        "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' t='s'><v>1</v></c>"
        "<c r='C2' t='s'><v>2</v></c><c r='D2' t='inlineStr'><is><t>四</t><rPh><t>sì</t></rPh></is>"
        "</c><c r='E2' t='b'><v>1</v></c><c r='F2' t='e'><v>#N/A</v></c>"
        "<c r='G2' t='str'><f>A1</f><v>五</v></c><c r='I2' t='d'><v>2026-05-01T00:00:00</v></c>"
        "</row>"
    )
    assert first_row(sheet, strings=strings) == (
        "一",
        "二 三",
        "",
        "四",
        "True",
        Untaken("cell_error", "#N/A"),
        Untaken("formula", "=A1"),
        "",
        "2026-05-01",
    )


def test_prefixes_and_places_of_parts_are_whatever_they_are() -> None:
    data = made()
    stream = io.BytesIO()
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>名称'
        "</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name.upper() if "sheet1" in name else name, text)
        new.writestr("xl/worksheets\\sheet1.xml", sheet)
    assert read_table(stream.getvalue()).header == ("名称",)


@pytest.mark.parametrize(
    ("code", "date_", "length"),
    [
        ("General", False, False),
        ("0.00", False, False),
        ('0"day"', False, False),
        ("[Red]0", False, False),
        ("\\d0", False, False),
        ("_d0", False, False),
        ("0;yyyy", False, False),
        ('yyyy"年"m"月"d"日";@', True, False),
        ("[$-804]aaaa;yyyy", False, False),
        ("[$-F800]dddd, mmmm dd, yyyy", True, False),
        ("h:mm AM/PM", True, False),
        ("[h]:mm:ss", True, True),
        ("[mm]:ss", True, True),
    ],
)
def test_formats_of_dates(code: str, date_: bool, length: bool) -> None:
    assert (is_date("164", code), is_length("164", code)) == (date_, length)


def test_formats_that_are_known_by_their_number() -> None:
    from openpyxl.styles.numbers import is_date_format

    for number, code in BUILTIN_FORMATS.items():
        if not 27 <= number <= 36 and not 50 <= number <= 58:
            assert (is_date(str(number), None) or is_length(str(number), None)) == is_date_format(
                code
            ), (number, code)
    assert is_date("31", None)  # 2026年5月1日 in an Excel that speaks Chinese


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("46143", "date", "2026-05-01"),
        ("46143.333333", "date", "2026-05-01 08:00:00"),
        ("0.395833333333333", "date", "09:30"),
        ("1", "date", "1900-01-01"),
        ("1.5", "length", "1 day, 12:00:00"),
        ("1e30", "date", Untaken("cell_error", "#VALUE!")),
        ("-1e9", "date", Untaken("cell_error", "#VALUE!")),
        ("1e999", "date", Untaken("cell_error", "#VALUE!")),
        ("1e999", "", "inf"),
        ("4.0", "", "4"),
        ("1E3", "", "1000"),
        ("30.5", "", "30.5"),
        ("330108001001", "", "330108001001"),
        ("9" * 65, "", "9" * 65),
        ("x", "", "x"),
        ("", "date", ""),
    ],
)
def test_numbers(value: str, style: str, text: Cell) -> None:
    assert cell_value("n", value, None, style, from_1904=False) == text


def test_days_are_counted_from_1904_where_the_book_says_so() -> None:
    book = "<workbookPr date1904='1'/><sheets><sheet name='甲' r:id='r0'/></sheets>"
    styles = "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"
    sheet = "<row r='2'><c r='A2' s='1'><v>44681</v></c></row>"
    assert first_row(sheet, book=book, styles=styles)[0] == "2026-05-01"


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: round(number, 6)),
    st.text(st.characters(exclude_categories=["C"]), max_size=20),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
    st.timedeltas(timedelta(0), timedelta(days=9)).map(lambda t: t - t % timedelta(seconds=1)),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=5))
def test_workbooks_are_read_as_openpyxl_reads_them(rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["a", "b", "c", "d"])
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    expected = []
    sheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue()), read_only=True).worksheets[0]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        said = tuple(_said(cell.value, cell.data_type) for cell in cells)
        if number > 1 and any(said):
            expected.append(Row(number, said))
    found = read_table(stream.getvalue()).rows
    assert [_stripped(row) for row in found] == [_stripped(row) for row in expected]


def _stripped(row: Row) -> tuple[str, ...]:
    import unicodedata

    return tuple(
        unicodedata.normalize("NFC", cell).strip() if isinstance(cell, str) else cell.code
        for cell in row.cells
    )


def _said(value: Any, kind: str) -> Cell:
    if value is None:
        return ""
    if kind in "fe":
        return Untaken({"f": "formula", "e": "cell_error"}[kind], "")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def code_of(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read_table(data)
    return caught.value.code


@pytest.mark.parametrize(
    "parts",
    [
        {"book": ""},
        {"rels": ""},
        {"book": "<sheets><sheet name='甲' r:id='r9'/></sheets>"},
        {"sheet": "<row><c t='s'><v>5</v></c></row>"},
        {"sheet": "<row><c t='s'><v>x</v></c></row>"},
        {"sheet": "<row>"},
        {"sheet": "<row><c r='ZZZ1' t='str'><v>x</v></c></row>"},
        {"rels": f"<Relationship Id='r0' Type='{OFFICE}/worksheet' Target='../../../etc/passwd'/>"},
        {"rels": f"<Relationship Id='r0' Type='{OFFICE}/worksheet' Target='http://a.example/' "
         "TargetMode='External'/>"},
    ],
)  # fmt: skip
def test_what_is_broken_is_refused(parts: dict[str, str]) -> None:
    assert code_of(made(**parts)) == "not_xlsx"
