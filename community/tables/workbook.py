"""The first sheet of an XLSX as rows, streamed: nothing is kept but the texts of cells.

An XLSX is a zip of XML parts. Only five of them are looked at (the package's and the
workbook's relations, the workbook, its shared strings and styles, the first sheet), each
through expat, never as a tree. What is inflated is counted, and so are elements; no workbook
declares a document type, so entities and external parts are refused in any encoding. Of styles
nothing is taken but which numbers are dates; formulas are named and never calculated.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from community.tables.cell_values import cell_value, is_date, is_length
from community.tables.files import (
    MAX_CELL,
    MAX_ELEMENTS,
    MAX_ENTRIES,
    MAX_ROWS,
    MAX_UNPACKED,
    Cell,
    FileRefused,
    Row,
    bounded,
)

MAX_DEPTH = 50
"""Elements inside one another; a sheet has seven."""
MAX_TOKEN = 1_000_000
"""Bytes of one tag, comment or the like: expat reads an unfinished one again and again."""
_CHUNK = 65_536
_ENTRY_BYTES = 600
"""Of one entry in the directory of a zip: 46 and its name."""
_MOST_COLUMNS = 16_384

Attributes = dict[str, str]


def read_workbook(data: bytes) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of the first sheet, and the names of the others. Raises `FileRefused`."""
    try:
        package = _Package(data)
        book = _Book()
        start = package.related("", "officeDocument")
        package.parse(start[0].target if start else "xl/workbook.xml", book)
        related = package.related(start[0].target if start else "xl/workbook.xml", None)
        sheets = [
            (name, one)
            for name, number in book.sheets
            for one in related
            if one.number == number and one.kind == "worksheet"
        ]
        if not sheets:
            raise FileRefused("not_xlsx")
        strings, styles = _Strings(), _Styles()
        for one in related:
            if one.kind == "sharedStrings":
                package.parse(one.target, strings)
            elif one.kind == "styles":
                package.parse(one.target, styles)
        sheet = _Sheet(strings.texts, styles.kinds(), book.from_1904)
        package.parse(sheets[0][1].target, sheet)
    except (FileRefused, MemoryError):
        raise
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from error
        raise FileRefused("not_xlsx") from error
    except Exception as error:  # a broken archive makes its reader raise nearly anything
        raise FileRefused("not_xlsx") from error
    return sheet.rows, tuple(name for name, _ in sheets[1:])


@dataclass(frozen=True, slots=True)
class _Related:
    number: str
    kind: str
    target: str


class _Part:
    """What is made of one part. `text` holds the characters since it was last emptied, while
    `gathers`; no more of them than can be kept."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.length = 0
        self.gathers = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; names are without their prefix."""

    def end(self, name: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        if self.gathers and self.length <= MAX_CELL:
            # A cell may be longer by spaces around it; that much is not looked at.
            self.text.append(text)
            self.length += len(text.strip())

    def taken(self) -> str:
        """The text so far, which is emptied."""
        found = "".join(self.text)
        self.text.clear()
        self.length = 0
        return found


class _Package:
    """The archive; it counts what is inflated, and the elements of all parts."""

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        entries = self._archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise FileRefused("too_many_entries", limit=MAX_ENTRIES)
        if any(entry.flag_bits & 1 for entry in entries):
            raise FileRefused("encrypted")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise FileRefused("unpacked_too_big", limit=MAX_UNPACKED)
        self._entries = {_plain(entry.filename): entry for entry in entries}
        self._inflated = 0
        self._elements = 0

    def related(self, part: str, kind: str | None) -> list[_Related]:
        """The parts that one part (the package itself: "") is related to."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if _plain(rels) not in self._entries:
            return []
        found = _Relations(folder)
        self.parse(rels, found)
        return [one for one in found.all if kind in (None, one.kind)]

    def parse(self, name: str, part: _Part) -> None:
        """Give a part its elements."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            self._elements += 1
            if depth > MAX_DEPTH:
                raise FileRefused("not_xlsx")
            if self._elements > MAX_ELEMENTS:
                raise FileRefused("too_many_elements", limit=MAX_ELEMENTS)
            part.start(tag.rpartition(":")[2], attributes)

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            part.end(tag.rpartition(":")[2])

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = part.characters
        parser.StartDoctypeDeclHandler = _refuse_doctype
        fed = 0
        for chunk in self._chunks(name):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > MAX_TOKEN:
                raise FileRefused("not_xlsx")
        parser.Parse(b"", True)

    def _chunks(self, name: str) -> Iterator[bytes]:
        entry = self._entries[_plain(name)]
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused("not_xlsx")
        with self._archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                self._inflated += len(chunk)
                if self._inflated > MAX_UNPACKED:
                    raise FileRefused("unpacked_too_big", limit=MAX_UNPACKED)
                yield chunk


def _check_directory(data: bytes) -> None:
    """Refuse a directory with too many entries before it is read into memory."""
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or len(data) < at + 22:
        raise FileRefused("not_xlsx")
    entries = int.from_bytes(data[at + 10 : at + 12], "little")
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    if entries > MAX_ENTRIES or size > MAX_ENTRIES * _ENTRY_BYTES:
        raise FileRefused("too_many_entries", limit=MAX_ENTRIES)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _refuse_doctype(*_: object) -> None:
    raise FileRefused("not_xlsx")


def _local(attributes: Attributes, name: str) -> str:
    """An attribute whatever its prefix."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), "")


class _Relations(_Part):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.all: list[_Related] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "").replace("\\", "/")
        if not target.startswith("/"):
            target = posixpath.join(self._folder, target)
        target = posixpath.normpath(target).lstrip("/")
        self.all.append(_Related(attributes.get("Id", ""), kind, target))


class _Book(_Part):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            if len(self.sheets) >= MAX_ENTRIES:
                raise FileRefused("too_many_entries", limit=MAX_ENTRIES)
            self.sheets.append((attributes.get("name", "")[:100], _local(attributes, "id")))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class _Strings(_Part):
    """Texts that cells share; how they are pronounced (`rPh`) is not part of them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pronounced = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "rPh":
            self._pronounced = True
        self.gathers = name == "t" and not self._pronounced

    def end(self, name: str) -> None:
        self.gathers = False
        if name == "rPh":
            self._pronounced = False
        elif name == "si":
            self.texts.append(self.taken())


class _Styles(_Part):
    """Which of the styles of cells say that a number is a date or a length of time."""

    def __init__(self) -> None:
        super().__init__()
        self._formats: dict[str, str] = {}
        self._used: list[str] = []
        self._cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")[:MAX_CELL]
            self._formats[attributes.get("numFmtId", "")] = code
        elif name == "cellXfs":
            self._cells = True
        elif name == "xf" and self._cells:
            self._used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._cells = False

    def kinds(self) -> list[str]:
        """`date`, `length` or "" for each style, in their order."""
        known = {number: self._kind(number) for number in set(self._used)}
        return [known[number] for number in self._used]

    def _kind(self, number: str) -> str:
        code = self._formats.get(number)
        if is_length(number, code):
            return "length"
        return "date" if is_date(number, code) else ""


class _Sheet(_Part):
    def __init__(self, strings: list[str], kinds: list[str], from_1904: bool) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._strings, self._kinds, self._from_1904 = strings, kinds, from_1904
        self._number = 0
        self._cells: dict[int, Cell] = {}
        self._column = -1
        self._type = self._kind = ""
        self._formula: str | None = None
        self._pronounced = False
        self._starts: dict[str, Callable[[Attributes], None]] = {"row": self._row, "c": self._cell}

    def start(self, name: str, attributes: Attributes) -> None:
        if name in self._starts:
            self._starts[name](attributes)
        elif name == "rPh":
            self._pronounced = True
        self.gathers = name in ("v", "f", "t") and not self._pronounced

    def _row(self, attributes: Attributes) -> None:
        said = attributes.get("r", "")
        self._number = int(said) if _NUMBER.fullmatch(said) else self._number + 1
        if self._number > MAX_ROWS + 1:
            raise FileRefused("too_many_rows", limit=MAX_ROWS)
        self._cells, self._column = {}, -1

    def _cell(self, attributes: Attributes) -> None:
        said = _LETTERS.match(attributes.get("r", ""))
        self._column = _column(said.group()) if said else self._column + 1
        self._type, self._formula = attributes.get("t", "n"), None
        style = attributes.get("s", "")
        number = int(style) if _NUMBER.fullmatch(style) else 0
        self._kind = self._kinds[number] if number < len(self._kinds) else ""

    def end(self, name: str) -> None:
        if name == "f":
            self._formula = self.taken()
        elif name == "rPh":
            self._pronounced = False
        elif name == "c":
            self._take()
        elif name == "row":
            self._take_row()
        self.gathers = False

    def _take(self) -> None:
        value = self.taken()
        if self._type == "s" and self._formula is None:
            taken: Cell = self._strings[int(value[:8])] if value else ""
        else:
            taken = cell_value(
                self._type, value, self._formula, self._kind, from_1904=self._from_1904
            )
        if taken != "":
            if self._column >= _MOST_COLUMNS:
                raise FileRefused("not_xlsx")
            self._cells[self._column] = taken

    def _take_row(self) -> None:
        width = max(self._cells, default=-1) + 1
        cells = [self._cells.get(column, "") for column in range(width)]
        self.rows.append(bounded(self._number, cells))


_NUMBER = re.compile(r"[0-9]{1,7}")
_LETTERS = re.compile(r"[A-Z]{1,3}")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
