"""A contract for import-linter: who imports whom among capabilities is what `Rules.uses` says.

It reads the list itself, so a new capability changes nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

from community.capabilities import RULES
from community.capability import BASE
from handlers.capabilities import TALKS

Import = tuple[str, str]
LATE = frozenset({("community.storage.database", "community.capabilities")})
"""The one place where the list is asked for by what stands below it, at run time: a database
without any other list takes the whole one."""
STILL = frozenset(
    {
        ("handlers.chat.turn", "handlers.places.life_circle"),
        ("handlers.members.privacy", "handlers.places.buttons"),
        ("handlers.registrations.mine", "handlers.clubs.buttons"),
        ("handlers.registrations.mine", "handlers.reminders.buttons"),
    }
)
"""Buttons that lead to capabilities which stand higher, and a type of the services."""


@dataclass(frozen=True)
class House:
    """One room after the other: the folders of a package, and which of them are capabilities."""

    package: str
    uses: Mapping[str, Collection[str]]
    """Of each capability, besides `BASE`."""
    walkers: Collection[str] = ()
    """Modules that go through the list: they import what they like, and nobody imports them."""
    known: Collection[Import] = LATE
    exact: bool = True
    """Whether everything that is named must be used here, and in no circle."""

    def may(self, importer: str, imported: str) -> bool:
        """Whether a room or module of the package may import another."""
        if importer == imported or importer in self.walkers:
            return True
        if imported in self.walkers:
            return False
        if imported not in self.uses:
            return True
        if importer not in self.uses:
            return False
        if imported in BASE:
            return importer not in BASE or BASE.index(imported) < BASE.index(importer)
        return importer not in BASE and imported in self.uses[importer]

    def room(self, module: str) -> str | None:
        """The part of the package that a module is in; None when it is in none."""
        package, _, rest = module.partition(".")
        return rest.partition(".")[0] if package == self.package and rest else None

    def broken(self, imports: Iterable[tuple[str, str]]) -> list[str]:
        """Imports that `uses` does not allow, what it names for nothing, and circles."""
        found, used = [], set()
        for importer, imported in sorted(imports):
            one, other = self.room(importer), self.room(imported)
            if one is None or other is None or (importer, imported) in self.known:
                continue
            used.add((one, other))
            if not self.may(one, other):
                found.append(f"{importer} imports {imported}")
        for name, uses in self.uses.items():
            unused = [other for other in uses if (name, other) not in used]
            found += [f"{name} names {other} and does not use it" for other in unused if self.exact]
            if self.exact and name in self._reached(name):
                found.append(f"{name} uses itself in a circle")
        return found

    def _reached(self, name: str) -> set[str]:
        reached: set[str] = set()
        ahead = set(self.uses.get(name, ()))
        while ahead:
            reached |= ahead
            ahead = {more for one in ahead for more in self.uses.get(one, ())} - reached
        return reached


_USES = {rules.name: rules.uses for rules in RULES}
HOUSES = {
    "community": House("community", _USES, walkers=("capabilities", "checks", "privacy")),
    "handlers": House(
        "handlers",
        _USES | {talk.rules.name: (*talk.rules.uses, *talk.uses) for talk in TALKS},
        walkers=("capabilities",),
        known=STILL,
        exact=False,
    ),
}


class CapabilitiesContract(Contract):
    """`package` is one of `HOUSES`."""

    type_name = "capabilities"
    package = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        house = HOUSES[str(self.package)]
        imports = [
            (module, imported)
            for module in graph.modules
            for imported in graph.find_modules_directly_imported_by(module)
        ]
        broken = house.broken(imports)
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(f"- {line}", bold=False)
