"""How files name what they say of a center: columns, kinds, qualities of a position."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "ref": ("编号", "编码", "代码", "序号编码", "id", "code"),
    "kind": ("类型", "类别", "级别", "type"),
    "name": ("名称", "服务点", "服务点名称", "站点名称", "驿站名称", "中心名称"),
    "subdistrict": ("街道", "所属街道", "镇街"),
    "community": ("社区", "所属社区"),
    "address": ("地址", "详细地址", "位置"),
    "hours_text": ("开放时间", "营业时间", "服务时间", "开馆时间", "时间"),
    "opening_hours": ("osm时间", "时间表达式", "openinghours"),
    "phone": ("电话", "联系电话", "电话号码", "tel", "telephone"),
    "lat": ("纬度", "latitude", "y"),
    "lon": ("经度", "lng", "longitude", "x"),
    "coordinate_quality": ("坐标质量", "定位质量", "position_quality"),
    "facilities": ("设施", "服务设施", "配套设施", "facility"),
    "stars": ("星级", "评星", "星级评定", "rating"),
    "source": ("来源", "数据来源"),
    "source_date": ("来源日期", "数据日期"),
    "verified_on": ("核实日期", "核实", "核验日期", "verified"),
}
"""The column's own name is known as well."""

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "district": ("区", "区级", "区级中心", "区党群服务中心"),
    "subdistrict": ("街道", "街道级", "街道中心", "街道党群服务中心", "镇", "镇街"),
    "community": ("社区", "社区级", "社区中心", "社区党群服务中心", "村"),
    "station": ("驿站", "站点", "服务站", "党群服务站", "服务驿站", "阅读空间", "书房"),
    "themed": ("特色", "主题", "专题", "特色中心", "主题中心", "专题中心", "theme"),
}

QUALITIES: Final[dict[str, tuple[str, ...]]] = {
    "poi": ("兴趣点", "地点"),
    "address": ("地址",),
    "nearby": ("附近", "邻近"),
    "pin": ("现场", "实地", "定位"),
    "none": ("无", "未知"),
}

KIND_BY_CODE_LENGTH: Final = {6: "district", 9: "subdistrict", 12: "community"}
"""The digits of a division code (国家统计局 统计用区划代码, without trailing zeros)."""


def column_of(title: str) -> str | None:
    """The column a header cell stands for: 纬度, `lat`, `Latitude (WGS-84)`; None if unknown."""
    return _COLUMN_BY_WORD.get(_plain(title))


def kind_of(word: str) -> str | None:
    return _KIND_BY_WORD.get(_plain(word))


def quality_of(word: str) -> str | None:
    return _QUALITY_BY_WORD.get(_plain(word))


def _plain(word: str) -> str:
    """Without brackets and what is in them, spaces, and the mark of a mandatory column."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"\([^)]*\)|[\s*:]", "", folded)


def _by_word(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {_plain(word): key for key, names in words.items() for word in (key, *names)}


_COLUMN_BY_WORD: Final = _by_word(COLUMNS)
_KIND_BY_WORD: Final = _by_word(KINDS)
_QUALITY_BY_WORD: Final = _by_word(QUALITIES)
