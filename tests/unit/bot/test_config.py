"""The configuration: the example tells every key, wrong ones are refused by name, secrets stay."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot import secret_file
from bot.config import ConfigInvalid, Settings, load_settings

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
TOKEN = "123456789:AAsecretsecretsecretsecret"
PROXY = "http://operator:proxypassword@10.0.0.1:3128"
DATABASE = "postgresql+asyncpg://anjia:dbpassword@db/anjia"


@pytest.fixture(autouse=True)
def _nothing_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variables and no file but those of the test."""
    import os

    for name in list(os.environ):
        if name.startswith("ANJIA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def write(text: str, mode: int = 0o600) -> None:
    file = Path("config.toml")
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)


def example(*, uncommented: bool) -> dict[str, Any]:
    text = EXAMPLE.read_text(encoding="utf-8")
    if uncommented:
        text = re.sub(r"^#(?=\w+ = )", "", text, flags=re.MULTILINE)
    return tomllib.loads(text)


def problems(**overrides: Any) -> list[str]:
    with pytest.raises(ConfigInvalid) as refusal:
        load_settings(**overrides)
    return refusal.value.problems


def keys(model: type[BaseModel]) -> dict[str, set[str]]:
    sections = {name: field.annotation for name, field in model.model_fields.items()}
    return {name: set(section.model_fields) for name, section in sections.items()}  # type: ignore[union-attr]


def test_the_example_explains_every_key_and_no_other() -> None:
    assert {name: set(section) for name, section in example(uncommented=True).items()} == keys(
        Settings
    )


def test_the_example_holds_the_defaults() -> None:
    write(re.sub(r"^#(?=\w+ = )", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    from_example = load_settings()
    assert from_example == Settings()
    assert from_example.model_dump() == Settings().model_dump()


def test_the_example_changes_nothing_as_it_is() -> None:
    write(EXAMPLE.read_text(encoding="utf-8"))
    assert load_settings() == Settings()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write("[walking]\nminutes = 10\nspeed_kmh = 5.0\n")
    monkeypatch.setenv("ANJIA_WALKING__MINUTES", "20")
    walking = load_settings().walking
    assert (walking.minutes, walking.speed_kmh) == (20, 5.0)


def test_another_file_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("[walking]\nminutes = 7\n", encoding="utf-8")
    monkeypatch.setenv("ANJIA_CONFIG", str(other))
    assert load_settings().walking.minutes == 7


def test_a_named_file_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIA_CONFIG", "nowhere.toml")
    assert problems() == ["ANJIA_CONFIG: the file nowhere.toml does not exist"]


@pytest.mark.parametrize(
    ("text", "named", "allowed"),
    [
        ("[walking]\nminuets = 3", "walking.minuets: unknown key", "minutes, speed_kmh, streets"),
        ("[wallking]\nminutes = 3", "wallking: unknown key", "telegram, walking"),
        ("[walking]\nminutes = 0", "walking.minutes", "greater than or equal to 1"),
        ("[walking]\nminutes = 61", "walking.minutes", "less than or equal to 60"),
        ("[walking]\nspeed_kmh = nan", "walking.speed_kmh", "less than or equal to 10"),
        ("[walking]\nspeed_kmh = 0.5", "walking.speed_kmh", "greater than 0.5"),
        ("[log]\nlevel = 'loud'", "log.level", "'debug', 'info', 'warning' or 'error'"),
        ("[district]\ntimezone = 'Binjiang'", "district.timezone", "such as Asia/Shanghai"),
        ("[district]\nbox = '1,2,3'", "district.box", "south,west,north,east"),
        ("[geocoder]\ndatum = 'cgcs'", "geocoder.datum", "'wgs84', 'gcj02' or 'bd09'"),
        ("[database]\nurl = 'mysql://x'", "database.url", "sqlite+aiosqlite:///"),
        ("[telegram]\ntoken = 'abc'", "telegram.token", "123456789:AA"),
        ("[telegram]\nproxy = 'ftp://x'", "telegram.proxy", "socks5://"),
        ("[telegram]\napi_base_url = 'https://tg.example.org'", "telegram.api_base_url", "/bot"),
        ("[telegram]\nfile_base_url = 'tg/file/bot'", "telegram.file_base_url", "https://"),
    ],
)
def test_what_is_wrong_is_refused_with_its_name_and_what_is_allowed(
    text: str, named: str, allowed: str
) -> None:
    write(text)
    (problem,) = problems()
    assert problem.startswith(named)
    assert allowed in problem


def test_every_problem_is_told_at_once() -> None:
    write("[walking]\nminutes = 0\n[log]\nlevel = 'loud'\n[limits]\nbrust = 1\n")
    assert [problem.split(":")[0] for problem in problems()] == [
        "walking.minutes",
        "limits.brust",
        "log.level",
    ]


def test_an_unknown_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIA_TELEGRAM__TOKNE", TOKEN)
    (problem,) = problems()
    assert problem.startswith("ANJIA_TELEGRAM__TOKNE: unknown variable")
    assert "ANJIA_TELEGRAM__TOKEN" in problem
    assert TOKEN not in problem


@pytest.mark.parametrize("value", ["not json", "[1]", '"text"'])
def test_options_of_the_geocoder_are_a_json_object(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ANJIA_GEOCODER__OPTIONS", value)
    (problem,) = problems()
    assert "geocoder.options" in problem.lower().replace("__", ".")
    assert value not in problem


def test_options_of_the_geocoder_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIA_GEOCODER__OPTIONS", '{"api_key": "k"}')
    assert load_settings().geocoder.options == {"api_key": "k"}


@pytest.mark.parametrize("text", ["[walking", "a = 1\na = 2", "\ud800".encode("utf-8", "replace")])
def test_what_is_not_toml_is_refused(text: str | bytes) -> None:
    Path("config.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    (problem,) = problems()
    assert problem.startswith("config.toml: not valid TOML")


def test_a_file_in_another_encoding_is_refused() -> None:
    Path("config.toml").write_bytes("[district]\nname = '滨江区'".encode("gb18030"))
    (problem,) = problems()
    assert problem.startswith("config.toml: not valid TOML")


def test_secrets_are_never_shown() -> None:
    write(
        f"[telegram]\ntoken = '{TOKEN}'\nproxy = '{PROXY}'\n[database]\nurl = '{DATABASE}'\n"
        "[geocoder]\noptions = { api_key = 'geocoderkey' }\n"
    )
    loaded = load_settings()
    assert loaded.telegram.token is not None
    assert loaded.telegram.token.get_secret_value() == TOKEN
    shown = f"{loaded} {loaded!r} {loaded.telegram!r} {loaded.database} {loaded.geocoder!r}"
    for secret in (TOKEN, PROXY, DATABASE, "password", "geocoderkey"):
        assert secret not in shown


@pytest.mark.parametrize(
    "text",
    [
        "[telegram]\ntoken = 'hushhushhush'",
        "[telegram]\nproxy = 'hushhushhush'",
        "[telegram]\ntoken = { hushhushhush = 1 }",
        "[database]\nurl = 'mysql://u:hushhushhush@db'",
        "[geocoder]\noptions = 'hushhushhush'",
        "[telegram]\ntoken = 'hushhushhush",
    ],
)
def test_a_refusal_never_quotes_a_secret(text: str) -> None:
    write(text)
    assert "hushhushhush" not in "\n".join(problems())
    with pytest.raises(ConfigInvalid) as refusal:
        load_settings()
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


@pytest.mark.parametrize("key", ["token", "proxy"])
def test_empty_means_none(key: str) -> None:
    write(f"[telegram]\n{key} = ''\n")
    assert getattr(load_settings().telegram, key) is None


def test_a_base_url_may_end_with_a_slash() -> None:
    write("[telegram]\napi_base_url = 'http://10.0.0.5:8081/bot/'\n")
    assert load_settings().telegram.api_base_url == "http://10.0.0.5:8081/bot"


SECRETS = {
    "telegram.token": f"[telegram]\ntoken = '{TOKEN}'",
    "telegram.proxy": f"[telegram]\nproxy = '{PROXY}'",
    "web.secret": "[web]\nsecret = 'a-secret-of-some-length-123'",
    "database.url": f"[database]\nurl = '{DATABASE}'",
    "geocoder.options": "[geocoder]\noptions = { domain = 'd', api_key = 'geocoderkey' }",
}


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o666])
@pytest.mark.parametrize("name", SECRETS)
def test_a_file_with_a_secret_is_not_for_others(name: str, mode: int) -> None:
    write(SECRETS[name], mode)
    assert problems() == [
        f"config.toml: holds secrets ({name}), and its mode {mode:04o} lets others read or write "
        "it. Run: chmod 600 config.toml"
    ]
    for private in (0o600, 0o400, 0o440, 0o640):  # a group may be how a container gets it
        write(SECRETS[name], private | 0o200)
        load_settings()


@pytest.mark.parametrize(
    "text",
    [
        "[telegram]\ntoken = ''\nproxy = 'http://10.0.0.1:3128'\n[web]\nsecret = ''",
        "[database]\nurl = 'postgresql+asyncpg://anjia@db:5432/anjia'",
        "[database]\nurl = 'sqlite+aiosqlite:///data/anjia.db'",
        "[geocoder]\nservice = 'photon'\noptions = { domain = 'd', user_agent = 'u' }",
    ],
)
def test_a_file_without_secrets_may_be_read_by_others(text: str) -> None:
    write(text, 0o644)
    load_settings()


def test_where_modes_say_nothing_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    write(SECRETS["telegram.token"], 0o644)
    monkeypatch.setattr(secret_file, "_MODES_TELL", False)
    load_settings()
