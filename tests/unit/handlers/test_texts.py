"""The texts: the same in both languages, all of them used, all of them there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

import bot
import handlers
from community import capabilities, errors, privacy
from community.activities.changes import Which
from community.activities.tables import ACTIVITY_KINDS
from community.hours.holidays import Festival
from community.hours.opening import Doubt
from community.places.facilities import FACILITIES
from community.places.tables import CENTER_KINDS, DATUMS
from community.reports.tables import REPORT_REASONS
from community.saved.favourites import TooManySavedPlaces
from community.tables.files import FileRefused
from geo.map_links import map_links
from geo.position import Position
from geo.streets.directions import Heading, StepKind, Turn
from handlers import capabilities as talks
from handlers.activities.staff.card import ATTENDANCE_STATES
from handlers.activities.staff.fields import DRAFT_FIELDS
from handlers.activities.staff.repeating import TYPED, WEEKLY
from handlers.chat.texts import (
    LANGUAGES,
    Html,
    TextMissing,
    client_language,
    joined,
    text_files,
    texts_for,
)
from handlers.registrations.door import ATTENDANCE_COLUMNS

HOUSE = talks.house()
SOURCES = [Path(handlers.__path__[0]), Path(bot.__path__[0])]
LANDMARKS = ("metro_station", "gov_service", "library", "sports")
CHAT_MODULES = {
    "community.activities.occurrences",
    "community.registrations.check_ins",
    "community.clubs.clubs",
    "community.places.centers",
    "community.reports.reports",
    "community.saved.favourites",
    "community.staff.roles",
    "community.feedback.feedback",
    "community.registrations.registrations",
    "community.reminders.settings",
    "community.activities.seats",
    "community.registrations.tickets",
    "community.registrations.waitlist",
    "handlers.places.origins",
}
"""Whose rules are reached from the chat."""
STAFF_ERRORS = {"capacity-too-small", "feed-unknown", "club-name-invalid", "club-name-taken"}
CHAT_ERRORS = [
    error
    for error in errors.CommunityError.__subclasses__()
    if error.__module__ in CHAT_MODULES and error().code not in STAFF_ERRORS
]
FAMILIES: dict[str, list[str]] = {
    "kind-{}": list(CENTER_KINDS),
    "facility-{}": list(FACILITIES),
    "reason-{}": list(REPORT_REASONS),
    "weekday-{}": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "doubt-{}": [doubt.value for doubt in Doubt],
    "command-{}": [*HOUSE.commands, "start"],
    "error-{}": [error().code for error in CHAT_ERRORS],
    "filter-{}": ["open", "always", "stars"],
    "activity-kind-{}": list(ACTIVITY_KINDS),
    "activity-icon-{}": list(ACTIVITY_KINDS),
    "festival-{}": [festival.value for festival in Festival],
    "mine-{}": ["seated", "offered"],
    "ticket-guest-{}": ["0", "1"],
    "when-{}": list("atwn"),
    "place-{}": ["home", "work"],
    "when-tomorrow{}": ["", "-early"],
    "heading-{}": [heading.value.lower() for heading in Heading],
    "turn-{}": [turn.value.replace("_", "-") for turn in Turn],
    "datum-{}": list(DATUMS),
    "landmark-{}": list(LANDMARKS),
    "map-{}": sorted({*map_links(Position(30.2, 120.2), ""), *map_links(Position(60, 25), "")}),
}
OPEN_FAMILIES: dict[str, set[str]] = {
    # What these may end in is asked of `has`, or comes from codes that files' readers give.
    "way-kind-{}": {kind.value for kind in StepKind},
    "{}-column-{}": set(),
    "{}-problem-{}": set(),
    "{}-row": set(),
    "{}-summary": set(),
    "problem-{}": set(),
    "file-{}": set(),
}
FAMILIES |= {
    "import-{}": ["added", "updated", "cancelled"],
    "field-{}": list(DRAFT_FIELDS),
    "field-{}-ask": list(DRAFT_FIELDS),
    "repeat-{}": ["none", *WEEKLY, TYPED],
    "which-{}": [which.value for which in Which],
    "cancel-{}": [which.value for which in Which],
    "settings-digest-{}": ["on", "off"],
    "settings-digest-{}-turn": ["on", "off"],
    "attendance-{}": [*ATTENDANCE_COLUMNS, *ATTENDANCE_STATES],
    "line-{}": ["fields", "time", "capacity", "place", "places", "hours", "photo"],
}
KEPT = {
    f"kept-{kept.key}{part}"
    for kept in privacy.kept((*capabilities.RULES, *capabilities.MACHINERY))
    for part in ("", "-until")
}
OPEN_FAMILIES |= {
    "error-{}": set(),
}


def messages(language: str) -> dict[str, fluent.Message]:
    found: dict[str, fluent.Message] = {}
    for file in text_files(language):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), entry.content
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, entry.id.name
                found[entry.id.name] = entry
    return found


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:
        self.names.add(node.id.name)


def variables(message: fluent.Message) -> set[str]:
    visitor = Variables()
    visitor.visit(message)
    return visitor.names


ALL = {language: messages(language) for language in LANGUAGES}


def constants_and_families() -> tuple[set[str], set[str]]:
    """Every string of the code, and every f-string with its holes as {}."""
    constants: set[str] = set()
    families: set[str] = set()
    for folder in SOURCES:
        for file in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    constants.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    families.add(
                        "".join(
                            str(part.value) if isinstance(part, ast.Constant) else "{}"
                            for part in node.values
                        )
                    )
    return constants, families


def asked_for() -> set[str]:
    """The keys that code gives to `html`, `plain` or `_say` outright."""
    keys: set[str] = set()
    for folder in SOURCES:
        for file in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                at = {"html": 0, "plain": 0, "_say": 1}.get(node.func.attr)
                if at is None or len(node.args) <= at:
                    continue
                for part in ast.walk(node.args[at]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        keys.add(part.value)
    return {key for key in keys if re.fullmatch(r"[a-z][a-z_-]+[a-z]", key)}


def test_both_languages_have_the_same_keys_and_variables() -> None:
    zh, en = ALL["zh"], ALL["en"]
    assert zh.keys() == en.keys()
    assert {k: variables(m) for k, m in zh.items()} == {k: variables(m) for k, m in en.items()}


def test_every_key_that_the_code_asks_for_exists() -> None:
    members = {name for names in FAMILIES.values() for name in names}
    missing = asked_for() - ALL["zh"].keys() - members
    assert {key for key in missing if "-" in key} == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_family_exists(family: str) -> None:
    assert {family.format(name) for name in FAMILIES[family]} <= ALL["zh"].keys()


def test_all_that_is_kept_of_a_member_is_told() -> None:
    assert KEPT - ALL["zh"].keys() == set()


def test_no_message_is_unused() -> None:
    constants, written = constants_and_families()
    used = constants | {one.key for one in HOUSE.keys} | KEPT
    used |= {family.format(name) for family, names in FAMILIES.items() for name in names}
    for family in OPEN_FAMILIES:
        pattern = re.compile(re.escape(family).replace(r"\{\}", r"[a-z0-9_-]+"))
        used |= {key for key in ALL["zh"] if pattern.fullmatch(key)}
    assert FAMILIES.keys() | OPEN_FAMILIES.keys() <= written
    assert ALL["zh"].keys() - used == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(ALL["zh"]))
def test_every_message_formats(language: str, key: str) -> None:
    values = dict.fromkeys(variables(ALL[language][key]), "值<")
    texts = texts_for(language)
    assert texts.plain(key, **values)
    text = texts.html(key, **values)
    assert isinstance(text, Html)
    assert "值<" not in text
    tags = re.findall(r"</?(\w+)>", text)
    assert set(tags) <= {"b", "code", "i"}
    assert all(text.count(f"<{tag}>") == text.count(f"</{tag}>") for tag in tags)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_shows_without_tags_has_none(language: str) -> None:
    short = ("-toast", "card-keep", "menu-", "filter-", "kind-", "command-", "bot-", "button-")
    for key, message in ALL[language].items():
        if key.startswith(short) or key.endswith(short):
            values = dict.fromkeys(variables(message), "1")
            assert "<" not in texts_for(language).plain(key, **values), key


def test_html_escapes_values_once_and_leaves_html_alone() -> None:
    texts = texts_for("zh")
    assert "&lt;b&gt;&amp;" in texts.html("place-saved", name="<b>&")
    assert "<i>x</i>" in texts.html("place-saved", name=Html("<i>x</i>"))
    assert "<b>&" in texts.plain("place-saved", name="<b>&")
    assert texts.html("report-ask", name="“{ $x }”").count("{ $x }") == 1


def test_missing_messages_and_variables_are_defects() -> None:
    with pytest.raises(TextMissing, match="no-such"):
        texts_for("zh").plain("no-such")
    with pytest.raises(TextMissing, match="place-saved"):
        texts_for("zh").plain("place-saved")


def test_an_error_is_said_with_its_values() -> None:
    assert "10" in texts_for("en").error(TooManySavedPlaces(limit=10))


@pytest.mark.parametrize(
    ("code", "language"),
    [(None, "zh"), ("", "zh"), ("zh-Hant", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", "en")],
)
def test_language_of_the_client(code: str | None, language: str) -> None:
    assert client_language(code) == language


def test_an_unknown_language_is_the_first() -> None:
    assert texts_for("fr").language == "zh"


def test_joined_leaves_out_what_is_empty() -> None:
    assert joined("a", None, "", "b") == "a\nb"
    assert joined(by=" ") == ""


def test_the_reader_of_files_has_words_for_every_refusal() -> None:
    codes = set(re.findall(r"`([a-z_0-9]+)`", FileRefused.__doc__ or ""))
    codes -= {"code", "limit", "row", "column"}
    folder = Path(FileRefused.__init__.__code__.co_filename).parent
    for module in ("files", "workbook", "cell_values", "foreign"):
        source = (folder / f"{module}.py").read_text(encoding="utf-8")
        raised = set(re.findall(r'[rR]efused\(\s*"([a-z_0-9]+)"', source))
        assert raised <= codes, module
    assert {f"file-{code}" for code in codes} == {k for k in ALL["zh"] if k.startswith("file-")}


def test_nobody_else_writes_html() -> None:
    """Values are escaped by `Texts.html`; whoever makes `Html` by hand would have to remember."""
    makes = re.compile(r"\bHtml\(|\bescape\(|import escape")
    found = {
        str(path.relative_to(Path(handlers.__file__).parents[1]))
        for folder in ("handlers", "community", "bot")
        for path in (Path(handlers.__file__).parents[1] / folder).rglob("*.py")
        if "playground" not in path.parts and makes.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"handlers/chat/texts.py"}
