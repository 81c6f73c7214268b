"""A password in the URL of a database: taken whole, or refused, and never shown."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from bot import hidden
from bot.config import ConfigInvalid, DatabaseSettings, load_settings
from bot.database_url import POSTGRESQL, secrets_of, well_formed

PIECES = st.sampled_from([*"@:/?#%&=[] \\'\"", "hush", "HUSH", "密码hush", "%40", "%zz", ".hush"])
PASSWORDS = st.lists(PIECES, min_size=1, max_size=8).map("".join)


def url_with(password: str) -> str:
    return f"{POSTGRESQL}anjia:{password}@127.0.0.1:5432/anjia"


@given(PASSWORDS)
@example("p@ss:word")
@example("a@127.0.0.1:1/x?y=")
def test_a_password_is_taken_whole_or_the_url_is_refused(password: str) -> None:
    if not well_formed(url_with(password)):
        return
    taken = make_url(url_with(password))
    assert (taken.host, taken.port, taken.database) == ("127.0.0.1", 5432, "anjia")
    assert taken.password is not None
    assert quote(taken.password, safe="") == quote(
        make_url(url_with(password)).password or "", safe=""
    )


@given(PASSWORDS)
@example("p@ss:word/?#%")
def test_percent_encoded_every_password_is_taken(password: str) -> None:
    url = url_with(quote(password, safe=""))
    assert well_formed(url)
    assert make_url(url).password == password
    assert DatabaseSettings(url=url).url.get_secret_value() == url


@given(PASSWORDS.filter(lambda password: "@" in password))
@example("hush@hush:hush")
def test_who_is_refused_reads_what_to_do_and_nothing_of_the_password(password: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANJIA_DATABASE__URL", url_with(password))
        with pytest.raises(ConfigInvalid) as refused:
            load_settings()
    (said,) = refused.value.problems
    assert "%40" in said
    assert "hush" not in str(refused.value).lower()


@given(PASSWORDS)
@example("hush/hush?hush")
def test_no_part_of_it_is_left_in_what_quotes_it(password: str) -> None:
    for given_as in (password, quote(password, safe="")):
        url = url_with(given_as)
        if not well_formed(url):
            continue
        for secret in secrets_of(url):
            hidden.hide(secret)
        taken = make_url(url)
        for line in (
            f"cannot connect to {url}",
            f"cannot connect to {taken!r}",
            f"password {taken.password} refused",
            f"dsn {given_as}",
            repr(DatabaseSettings(url=url)),
        ):
            if len(password) >= 4:
                assert "hush" not in hidden.strike(line).lower(), line
        hidden.forget()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://anjia@host/anjia",
        "postgresql+asyncpg://anjia:pw@host:5432/anjia?ssl=require",
        "postgresql+asyncpg://anjia:pw@[::1]:5432/anjia",
        "postgresql+asyncpg:///anjia?host=/var/run/postgresql",
        "postgresql+asyncpg://anjia@server:pw@db.example.org/anjia",
        "postgresql+asyncpg://anjia:pw@database/anjia",
    ],
)
def test_urls_that_were_good_stay_so(url: str) -> None:
    assert well_formed(url)
    make_url(url)


@pytest.mark.parametrize(
    "rest", ["u:hush/db", "u:p@ss@h/db", "u:p@h:port/db", "u:p@h/d@b", "u:p@ss?x@h/db", "u:p@h h/d"]
)
def test_urls_that_do_not_hold_together_are_refused(rest: str) -> None:
    assert not well_formed(POSTGRESQL + rest)
