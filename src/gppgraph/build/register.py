"""The register of names: things that users name, and graphs that describe them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..catalogue.query import text_of
from ..errors import InputError, UnknownNameError
from ..rdf.store import select
from ..spelling import near, spoken
from ..terms import BASE, namespace, short_name, slug

if TYPE_CHECKING:
    import pyoxigraph as ox

FILE = "names.json"
# Kinds of names with their words for error messages.
KINDS = {
    "requirement": "requirement",
    "edition": "label edition",
    "set": "criteria set",
    "product": "product type",
    "level": "level",
    "state": "state of goods",
    "verdict": "verdict",
    "act": "act",
    "jurisdiction": "jurisdiction",
    "condition": "condition",
}


class Register(NamedTuple):
    """The names of a snapshot.

    ``names`` has the IRI of each slug by kind: ``{"edition": {"tco-certified-8": "https://..."}}``.
    ``levels`` has the levels of each set, ``leaves`` the product types at the ends of the tree below each one,
    ``concerned`` the product types that the requirements of each set concern,
    and ``homes`` the graphs that describe each edition, or the things of each class.
    ``nested`` are the label editions whose criteria are named below one another, so that the beginning of a name
    finds them. ``bases`` are the base IRIs of its things, that of the workspace first.
    ``called`` has the things of each kind by the names that people give them, as ``spoken`` writes them:
    ``{"product": {"skærm": ["https://..."]}}``.
    """

    names: Mapping[str, Mapping[str, str]]
    levels: Mapping[str, list[str]]
    leaves: Mapping[str, list[str]]
    homes: Mapping[str, list[str]]
    nested: list[str]
    bases: Sequence[str] = (BASE,)
    concerned: Mapping[str, list[str]] = {}
    called: Mapping[str, Mapping[str, list[str]]] = {}

    def iri(self, prefix: str, name: str) -> str:
        """Return the IRI of an edition or of one of its parts by prefix and slug.

        A part lies under the base of its edition.
        """
        base = self.bases[0]
        if len(self.bases) > 1:
            words = name.split(".")
            editions = {**self.names["set"], **self.names["edition"]}
            owners = (editions.get(".".join(words[:count])) for count in range(len(words), 0, -1))
            owner = next(filter(None, owners), base)
            base = next((entry for entry in self.bases if owner.startswith(entry)), base)
        return namespace(prefix, base) + name

    def resolve(self, kind: str, name: str) -> str:
        """Return the IRI of a slug, CURIE, IRI or other name of the given kind.

        Raises:
            UnknownNameError: with near matches.
            InputError: several things of the kind have the name.
        """
        found = self.resolve_all(kind, name)
        if len(found) > 1:
            several = ", ".join(sorted(map(slug, found)))
            raise InputError(f'{KINDS[kind]} "{name}" may be one of several: {several}. Name one of them.')
        return found[0]

    def resolve_all(self, kind: str, name: str) -> list[str]:
        """Return the IRIs that a name of the given kind stands for.

        A slug, CURIE or IRI stands for one; a name that people give may stand for several, as "ENERGY STAR 8"
        does for the editions for computers and for displays.

        Raises:
            UnknownNameError: with near matches.
        """
        entries = self.names[kind]
        if name in entries:
            return [entries[name]]
        if ":" in name:
            for iri in entries.values():
                if name in (iri, short_name(iri)):
                    return [iri]
        typed = slug(name) if "://" in name else name
        folded = {entry.lower(): iri for entry, iri in entries.items()}
        if typed.lower() in folded:
            return [folded[typed.lower()]]
        if found := self.find_called(kind, name):
            return found
        raise UnknownNameError(KINDS[kind], name, near(typed, entries), sorted(entries))

    def find_called(self, kind: str, name: str) -> list[str]:
        """Return the things of a kind that people call so, as IRIs."""
        return list(self.called.get(kind, {}).get(spoken(name), ()))

    def resolve_level(self, name: str, sets: Iterable[str]) -> list[str]:
        """Return the levels of ``sets`` that ``name`` stands for.

        ``name`` is a slug (``dk-basis``), its last part, a CURIE or an IRI.

        Raises:
            UnknownNameError: no such level, or none of these sets has it; near matches are given.
        """
        owners = list(sets)
        levels = {slug(level): level for entry in owners for level in self.levels.get(entry, ())}
        matches = [
            level
            for entry, level in sorted(levels.items())
            if name in (entry, entry.split("-", 1)[-1], level, short_name(level))
        ]
        if matches:
            return matches
        short = list(dict.fromkeys(entry.split("-", 1)[-1] for entry in sorted(levels)))
        kind = f"level of {slug(owners[0])}" if len(owners) == 1 else "level"
        raise UnknownNameError(kind, name, near(name, [*levels, *short]), short)

    def product_types(self) -> list[str]:
        """Return the product types at the ends of the tree."""
        return sorted({leaf for leaves in self.leaves.values() for leaf in leaves})

    def concerned_by(self, criteria_set: str) -> Sequence[str]:
        """Return the product types that a set concerns, every type if it names none."""
        return self.concerned.get(criteria_set) or self.product_types()


def read_register(folder: Path) -> Register:
    """Return the register of a snapshot."""
    return Register(**json.loads((folder / FILE).read_text(encoding="utf-8")))


def as_json(register: Register) -> str:
    """Return a register as it is kept in a snapshot."""
    return json.dumps(register._asdict(), indent=0, sort_keys=True, ensure_ascii=False) + "\n"


def collect_register(store: "ox.Store", bases: Sequence[str] = (BASE,)) -> Register:
    """Return the register of a dataset with things under some bases."""
    from .owners import owners

    names: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for row in select(store, text_of("register-names")):
        names[row.text("kind")][row.slug("thing")] = row.iri("thing")
    homes: dict[str, list[str]] = {}
    for row in select(store, text_of("register-homes")):
        kind, thing, graph = row.iri("class"), row.iri("thing"), row.slug("graph")
        for key in (thing, kind) if slug(kind).endswith(("Edition", "Act")) else (kind,):
            if graph not in homes.setdefault(key, []):
                homes[key].append(graph)
    owner = owners(store)
    apart = {
        owner(row.slug(name))
        for row in select(store, text_of("names-not-nested"))
        for name in ("whole", "part")
    }
    called: dict[str, dict[str, list[str]]] = {}
    for row in select(store, text_of("register-aliases")):
        things = called.setdefault(row.text("kind"), {}).setdefault(spoken(row.text("name")), [])
        if row.iri("thing") not in things:
            things.append(row.iri("thing"))
    return Register(
        names,
        levels=_grouped(store, "register-levels", "set", "level"),
        leaves=_grouped(store, "register-products", "product", "leaf"),
        homes=homes,
        nested=sorted(name for name in names["edition"] if name not in apart),
        bases=list(bases),
        concerned=_grouped(store, "register-concerned", "set", "product"),
        called=called,
    )


def _grouped(store: "ox.Store", query: str, key: str, value: str) -> dict[str, list[str]]:
    """Return the values of the rows of a query by key."""
    groups: dict[str, list[str]] = {}
    for row in select(store, text_of(query)):
        groups.setdefault(row.iri(key), []).append(row.iri(value))
    return groups
