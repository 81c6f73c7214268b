"""The configuration: `config.toml`, overridden by environment variables `ANJIA_…`.

`ANJIA_TELEGRAM__TOKEN` sets `token` in `[telegram]`. Every key stands with its meaning in
`config.example.toml`. Secrets are never printed, and a file that holds some is
not for others (`secret_file`).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.database_url import FORM, POSTGRESQL, well_formed
from bot.secret_file import exposed
from geo.box import Box, BoxInvalid
from geo.walking import DETOUR

ENV_PREFIX = "ANJIA_"
CONFIG_VARIABLE = "ANJIA_CONFIG"
DEFAULT_FILE = Path("config.toml")
# Variables of this project that are not keys of the configuration.
_OTHER_VARIABLES = (CONFIG_VARIABLE, "ANJIA_STREETS", "ANJIA_TEST_", "ANJIA_BENCH_")


class ConfigInvalid(Exception):
    """The configuration is refused; `problems` has one line for each key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


def _url_ending(ending: str) -> AfterValidator:
    def check(value: str) -> str:
        value = value.rstrip("/")
        if not value.startswith(("http://", "https://")) or not value.endswith(ending):
            raise ValueError(f"must start with https:// or http:// and end with {ending}")
        return value

    return AfterValidator(check)


def _nothing_if_empty(value: Any) -> Any:
    return None if value == "" else value


NothingIfEmpty = BeforeValidator(_nothing_if_empty)
"""An empty text in TOML, which has no null, says that there is none."""


class Telegram(_Section):
    token: SecretStr | None = None
    api_base_url: Annotated[str, _url_ending("/bot")] = "https://api.telegram.org/bot"
    file_base_url: Annotated[str, _url_ending("/file/bot")] = "https://api.telegram.org/file/bot"
    proxy: SecretStr | None = None
    connect_timeout_s: float = Field(10.0, gt=0, le=120)
    read_timeout_s: float = Field(15.0, gt=0, le=120)
    poll_timeout_s: int = Field(30, ge=0, le=50)
    connections: int = Field(64, ge=2, le=1000)
    http_client: Literal["aiohttp", "httpx"] = "aiohttp"

    @field_validator("token")
    @classmethod
    def _token_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value().strip():
            return None
        number, colon, secret = value.get_secret_value().partition(":")
        if not (colon and number.isascii() and number.isdigit() and len(secret) >= 20):
            raise ValueError("must look like 123456789:AA… as BotFather gives it")
        return value

    @field_validator("proxy")
    @classmethod
    def _proxy_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        if not value.get_secret_value().startswith(("http://", "https://", "socks5://")):
            raise ValueError("must start with http://, https:// or socks5://")
        return value


class DatabaseSettings(_Section):
    url: SecretStr = SecretStr("sqlite+aiosqlite:///data/anjia.db")

    @field_validator("url")
    @classmethod
    def _known_driver(cls, value: SecretStr) -> SecretStr:
        url, allowed = value.get_secret_value(), ("sqlite+aiosqlite:///", POSTGRESQL)
        if not url.startswith(allowed):
            raise ValueError(f"must start with {allowed[0]} or {allowed[1]}")
        if url.removeprefix(allowed[0]) in ("", ":memory:"):
            raise ValueError(f"must name a file after {allowed[0]}")
        if url.startswith(POSTGRESQL) and not well_formed(url):
            raise ValueError(FORM)
        return value

    @property
    def file(self) -> Path | None:
        """The file of an SQLite URL."""
        scheme, _, name = self.url.get_secret_value().partition(":///")
        return Path(name) if scheme.startswith("sqlite") else None

    @property
    def missing_file(self) -> Path | None:
        """The file of an SQLite URL, when it does not exist yet."""
        return None if self.file is None or self.file.exists() else self.file


class District(_Section):
    name: str = Field("滨江区", min_length=1, max_length=40)
    name_en: str = Field("Binjiang", min_length=1, max_length=40)
    timezone: str = "Asia/Shanghai"
    box: str = "30.125,120.115,30.265,120.265"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("must be a name of the time zone database, such as Asia/Shanghai")
        return value

    @field_validator("box")
    @classmethod
    def _box_form(cls, value: str) -> str:
        try:
            Box.parse(value)
        except BoxInvalid:
            raise ValueError("must be south,west,north,east in degrees") from None
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def bounds(self) -> Box:
        return Box.parse(self.box)


class Walking(_Section):
    minutes: int = Field(15, ge=1, le=60)
    speed_kmh: float = Field(4.0, gt=0.5, le=10)
    detour: float = Field(DETOUR, ge=1, le=3)
    streets: Annotated[Path | None, NothingIfEmpty] = None


class GeocoderSettings(_Section):
    service: str = ""
    options: dict[str, Any] = Field({}, repr=False)
    """May hold the keys of a service, so it is never shown."""
    datum: Annotated[Literal["wgs84", "gcj02", "bd09"] | None, NothingIfEmpty] = None
    timeout_s: float = Field(5.0, gt=0, le=60)
    min_delay_s: float = Field(1.0, ge=0, le=60)
    cache_size: int = Field(1000, ge=0, le=1_000_000)
    cache_hours: float = Field(24.0, ge=0, le=24 * 365)


class Capabilities(_Section):
    off: tuple[str, ...] = ()


class Limits(_Section):
    updates_per_minute: int = Field(30, ge=1, le=10_000)
    burst: int = Field(12, ge=1, le=1000)
    live_edit_seconds: float = Field(15.0, ge=1, le=3600)


class Run(_Section):
    mode: Literal["polling", "webhook"] = "polling"
    lanes: int = Field(128, ge=1, le=10_000)
    lease_s: float = Field(60.0, ge=1, le=3600)


class Web(_Section):
    host: str = "127.0.0.1"
    port: int = Field(0, ge=0, le=65535)
    health_port: int = Field(0, ge=0, le=65535)
    public_url: str = ""
    secret: SecretStr | None = None
    max_connections: int = Field(40, ge=1, le=100)

    @field_validator("public_url")
    @classmethod
    def _https(cls, value: str) -> str:
        if value and not value.startswith("https://"):
            raise ValueError("must start with https://, Telegram delivers to nothing else")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _ports_differ(self) -> Web:
        if self.health_port and self.health_port == self.port:
            raise ValueError("health_port must be another port than port")
        return self

    @field_validator("secret")
    @classmethod
    def _secret_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        if not re.fullmatch(r"[A-Za-z0-9_-]{24,256}", value.get_secret_value()):
            raise ValueError("must be 24 to 256 characters A-Z a-z 0-9 _ -")
        return value


class Log(_Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "json", "console"] = "auto"


class Settings(BaseSettings):
    """The whole configuration; build it with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        validate_default=True,
    )

    telegram: Telegram = Telegram()
    database: DatabaseSettings = DatabaseSettings()
    capabilities: Capabilities = Capabilities()
    district: District = District()
    walking: Walking = Walking()
    geocoder: GeocoderSettings = GeocoderSettings()
    limits: Limits = Limits()
    run: Run = Run()
    web: Web = Web()
    log: Log = Log()

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> Settings:
        if self.run.mode == "webhook":
            web = self.web
            given = {"port": web.port, "public_url": web.public_url, "secret": web.secret}
            missing = [name for name, value in given.items() if not value]
            if missing:
                raise ValueError(f'mode = "webhook" needs [web] {", ".join(missing)}')
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file())


def _file() -> Path | None:
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.exists() else None


def config_file() -> Path | None:
    """The file that is read: `ANJIA_CONFIG`, or `config.toml` here; None when there is none."""
    return _file()


def load_settings(**overrides: Any) -> Settings:
    """Read file and environment.

    Raises `ConfigInvalid` naming every wrong key or value, or that others can read its secrets.
    """
    problems = _unknown_variables(os.environ)
    file = _file()
    if file is not None and not file.exists():
        problems.append(f"{CONFIG_VARIABLE}: the file {file} does not exist")
    elif file is not None:
        try:
            held = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(f"{file}: not valid TOML: {error}")
        else:
            problems += filter(None, [exposed(file, held)])
    if problems:
        raise ConfigInvalid(problems)
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise ConfigInvalid([_say(item) for item in error.errors(include_input=False)]) from None
    except SettingsError:  # its text may quote the value
        raise ConfigInvalid([f"{ENV_PREFIX}GEOCODER__OPTIONS: must be a JSON object"]) from None


def _unknown_variables(environment: Mapping[str, str]) -> list[str]:
    known = set(_variables())
    return [
        f"{name}: unknown variable; known are {', '.join(sorted(known))}"
        for name in environment
        if name.startswith(ENV_PREFIX)
        and not name.startswith(_OTHER_VARIABLES)
        and name.upper() not in known
        and not name.startswith(f"{ENV_PREFIX}GEOCODER__OPTIONS")
    ]


def _variables() -> list[str]:
    names = []
    for section, field in Settings.model_fields.items():
        annotation = field.annotation
        assert isinstance(annotation, type)
        assert issubclass(annotation, BaseModel)
        names += [f"{ENV_PREFIX}{section}__{key}".upper() for key in annotation.model_fields]
    return names


def _say(item: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        return f"{where}: unknown key; allowed here: {', '.join(_allowed(item['loc']))}"
    return f"{where}: {item['msg'].removeprefix('Value error, ')}"


def _allowed(location: tuple[Any, ...]) -> list[str]:
    if len(location) > 1 and location[0] in Settings.model_fields:
        annotation = Settings.model_fields[location[0]].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return sorted(annotation.model_fields)
    return sorted(Settings.model_fields)
