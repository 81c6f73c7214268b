"""How large the product is, folder by folder, and over how many files a feature is spread.

    python -m tools.sizes [CHECKOUT [FEATURE ...]]

Lines are those of Python, without the playground and without migrations.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from statistics import median

PRODUCT = ("bot", "handlers", "community", "geo")
LEFT_OUT = ("bot/playground", "community/migrations", "community/storage/migrations")


def modules(root: Path) -> dict[Path, int]:
    """Lines by file, relative to the checkout."""
    found = {}
    for room in PRODUCT:
        for file in sorted((root / room).rglob("*.py")):
            path = file.relative_to(root)
            if not path.as_posix().startswith(LEFT_OUT):
                found[path] = len(file.read_text("utf-8").splitlines())
    return found


def spread(root: Path, feature: str) -> list[Path]:
    """Python and Fluent files of the product that name a feature, outside its own folders."""
    named = []
    for room in PRODUCT:
        for file in sorted((root / room).rglob("*")):
            path = file.relative_to(root)
            if file.suffix not in (".py", ".ftl") or feature in path.parts[:-1]:
                continue
            left_out = path.as_posix().startswith(LEFT_OUT)
            if not left_out and feature in file.read_text("utf-8").casefold():
                named.append(path)
    return named


def main(root: Path, features: list[str]) -> None:
    lines = modules(root)
    for room in PRODUCT:
        own = [count for path, count in lines.items() if path.parts[0] == room]
        print(f"{room:10} {sum(own):6} lines {len(own):4} modules, median {median(own):.0f}")
    print(f"{'together':10} {sum(lines.values()):6} lines {len(lines):4} modules")
    folders = Counter(path.parent for path in lines if path.name != "__init__.py")
    for folder, count in folders.most_common(5):
        print(f"{count:3} modules in {folder}")
    for feature in features:
        files = spread(root, feature)
        print(f"{feature}: {len(files)} files outside its folders")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."), sys.argv[2:] or ["feedback"])
