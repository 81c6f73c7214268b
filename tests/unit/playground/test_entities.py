from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.double.entities import (
    Formatted,
    Malformed,
    normal_url,
    parse_html,
    plain,
    trimmed,
    utf16_length,
    with_detected,
)


# Inputs and complaints as published in the test suite of Telegram's own library.
@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        (
            "🏟 🏟&lt;<i    aba>",
            'Expected equal sign in declaration of an attribute of the tag "i" at byte offset 13',
        ),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (
            "🏟 🏟&lt;<i>a</em   >",
            'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
        ),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("x<br>y", 'Unsupported start tag "br" at byte offset 1'),
        (
            "&#57311;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_malformed_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_html(source)
    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", [("italic", 5, 5)]),
        ("➡️ ➡️<i>➡️ ➡️</i><b>➡️ ➡️</b>", "➡️ ➡️➡️ ➡️➡️ ➡️", [("italic", 5, 5), ("bold", 10, 5)]),
        ("🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", [("italic", 5, 6)]),
        ("🏟 🏟&lt;<i>a</    >", "🏟 🏟<a", [("italic", 6, 1)]),
        ("🏟 🏟&lt;<b></b>", "🏟 🏟<", []),
        ("🏟 🏟&lt;<pre  >🏟 🏟&lt;</>", "🏟 🏟<🏟 🏟<", [("pre", 6, 6)]),
        (
            "<i><b> </b> <code> </code></i>",
            "   ",
            [("italic", 0, 3), ("bold", 0, 1), ("code", 2, 1)],
        ),
        ("<a>telegram.org </a>", "telegram.org ", [("text_link", 0, 13)]),
        ("<blockquote expandable>长</blockquote>", "长", [("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">密</span>', "密", [("spoiler", 0, 1)]),
    ],
)
def test_entities_count_utf16(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    found = [(e["type"], e["offset"], e["length"]) for e in parsed.entities]
    assert found == entities


def test_code_language_is_kept_only_inside_pre() -> None:
    parsed = parse_html('<pre><code class="language-py">x</code></pre>')
    assert parsed.entities == ({"type": "pre", "offset": 0, "length": 1, "language": "py"},)
    loose = parse_html('<code class="language-py">x</code>')
    assert loose.entities == ({"type": "code", "offset": 0, "length": 1},)


def test_links_are_stored_in_telegrams_form() -> None:
    parsed = parse_html('<a href="telegram.org?&lt;">x</a>')
    assert parsed.entities[0]["url"] == "http://telegram.org/?<"
    assert parse_html('<a href="nowhere">x</a>').entities == ()
    assert parse_html('<a href="nowhere">x</a>').remarks == (
        "link to 'nowhere' is dropped by Telegram",
    )


def test_what_telegram_lets_pass_is_remarked() -> None:
    assert parse_html("A & B").remarks == ("unescaped & at byte offset 2",)
    assert parse_html("A & B").text == "A & B"
    assert parse_html("A &amp; B").remarks == ()
    assert parse_html('<b class="x">y</b>').remarks == (
        'attribute "class" of <b> is ignored by Telegram',
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    parsed = parse_html(f"<b>{html.escape(text, quote=False)}</b>")
    assert parsed.text == text
    assert parsed.remarks == ()
    length = len(text.encode("utf-16-le")) // 2
    assert [e["length"] for e in parsed.entities] == ([length] if text else [])
    assert utf16_length(text) == length


@given(st.text(alphabet="<>/&;b ia=\"'#x1中😀", max_size=40))
def test_any_input_is_parsed_or_refused(source: str) -> None:
    try:
        parsed = parse_html(source)
    except Malformed:
        return
    size = utf16_length(parsed.text)
    for entity in parsed.entities:
        assert entity["length"] > 0
        assert 0 <= entity["offset"] <= entity["offset"] + entity["length"] <= size


def test_trimming_moves_entities() -> None:
    parsed = trimmed(parse_html("  <b> 中</b> <i> </i>\n"))
    assert parsed.text == "中"
    assert parsed.entities == ({"type": "bold", "offset": 0, "length": 1},)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("😀 /near@anjia_bot", [("bot_command", "/near@anjia_bot")]),
        ("滨江/西兴 1/2", []),
        ("见 https://a.cn/x?y=1，谢谢", [("url", "https://a.cn/x?y=1")]),
        (
            "写信 a.b@c.org @anjia_bot #社区",
            [
                ("email", "a.b@c.org"),
                ("mention", "@anjia_bot"),
                ("hashtag", "#社区"),
            ],
        ),
    ],
)
def test_commands_links_and_mentions_are_found(text: str, found: list[tuple[str, str]]) -> None:
    units = text.encode("utf-16-le")
    entities = with_detected(plain(text)).entities
    assert [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in entities
    ] == found


def test_nothing_is_found_inside_code() -> None:
    assert with_detected(parse_html("<code>/start</code>")).entities == (
        {"type": "code", "offset": 0, "length": 6},
    )
    assert with_detected(Formatted("plain")).entities == ()


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("telegram.org", "http://telegram.org/"),
        ("https://a.cn?x", "https://a.cn/?x"),
        ("https://a.cn/路?x=1", "https://a.cn/路?x=1"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("http://localhost:8080/x", None),
        ("ftp://a.cn", None),
        ("https://a.cn/a b", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_addresses(url: str, normal: str | None) -> None:
    assert normal_url(url) == normal
