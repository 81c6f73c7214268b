import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.places.names import (
    LONGEST_TEXT,
    Decision,
    How,
    Match,
    Named,
    PlaceNames,
    Verdict,
    decide,
)
from community.places.spelling import MOST_FORMS, plain, readings

BINJIANG = Path(__file__).parents[2] / "data" / "binjiang"


def the_places_of_binjiang() -> list[Named]:
    places = []
    for row in csv.DictReader((BINJIANG / "centers.csv").read_text().splitlines()):
        place = Named(row["name"], row["name"], row["kind"], address=row["address"] or None)
        places.append(place)
    for row in csv.DictReader((BINJIANG / "landmarks.csv").read_text().splitlines()):
        place = Named(row["name"], row["name"], row["kind"], address=row["address"] or None)
        places.append(place)
    return places


PIECES = [*"省市区站路·()（）甲长a1_", "街道", "社区", "党群服务中心", "居委会", "地铁站"]
NAMES = PlaceNames(the_places_of_binjiang())


def meant(text: str) -> Decision:
    return decide(NAMES.find(text))


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        # whole, or without what nobody types
        ("江陵路站", "江陵路站"),
        ("江陵路", "江陵路站"),
        ("江陵", "江陵路站"),
        ("江陵站", "江陵路站"),
        ("江陵路地铁站", "江陵路站"),
        ("江陵路地铁口", "江陵路站"),
        ("联庄地铁", "联庄站"),
        ("西兴站", "西兴站"),
        ("西兴街道", "西兴街道党群服务中心"),
        ("西兴社区", "西兴街道西兴社区党群服务中心"),
        ("西兴街道西兴社区党群服务中心", "西兴街道西兴社区党群服务中心"),
        ("长河街道", "长河街道党群服务中心"),
        ("长河街道党群服务中心", "长河街道党群服务中心"),
        ("长河地铁站", "长河站"),
        ("长河社区", "长河街道长河社区党群服务中心"),
        ("滨和路", "滨和路站"),
        ("滨和社区", "西兴街道滨和社区党群服务中心"),
        ("冠一社区", "浦沿街道冠一社区党群服务中心"),
        ("冠二社区党群服务中心", "浦沿街道冠二社区党群服务中心"),
        ("江一社区", "长河街道江一社区党群服务中心"),
        ("江南社区居委会", "浦沿街道江南社区党群服务中心"),
        ("奥体社区", "西兴街道奥体社区服务中心"),
        ("奥体中心", "奥体中心站"),
        ("中医药大学", "中医药大学站"),
        ("滨江区图书馆", "滨江区图书馆"),
        ("滨江图书馆", "滨江区图书馆"),
        ("嘻番图书馆", "杭州书房·嘻番图书馆"),
        ("市民之家", "杭州高新区(滨江)市民之家"),
        ("高新区（滨江）党群服务中心", "高新区(滨江)党群服务中心"),
        ("高新区党群服务中心", "高新区(滨江)党群服务中心"),
        ("红色书吧", "红色书吧·杭州邻里阅读空间"),
        ("云帆", "云帆书房"),
        # an address that is an alias
        ("缤纷街615号", "高新区(滨江)党群服务中心"),
        ("西兴路555号", "西兴街道党群服务中心"),
        ("丹枫路134号", "西兴街道缤纷社区党群服务中心"),
        ("丹枫路１３４号", "西兴街道缤纷社区党群服务中心"),
        # said around it
        ("我在江陵路站附近", "江陵路站"),
        ("江陵路站C口", "江陵路站"),
        ("杭州滨江区江陵路站", "江陵路站"),
        ("江陵路站。", "江陵路站"),
        # pinyin
        ("binhelu", "滨和路站"),
        ("bin he lu", "滨和路站"),
        ("bīnhé lù", "滨和路站"),
        ("BinHeLu", "滨和路站"),
        ("ｂｉｎｈｅｌｕ", "滨和路站"),
        ("bin'he'lu", "滨和路站"),
        ("jianglinglu", "江陵路站"),
        ("jianglinglu zhan", "江陵路站"),
        ("jianglingluditiezhan", "江陵路站"),
        ("changheshequ", "长河街道长河社区党群服务中心"),
        ("guanyi", "浦沿街道冠一社区党群服务中心"),
        ("xingyi", "兴议站"),
        ("tushuguan", "滨江区图书馆"),
        ("yunfan", "云帆书房"),
        ("西兴zhan", "西兴站"),
        # initials
        ("jll", "江陵路站"),
        ("jllz", "江陵路站"),
        ("jlz", "江陵路站"),
        ("BHL", "滨和路站"),
        ("zyydx", "中医药大学站"),
        ("yfsf", "云帆书房"),
        # a character that sounds the same, traditional ones
        ("滨合路", "滨和路站"),
        ("滨河路", "滨和路站"),
        ("濱和路", "滨和路站"),
        ("聚財路", "聚才路站"),
        # a slip, or the accent
        ("江林路", "江陵路站"),
        ("jianlinlu", "江陵路站"),
        ("jianglingru", "江陵路站"),
        ("jainglinglu", "江陵路站"),
        # as signs have it in English
        ("Jiangling Road Station", "江陵路站"),
        ("Xixing Metro Station", "西兴站"),
        ("Xixing Subdistrict", "西兴街道党群服务中心"),
        ("Binhe Community", "西兴街道滨和社区党群服务中心"),
    ],
)
def test_one_place_is_meant(typed, place):
    decision = meant(typed)
    assert (decision.verdict, [match.key for match in decision.matches]) == (Verdict.ONE, [place])


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("西兴", {"西兴站", "西兴街道党群服务中心", "西兴街道西兴社区党群服务中心"}),
        ("xixing", {"西兴站", "西兴街道党群服务中心", "西兴街道西兴社区党群服务中心"}),
        ("xixin", {"西兴站", "西兴街道党群服务中心", "西兴街道西兴社区党群服务中心"}),
        ("长河", {"长河站", "长河街道党群服务中心", "长河街道长河社区党群服务中心"}),
        ("changhe", {"长河站", "长河街道党群服务中心", "长河街道长河社区党群服务中心"}),
        ("江汉", {"江汉路站", "长河街道江汉社区党群服务中心"}),
        ("jhl", {"江晖路站", "江汉路站"}),
        ("马湖社区", {"马湖社区·杭州邻里阅读空间", "西兴街道马湖社区党群服务中心"}),
        ("杨家敦", {"杨家墩站", "杨家墩社区·杭州邻里阅读空间", "浦沿街道杨家墩社区党群服务中心"}),
        ("泰安路200号", {"滨江区政务服务中心", "杭州高新区(滨江)市民之家"}),
        ("中医大", {"中医药大学站"}),
        ("陵江路", {"江陵路站"}),
        ("庙后土社区", {"西兴街道庙后王社区党群服务中心"}),
        ("冠三社区", {"长河街道冠山社区党群服务中心"}),
        ("滨江区政府", {"滨江区政务服务中心"}),
        ("月明路436号", {"月明社区·杭州邻里阅读空间"}),
        ("江陵社区", {"江陵路站"}),
        ("我想去江陵路站买点东西", {"江陵路站"}),
    ],
)
def test_choices_are_offered_where_several_may_be_meant_or_one_is_unsure(typed, places):
    decision = meant(typed)
    assert decision.verdict is Verdict.SEVERAL
    assert places <= {match.key for match in decision.matches}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "江",
        "😀",
        "？！",
        "hello",
        "good morning",
        "thank you",
        "help",
        "hgcjc",
        "zhongyiyi",
        "你好",
        "谢谢",
        "帮助",
        "活动",
        "今天天气真好",
        "我想学太极拳",
        "羽毛球",
        "火车东站",
        "下沙社区",
        "上海",
        "中国",
        "社区",
        "地铁站",
        "党群服务中心",
        "shequ!",
        "di tie zhan",
        "缤纷街616号",
        "缤纷街61号",
        "泰安路20号",
        "120.2",
        "12345",
        "\ud800\udfff",
        "江陵路" * 2000,
    ],
)
def test_nothing_is_meant(typed):
    assert meant(typed) == Decision(Verdict.NONE, ())


def test_says_by_what_it_was_recognised():
    def how(text: str) -> How:
        return NAMES.find(text)[0].how

    assert how("江陵路站") is How.EXACT
    assert how("云帆") is How.PREFIX
    assert how("望涛") is How.PART
    assert how("我想去江陵路站买点东西") is How.INSIDE
    assert how("中医大") is How.SHORTENED
    assert how("binhelu") is How.SOUND
    assert how("jll") is How.INITIALS
    assert how("jianglingru") is How.TYPO


def test_a_part_of_a_house_number_is_not_found():
    names = PlaceNames([Named("a", "甲处", "station", address="缤纷街615号")])
    assert names.find("缤纷街61") == []
    assert names.find("15号") == []
    assert names.find("binfenjie61") == []
    assert [match.key for match in names.find("缤纷街615")] == ["a"]
    assert names.find("新缤纷街1615号") == []


def test_all_readings_of_a_character_are_known():
    names = PlaceNames([Named("bank", "银行", "x"), Named("walk", "行宫", "x")])
    assert [match.key for match in names.find("yinhang")] == ["bank"]
    assert [match.key for match in names.find("yinxing")] == ["bank"]
    assert [match.key for match in names.find("xinggong")] == ["walk"]


def test_a_vowel_with_dots_is_written_v_or_u_with_dots():
    names = PlaceNames([Named("a", "绿园", "x")])
    for typed in ("lvyuan", "lǜ yuán", "lüyuan"):
        assert [match.key for match in names.find(typed)] == ["a"], typed


def test_equally_good_ones_come_in_their_given_order_up_to_the_limit():
    names = PlaceNames([Named(str(n), "同名", "x") for n in range(12)])
    assert [match.key for match in names.find("同名", limit=5)] == ["0", "1", "2", "3", "4"]
    assert len(names.find("同名")) == 8


def test_a_place_is_found_by_an_alias_a_little_less_well():
    names = PlaceNames([Named("a", "甲处", "x", ("乙处",)), Named("b", "乙处", "x")])
    assert [match.key for match in names.find("乙处")] == ["b", "a"]


def test_without_places_nothing_is_found():
    assert PlaceNames([]).find("江陵路") == []


@pytest.mark.parametrize(
    ("scores", "verdict", "kept"),
    [
        ([], Verdict.NONE, 0),
        ([67.9], Verdict.NONE, 0),
        ([68], Verdict.SEVERAL, 1),
        ([79.9], Verdict.SEVERAL, 1),
        ([80], Verdict.ONE, 1),
        ([80, 67], Verdict.ONE, 1),
        ([90, 84], Verdict.ONE, 1),
        ([90, 85, 76, 75], Verdict.SEVERAL, 3),
    ],
)
def test_where_the_lines_are_drawn(scores, verdict, kept):
    decision = decide([Match(str(score), score, How.PART) for score in scores])
    assert decision.verdict is verdict
    assert len(decision.matches) == kept


@given(st.text(max_size=LONGEST_TEXT + 10))
def test_any_text_is_answered(text):
    matches = NAMES.find(text)
    assert all(0 < match.score <= 100 for match in matches)
    assert matches == sorted(matches, key=lambda match: -match.score)


@given(place=st.sampled_from(the_places_of_binjiang()))
def test_every_whole_name_finds_its_place_first(place):
    best = NAMES.find(place.name)[0]
    assert (best.key, best.score) == (place.key, 100)


def test_long_text_is_refused_at_once():
    started = time.perf_counter()
    for _ in range(100):
        assert NAMES.find("滨和路站" * 1024) == []
    assert time.perf_counter() - started < 0.5


def test_importing_loads_no_dictionary_and_using_it_no_phrases():
    program = """
import os, sys
from community.places.names import Named, PlaceNames
assert not any(name.startswith(("pypinyin", "rapidfuzz")) for name in sys.modules)
PlaceNames([Named("a", "长河站", "metro_station")])
assert "pypinyin" in sys.modules
assert "pypinyin.phrases_dict" not in sys.modules
assert "PYPINYIN_NO_PHRASES" not in os.environ
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


@given(st.lists(st.sampled_from(PIECES), min_size=40, max_size=120).map("".join))
@settings(max_examples=25, deadline=None)
def test_whatever_a_file_calls_a_place_its_names_are_few(text):
    spelled = []

    def counted(form):
        spelled.append(form)
        return readings(form)

    place = Named("a", text[:120], "x", (text[-40:],), text[:300])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("community.places.names.readings", counted)
        names = PlaceNames([place])
    assert len(spelled) <= 3 * MOST_FORMS
    assert [match.key for match in names.find(plain(text)[:LONGEST_TEXT])] in ([], ["a"])


def test_an_address_loses_its_beginning_and_never_its_end():
    names = PlaceNames([Named("a", "甲处", "x", address="杭州市滨江区江陵路")])
    assert [match.how for match in names.find("滨江区江陵路")] == [How.EXACT]
    assert [match.how for match in names.find("滨江区江陵")] == [How.PREFIX]
