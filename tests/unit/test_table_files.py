"""Tables from files that people send: bounded, never calculated, nothing dropped."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from community.tables import files
from community.tables.files import FileRefused, Row, Table, Untaken, read_table

TEXT = "名称,地址\n长河驿站,滨文路\n西兴驿站,西兴路\n"
TABLE = Table(("名称", "地址"), (Row(2, ("长河驿站", "滨文路")), Row(3, ("西兴驿站", "西兴路"))))


def workbook(*rows: list[Any], sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for number in range(1, sheets):
        book.create_sheet(f"表{number + 1}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refused(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_table(data)
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("长河驿站", '"长河驿站"').encode(),
        TEXT.replace("\n", ",,\n").encode(),
    ],
)
def test_csv_in_all_its_forms(data: bytes) -> None:
    assert read_table(data) == TABLE


def test_rows_keep_the_numbers_of_the_sheet() -> None:
    table = read_table("\n\n名称,地址\n\n甲,\n,,\n乙,丙\n".encode())
    assert table == Table(("名称", "地址"), (Row(5, ("甲", "")), Row(7, ("乙", "丙"))))
    table = read_table('名称,地址\n甲,"一,\n二"\n乙,丙\n'.encode())
    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].cells == ("甲", "一,\n二")


def test_a_workbook_is_read_like_a_csv() -> None:
    data = workbook(["名称", "地址"], ["长河驿站", "滨文路"], ["西兴驿站", "西兴路"])
    assert read_table(data) == TABLE


def test_values_of_a_workbook_are_written_as_one_would_type_them() -> None:
    row = [330108001001, 30.5, 4.0, True, date(2026, 5, 1), datetime(2026, 5, 1, 8), time(9, 30)]  # noqa: DTZ001
    table = read_table(workbook(list("abcdefgh"), [*row, None]))
    assert table.rows[0].cells == (
        "330108001001",
        "30.5",
        "4",
        "True",
        "2026-05-01",
        "2026-05-01 08:00:00",
        "09:30",
        "",
    )


def test_formulas_are_named_and_never_calculated() -> None:
    data = workbook(["名称", "地址"], ["长河驿站", "=1+1"], ["#REF!", "b"])
    first, second = read_table(data).rows
    assert first.cells == ("长河驿站", Untaken("formula", "=1+1"))
    assert second.cells[0] == Untaken("cell_error", "#REF!")
    text = read_table('名称,地址\n甲,"=HYPERLINK(""x"")"\n乙, =1\n'.encode())
    assert text.rows[0].cells[1] == Untaken("formula", '=HYPERLINK("x")')
    assert text.rows[1].cells[1] == Untaken("formula", "=1")


def test_array_formulas_are_formulas() -> None:
    data = workbook(["名称", "地址"], ["甲", ArrayFormula("B2:B2", "=SUM(1,2)")])
    cell = read_table(data).rows[0].cells[1]
    assert isinstance(cell, Untaken)
    assert cell.code == "formula"


def test_other_sheets_are_reported() -> None:
    assert read_table(workbook(["名称"], ["甲"], sheets=3)).other_sheets == ("表2", "表3")


def test_a_formula_in_the_header_is_only_a_title() -> None:
    assert read_table("名称,=A1\n甲,乙\n".encode()).header == ("名称", "=A1")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n ,,\n", "empty"),
        (b"a" * (files.MAX_BYTES + 1), "too_big"),
        (("名称\n" + "甲\n" * (files.MAX_ROWS + 1)).encode(), "too_many_rows"),
        (b"," * 70 + b"a\n", "too_many_columns"),
        ("名称,地址\n甲,乙,丙\n".encode(), "row_too_wide"),
        ('名称\n"甲\n'.encode(), "not_csv"),
        (b"name\n" + b"x" * 200_000, "not_csv"),
        (b"\x80\xff\xff", "encoding"),
        (b"name\n\x00\x01", "encoding"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old_xls"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 broken", "not_xlsx"),
    ],
)
def test_files_that_are_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_the_place_of_a_broken_quote_is_told() -> None:
    assert refused('名称\n甲\n"乙"丙\n'.encode()).row == 3


def test_a_long_cell_is_not_taken() -> None:
    cell = read_table(("名称\n" + "长" * (files.MAX_CELL + 1)).encode()).rows[0].cells[0]
    assert cell == Untaken("cell_too_long", "长" * files.MAX_CELL)


def test_as_many_rows_as_allowed() -> None:
    assert len(read_table(("名称\n" + "甲\n" * files.MAX_ROWS).encode()).rows) == 5_000


def archive(*entries: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return stream.getvalue()


def test_zip_bombs_are_not_unpacked() -> None:
    bomb = archive(("xl/worksheets/sheet1.xml", bytes(files.MAX_UNPACKED + 1)))
    assert len(bomb) < 100_000
    assert refused(bomb).code == "unpacked_too_big"
    many = archive(*((f"{number}.xml", b"") for number in range(files.MAX_ENTRIES + 1)))
    assert refused(many).code == "too_many_entries"


def test_an_archive_that_lies_about_its_size_is_not_unpacked_either() -> None:
    data = bytearray(archive(("xl/workbook.xml", bytes(files.MAX_UNPACKED + 1))))
    size = data.rindex(b"PK\x01\x02") + 24
    data[size : size + 4] = (1_000).to_bytes(4, "little")
    assert refused(bytes(data)).code == "not_xlsx"


def test_entities_are_refused() -> None:
    assert refused(archive(("a.xml", b"<!DOCTYPE x [<!ENTITY a 'a'>]><x/>"))).code == "not_xlsx"


def test_other_archives_are_refused() -> None:
    assert refused(archive(("a.txt", b"hello"))).code == "not_xlsx"


def test_a_password_is_told() -> None:
    data = bytearray(archive(("a.txt", b"hello")))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)).code == "encrypted"


def test_too_many_rows_in_a_workbook() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(files.MAX_ROWS + 2):
        sheet.append(["甲"])
    stream = io.BytesIO()
    book.save(stream)
    assert refused(stream.getvalue()).code == "too_many_rows"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"a,b\n"]))
def test_any_bytes_are_a_table_or_refused(data: bytes, start: bytes) -> None:
    try:
        table = read_table(start + data)
    except FileRefused:
        return
    assert all(len(row.cells) == len(table.header) for row in table.rows)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["C", "Z"])), min_size=2, max_size=2),
        max_size=5,
    )
)
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    import csv

    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["名称", "地址"], *rows])
    table = read_table(stream.getvalue().encode())
    texts = [[cell if isinstance(cell, str) else cell.text for cell in r.cells] for r in table.rows]
    assert [[files._cell(c) for c in row] for row in rows if any(row)] == [
        list(row) for row in texts
    ]
