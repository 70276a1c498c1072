"""The names, codes and words by which a text is read, ready for look-up.

No name of a label, standard, act or property stands in this package: those of the graph and of
``lexicon/`` are read from the snapshot, so that a new edition is found without a change here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..read.plain_text import PlainText, plain_text


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling of a thing, and the conditions under which it counts.

    Without a language it is matched letter by letter. ``context`` needs a word of the field in the sentence,
    ``edition`` an edition after it, ``together`` one of these words in the sentence. A figure beside a property
    must lie between ``low`` and ``high``, and is compared by ``operator`` if one is given.
    """

    text: str
    language: str
    kind: str
    iri: str
    context: bool = False
    edition: bool = False
    together: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a label or standard; ``whole`` is its printed identifier."""

    iri: str
    whole: str
    number: str
    year: str
    products: frozenset[str] = frozenset()


class FormPattern(NamedTuple):
    """A form with its pattern as text; a text needs few, so its reader compiles them."""

    pattern: str
    flags: int
    form: Form


class RoleWord(NamedTuple):
    """A word with a role in sentences ("at least" before a figure), and its value."""

    form: str
    language: str
    value: str


@dataclass
class Vocabulary:
    """The names and words that texts are matched with; things are IRIs."""

    forms: list[Form]
    roles: dict[str, list[RoleWord]]
    editions: dict[str, list[Edition]]  # scheme or standard -> editions
    part_schemes: dict[str, list[str]]  # scheme -> its schemes for single product groups
    standards: dict[str, list[str]]  # number with parts -> standards
    bodies: dict[str, frozenset[str]]  # standard -> bodies that publish it
    acts: dict[tuple[int, int], dict[str, str]]  # year, number -> kind letter -> act
    numbers: dict[str, str]  # national identifier -> act
    cited: dict[str, str]  # "1062/2010" in a title -> act with the title
    clauses: dict[str, dict[str, str]]  # act -> identifier -> provision
    codes: dict[str, list[str]]  # printed code -> requirements
    set_of: dict[str, str]  # requirement -> criteria set
    countries: dict[str, str]  # criteria set -> country
    conventions: dict[int, str]  # number -> convention
    products_of_code: dict[str, list[str]]  # CPV code -> product types
    labels: dict[str, dict[str, str]]  # language -> thing -> name
    leaves: dict[str, frozenset[str]]  # product type -> narrowest types below it
    index: dict[str, list[FormPattern]]  # first word -> patterns and their forms
    endings: tuple[str, ...]  # of all languages, longest first

    def role(self, *names: str) -> list[RoleWord]:
        """Return the words of some roles, longest first."""
        words = [word for name in names for word in self.roles.get(name, ())]
        return sorted(words, key=lambda word: -len(word.form))

    def plain(self, text: str) -> PlainText:
        """Return a text prepared for matching; abbreviations end no sentence."""
        return plain_text(text, self._abbreviation, self._page_number, self._joining)

    @cached_property
    def _joining(self) -> re.Pattern[str]:
        return re.compile(self.alternation("conjunction", "disjunction"), re.IGNORECASE)

    @cached_property
    def _abbreviation(self) -> re.Pattern[str]:
        return re.compile(self.alternation("abbreviation") + r"\s*$", re.IGNORECASE)

    @cached_property
    def _page_number(self) -> re.Pattern[str]:
        of = self.alternation("page-of")
        return re.compile(
            rf"(?m)^[ ]{{0,40}}{self.alternation('page')}[ ]\d{{1,4}}(?:[ ]?(?:/|{of})[ ]?\d{{1,4}})?[ ]{{0,40}}\n",
            re.IGNORECASE,
        )

    def spellings(self, *names: str) -> str:
        """Return the words of roles as alternatives of a pattern, also inside other words."""
        return "|".join(dict.fromkeys(re.escape(form) for form, _, _ in self.role(*names)))

    def alternation(self, *names: str) -> str:
        """Return a pattern for the words of some roles as whole words."""
        words = dict.fromkeys(word_pattern(form) for form, _, _ in self.role(*names))
        return "(?:" + "|".join(words) + ")"


def word_pattern(form: str) -> str:
    """Return a pattern for a form as a whole word, without inflection."""
    pattern = r"[\s\-]".join(re.escape(word) for word in form.split()) if " " in form else re.escape(form)
    before = r"(?<!\w)" if form[0].isalnum() else ""
    after = r"(?!\w)" if form[-1].isalnum() else ""
    return before + pattern.replace(r"[\s\-]", r"\s") + after
