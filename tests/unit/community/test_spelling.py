import os
import subprocess
import sys
from pathlib import Path

import pytest

from community.places.spelling import (
    MOST_FORMS,
    initials,
    is_chinese,
    latin,
    plain,
    readings,
    southern,
    written,
    written_address,
)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("江陵路站", {"江陵路站", "江陵路", "江陵", "江陵站"}),
        ("西兴街道滨和社区党群服务中心", {"西兴街道滨和社区", "滨和社区", "滨和"}),
        ("西兴街道党群服务中心", {"西兴街道", "西兴"}),
        ("奥体社区服务中心", {"奥体社区", "奥体"}),
        ("马湖社区·杭州邻里阅读空间", {"马湖社区杭州邻里阅读空间", "马湖社区", "马湖"}),
        ("高新区（滨江）党群服务中心", {"高新区滨江党群服务中心", "高新区党群服务中心"}),
        ("杭州市滨江区图书馆", {"滨江区图书馆", "图书馆"}),
    ],
)
def test_names_are_written_shorter(name, texts):
    assert texts <= {form.text for form in written(name)}


def test_the_whole_name_comes_first_and_leaving_out_costs():
    forms = written("江陵路站")
    assert (forms[0].text, forms[0].cost, forms[0].kinds) == ("江陵路站", 0, frozenset())
    costs = {form.text: form.cost for form in forms}
    assert costs["江陵路"] < costs["江陵站"] < costs["江陵"]
    assert {form.text: form.kinds for form in forms}["江陵"] == {"站", "路"}


def test_no_form_is_a_mere_sort_of_place():
    for name in ("西兴街道党群服务中心", "社区", "地铁站", "某某社区服务中心"):
        assert not {"党群服务中心", "服务中心", "社区", "街道", "站"} & {
            f.text for f in written(name)
        }


@pytest.mark.parametrize(
    "text",
    [
        "甲社区" * 100,
        "甲街道社区" * 60,
        "站" * 300,
        "路站" * 150,
        "甲·" * 150,
        "(甲)" * 100,
        "甲乙区" * 50 + "路" * 150,
    ],
)
def test_of_a_text_without_end_there_are_few_ways_to_write_it(text):
    assert len(written(text)) <= MOST_FORMS
    assert len(written_address(text)) <= MOST_FORMS
    assert written(text)[0].text == plain(text)


def test_an_address_keeps_its_end():
    assert {form.text for form in written_address("滨江区江陵路(近超市)")} == {
        "滨江区江陵路近超市",
        "江陵路近超市",
        "滨江区江陵路",
        "江陵路",
    }


def test_usual_reading_first_then_the_others():
    assert readings("江陵路")[0] == "jianglinglu"
    assert "changhe" in readings("长河")
    assert "yinhang" in readings("银行")
    assert readings("C口1号")[0] == "Ckou1hao"
    assert len(readings("长" * 12)) <= 16
    assert len(readings("长" * 13)) == 1


def test_initials_latin_and_accent():
    assert initials("滨和路")[0] == "bhl"
    assert latin("lǜ dì") == "lvdi"
    assert latin("xī'ān") == "xian"
    assert southern("zhongshanglu") == "zongsanlu"
    assert southern("jiangling") == "jianlin"


def test_plain_keeps_letters_digits_and_characters():
    assert plain("  ＡＢ－Ｃ（１）· 江陵路_地铁站! ") == "abc1江陵路站"
    assert plain("地铁站") == "地铁站"
    assert is_chinese("江")
    assert is_chinese("〇")
    assert not is_chinese("a")
    assert not is_chinese("。")


def test_an_operators_own_setting_of_the_dictionary_is_kept():
    program = """
import os
from community.places.spelling import readings
readings("长")
print(os.environ["PYPINYIN_NO_PHRASES"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=Path(__file__).parents[3],
        env=os.environ | {"PYPINYIN_NO_PHRASES": "yes"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "yes"
