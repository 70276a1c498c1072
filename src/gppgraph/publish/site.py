"""The site that is being written: the data of its pages, and its files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..configuration import Configuration
from ..languages import in_language
from ..spelling import natural
from ..verdicts.five_lines import CasesRead
from ..verdicts.gaps import Summary
from ..workspace import configuration
from .dumps import Dump
from .law_days import LawDays
from .pairs import Pairs
from .proof_tables import Proofs
from .statements import Statements

if TYPE_CHECKING:
    from ..products.strictness import Strictness


@dataclass
class Site:
    """The data of every page, and the files written so far.

    ``configuration`` and ``root`` are those of the workspace. ``cases`` has the rows from which verdicts are told,
    ``answered`` how many cells have an answer, ``law`` the verdicts by law, ``proofs`` the accepted proofs by
    language, ``market`` the strictness of requirements over a sample of products.
    ``paths`` are the pages that can be linked; ``elements`` are links and badges drawn so far, by language,
    depth of the page and thing.
    """

    statements: Statements
    pairs: Pairs
    languages: tuple[str, ...]
    base: str
    target: Path
    digest: str = ""
    dumps: list[Dump] = field(default_factory=list)
    configuration: Configuration = field(default_factory=configuration)
    root: Path | None = None
    cases: CasesRead = field(default_factory=dict)
    answered: Summary | None = None
    law: LawDays = field(default_factory=LawDays)
    proofs: dict[str, Proofs] = field(default_factory=dict)
    market: Sequence[Strictness] = ()
    paths: set[str] = field(default_factory=set)
    elements: dict[tuple[str, ...], Markup] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)

    @property
    def base_iri(self) -> str:
        """The base of the names of the things of this site."""
        return self.statements.bases[0]

    def about(self, local: str) -> str:
        """Return an IRI of the description, such as that of ``catalog#dataset``."""
        return self.base_iri.rstrip("#").rstrip("/") + "/" + local

    def title(self, language: str) -> str:
        """Return the title of the workspace."""
        return in_language(self.configuration.title, language)

    def description(self, language: str) -> str:
        """Return the description of the workspace, empty without one."""
        return in_language(self.configuration.description, language)

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of the countries as data writes them, such as ``NO``."""
        return tuple(country.code for country in self.configuration.countries)

    @cached_property
    def editions(self) -> list[str]:
        """Slugs of the label editions, in natural order."""
        return sorted({edition for _, edition in self.pairs}, key=natural)

    @property
    def pages(self) -> list[str]:
        """The paths of the pages, sorted."""
        return sorted(self.paths)

    def write(self, name: str, data: bytes | str) -> None:
        """Write one file of the site."""
        path = os.path.join(self.target, name)
        folder = os.path.dirname(path)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        with open(path, "wb") as stream:
            stream.write(data.encode() if isinstance(data, str) else data)
