"""What can be named, and how: names, codes, editions and figures of the graph, and the words of ``data/linking/``.

No name of a label, standard, act or property stands in this package: an edition that is added to the data
is found without a change here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ...languages import LANGUAGES
from ...terms import PREFIXES, iri, slug
from ..read.plain import Plain, even
from .facts import Facts, read_facts


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling: what it stands for, and when it counts. Without a language it is matched letter by letter."""

    text: str
    language: str
    kind: str
    iri: str
    context: bool = False
    edition: bool = False
    together: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    operator: str = ""  # what a figure bounds with this word, whatever the text compares it by


@dataclass(frozen=True, slots=True)
class Edition:
    """A dated edition of a label or standard, with the number that tells it from others."""

    iri: str
    whole: str
    number: str
    year: str
    products: frozenset[str] = frozenset()


@dataclass
class Vocabulary:
    """Everything the matchers need, ready for look-up."""

    forms: list[Form]
    roles: dict[str, list[tuple[str, str, str]]]  # role -> (form, language, value or IRI)
    editions: dict[str, list[Edition]]  # scheme or standard -> editions
    standards: dict[str, list[str]]  # number with parts -> standards
    bodies: dict[str, frozenset[str]]  # standard -> bodies that publish it
    acts: dict[tuple[int, int], dict[str, str]]  # year, number -> kind letter -> act
    numbers: dict[str, str]  # national identifier -> act
    clauses: dict[str, dict[str, str]]  # act -> identifier -> provision
    codes: dict[str, list[str]]  # printed code -> requirements
    set_of: dict[str, str]  # requirement -> criteria set
    countries: dict[str, str]  # criteria set -> country
    conventions: dict[int, str]
    products_of_code: dict[str, list[str]]
    labels: dict[str, dict[str, str]]  # language -> thing -> name
    leaves: dict[str, frozenset[str]]
    index: dict[str, list[tuple[re.Pattern[str], Form]]] = field(default_factory=dict)
    endings: tuple[str, ...] = ()

    def role(self, *names: str) -> list[tuple[str, str, str]]:
        """Return the words of some roles, longest first."""
        found = [entry for name in names for entry in self.roles.get(name, ())]
        return sorted(found, key=lambda entry: -len(entry[0]))

    def even(self, text: str) -> Plain:
        """Return a text made even, its sentences told apart by the abbreviations of the vocabulary."""
        return even(text, self._abbreviated, self._page_number)

    @cached_property
    def _abbreviated(self) -> re.Pattern[str]:
        return re.compile(self.alternation("abbreviation") + r"\s*$", re.IGNORECASE)

    @cached_property
    def _page_number(self) -> re.Pattern[str]:
        of = self.alternation("page-of")
        return re.compile(
            rf"(?m)^[ ]{{0,40}}{self.alternation('page')}[ ]\d{{1,4}}(?:[ ]?(?:/|{of})[ ]?\d{{1,4}})?[ ]{{0,40}}\n",
            re.IGNORECASE,
        )

    def spellings(self, *names: str) -> str:
        """Return the words of some roles as alternatives of a pattern, without a look at what is around them."""
        return "|".join(dict.fromkeys(re.escape(form) for form, _, _ in self.role(*names)))

    def alternation(self, *names: str) -> str:
        """Return a pattern for the words of some roles."""
        words = dict.fromkeys(word_pattern(form) for form, _, _ in self.role(*names))
        return "(?:" + "|".join(words) + ")"


def word_pattern(form: str) -> str:
    """Return a pattern for a form that is not inflected; runs of space match any."""
    pattern = r"[\s\-]".join(re.escape(word) for word in form.split()) if " " in form else re.escape(form)
    before = r"(?<!\w)" if form[0].isalnum() else ""
    after = r"(?!\w)" if form[-1].isalnum() else ""
    return before + pattern.replace(r"[\s\-]", r"\s") + after


def load(folder: Path) -> Vocabulary:
    """Return the vocabulary of a snapshot."""
    return build(read_facts(folder))


_ABBREVIATION = re.compile(r"^[A-Z][A-Z0-9\-]{1,7}$")


def build(facts: Facts) -> Vocabulary:
    """Return the vocabulary that some facts give."""
    forms: list[Form] = []
    roles: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    _written(facts, forms, roles)
    schemes, standards = facts.of_type("LabelScheme"), facts.of_type("Standard")
    taken = {form.text.lower() for form in forms}
    doubtful = {form.text for form in forms if form.context}
    for scheme in schemes:
        for name, language in facts.texts(scheme, "prefLabel", "altLabel"):
            if name not in doubtful and (name.lower() not in taken or language in ("en", "")):
                forms.append(_named(name, language, "label", scheme))
    label_names = {form.text.lower() for form in forms if form.kind == "label"}
    for act in facts.of_type("LegalAct"):
        for name, language in facts.texts(act, "prefLabel", "altLabel"):
            if name.lower() not in label_names and (len(name.split()) < 7 or language != "en"):
                forms.append(_named(name, language, "act", act))
    for instrument in facts.of_type("Instrument"):
        for name, language in facts.texts(instrument, "prefLabel", "altLabel", "title"):
            forms.append(_named(name, language, "convention", instrument))
    sets = facts.of_type("CriteriaSetEdition")
    codes: dict[str, list[str]] = defaultdict(list)
    set_of = {
        entry: of for entry in sorted(facts.values) if (of := facts.one(entry, "isDerivedFrom")) in sets
    }
    for entry in set_of:
        for code, _ in facts.texts(entry, "identifier"):
            if re.fullmatch(r"[A-Z]{2,4}\d{1,2}", code):
                codes[code].append(entry)
        for name, language in facts.texts(entry, "prefLabel", "translatedTitle"):
            if len(name) >= 18 and len(name.split()) > 2:  # two words are what it is about, not its title
                forms.append(_named(name, language, "criterion", entry))
    for name in sets:
        for text, language in facts.texts(name, "prefLabel", "title"):
            forms.append(_named(text, language, "set", name))
    for kind in ("product", "topic", "component"):
        for entry in sorted(facts.values):
            if entry.startswith(PREFIXES[kind]):
                forms += [
                    _named(name, language, kind, entry)
                    for name, language in facts.texts(entry, "prefLabel", "altLabel")
                ]
    numbers_of, bodies = _standards(facts, standards, forms)
    endings = tuple(
        sorted({form for form, language, _ in roles["ending"]}, key=lambda text: (-len(text), text))
    )
    vocabulary = Vocabulary(
        forms=_unique(forms),
        roles=dict(roles),
        editions=_editions(facts),
        standards=numbers_of,
        bodies=bodies,
        acts=_acts(facts),
        numbers={
            facts.one(act, "identifier"): act
            for act in facts.of_type("LegalAct")
            if "/" not in facts.one(act, "identifier")
        },
        clauses=_clauses(facts),
        codes={code: sorted(set(entries)) for code, entries in codes.items()},
        set_of=set_of,
        countries={entry: facts.one(entry, "country") for entry in sets},
        conventions=_conventions(facts),
        products_of_code=_product_codes(facts),
        labels={language: _labels(facts, language) for language in LANGUAGES},
        leaves=_leaves(facts),
        endings=endings,
    )
    vocabulary.index = _index(vocabulary.forms, _endings_by_language(roles["ending"]))
    return vocabulary


def _named(name: str, language: str, kind: str, thing: str) -> Form:
    """Return the form of a name of the graph; capitals only, it is an abbreviation and matched as it stands."""
    return Form(name, "" if _ABBREVIATION.match(name) else language or "en", kind, thing)


_KINDS = {
    "scheme": "label",
    "product": "product",
    "act": "act",
    "topic": "topic",
    "evidence": "type-i",
    "member": "convention",
    "set": "set",
    "concept": "concept",
    "std": "standard",
}


# Roles whose words are looked for by themselves, not as part of a pattern.
_FORMS = ("concept", "no-mention", "scope")


def _written(facts: Facts, forms: list[Form], roles: dict[str, list[tuple[str, str, str]]]) -> None:
    for node in facts.of_type("WrittenForm"):
        role, thing = facts.one(node, "wordRole"), facts.one(node, "standsFor")
        value = facts.one(node, "statedValue") or facts.one(node, "actKind") or thing
        kind = (
            role
            if role in _FORMS
            else next((kind for prefix, kind in _KINDS.items() if thing.startswith(PREFIXES[prefix])), "")
        )
        low, high = facts.one(node, "plausibleFrom"), facts.one(node, "plausibleTo")
        together = tuple(sorted(text for text, _ in facts.texts(node, "togetherWith")))
        for text, language in sorted(facts.texts(node, "form")):
            if role and role not in _FORMS:
                roles[role].append((text, language, value))
            else:
                forms.append(
                    Form(
                        text,
                        language,
                        kind,
                        thing,
                        facts.one(node, "needsContext") == "true",
                        facts.one(node, "needsEdition") == "true",
                        together,
                        float(low) if low else None,
                        float(high) if high else None,
                        iri("op", value) if role == "concept" and value != thing else "",
                    )
                )


def _unique(forms: Iterable[Form]) -> list[Form]:
    return list(dict.fromkeys(forms))


def _standards(
    facts: Facts, standards: list[str], forms: list[Form]
) -> tuple[dict[str, list[str]], dict[str, frozenset[str]]]:
    numbers: dict[str, list[str]] = defaultdict(list)
    bodies: dict[str, frozenset[str]] = {}
    for standard in standards:
        name = facts.one(standard, "identifier")
        match = re.match(r"^([A-Za-z/ \-]+?)[\s\-]*([A-Z]?\d[\d.\-]*)$", name)
        if match and len(re.sub(r"\D", "", match[2])) >= 2 and "." not in match[2][:2]:
            numbers[match[2]].append(standard)
            bodies[standard] = frozenset(re.split(r"[ /\-]+", match[1].upper())) - {""}
        else:
            forms.append(Form(name, "", "standard", standard))
    return dict(numbers), bodies


def _editions(facts: Facts) -> dict[str, list[Edition]]:
    found: dict[str, list[Edition]] = defaultdict(list)
    for edition in facts.of_type("LabelEdition", "StandardEdition"):
        whole = facts.one(edition, "identifier")
        years = re.findall(r"(?:19|20)\d\d", whole)
        number = re.search(r"(?<![\d.])\d{1,3}(?:\.\d{1,2})?$", whole)
        products = frozenset(
            value.value for value in facts.get(edition, "covers") + facts.get(edition, "coverageUnclear")
        )
        found[facts.one(edition, "isVersionOf")].append(
            Edition(edition, whole, number[0] if number else "", years[-1] if years else "", products)
        )
    return {thing: sorted(entries, key=lambda entry: entry.iri) for thing, entries in found.items()}


def _acts(facts: Facts) -> dict[tuple[int, int], dict[str, str]]:
    found: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for act in facts.of_type("LegalAct"):
        match = re.fullmatch(r"3(\d{4})([A-Z])(\d{4})", slug(act))
        if match:
            found[int(match[1]), int(match[3])][match[2]] = act
    return dict(found)


def _clauses(facts: Facts) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for clause in facts.of_type("Provision"):
        whole = clause
        for _ in range(6):
            if not whole.startswith(PREFIXES["clause"]):
                break
            whole = facts.one(whole, "is_part_of")
        found[whole][facts.one(clause, "identifier")] = clause
    return dict(found)


def _conventions(facts: Facts) -> dict[int, str]:
    return {
        int(match[1]): entry
        for entry in facts.of_type("Instrument")
        if (match := re.fullmatch(r"C(\d{1,3})", facts.one(entry, "identifier")))
    }


def _product_codes(facts: Facts) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for entry in sorted(facts.values):
        if entry.startswith(PREFIXES["product"]):
            for value in facts.get(entry, "closeMatch") + facts.get(entry, "broadMatch"):
                found[value.value.rsplit("/", 1)[-1]].append(entry)
    return dict(found)


def _labels(facts: Facts, language: str) -> dict[str, str]:
    """Return a short name for everything: in the language if there is one, else in English, else in another."""

    def rank(text: tuple[str, str]) -> tuple[bool, bool, str, str]:
        return text[1] != language, text[1] != "en", text[1], text[0]

    found = {}
    for subject in facts.values:
        texts = facts.texts(subject, "prefLabel", "translatedTitle", "title")
        if texts and all(text[1] != language for text in texts) and language != "en":
            texts += [text for text in facts.texts(subject, "altLabel") if text[1] == language]
        if texts:
            found[subject] = min(texts, key=rank)[0]
    return found


def _leaves(facts: Facts) -> dict[str, frozenset[str]]:
    below: dict[str, list[str]] = defaultdict(list)
    products = [entry for entry in facts.values if entry.startswith(PREFIXES["product"])]
    for entry in products:
        for value in facts.get(entry, "broader"):
            below[value.value].append(entry)

    def leaves(entry: str) -> Iterator[str]:
        if not below.get(entry):
            yield entry
        for narrower in below.get(entry, ()):
            yield from leaves(narrower)

    return {entry: frozenset(leaves(entry)) for entry in products}


def _endings_by_language(words: list[tuple[str, str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for text, language, _ in words:
        found[language].add(text)
    return {
        language: "|".join(sorted(map(re.escape, texts), key=lambda text: (-len(text), text)))
        for language, texts in found.items()
    }


def _index(forms: list[Form], endings: dict[str, str]) -> dict[str, list[tuple[re.Pattern[str], Form]]]:
    """Return patterns by the first word of their form."""
    index: dict[str, list[tuple[re.Pattern[str], Form]]] = defaultdict(list)
    for form in forms:
        words = re.findall(r"[^\W_]+|[^\w\s]", form.text)
        first = re.match(r"[^\W_]+", form.text)
        if not words or first is None:
            continue
        suffix = endings.get(form.language, "") if form.language else ""
        parts = []
        for piece in form.text.split():
            inner = re.escape(piece)
            if form.language:
                inner = re.sub("['’]", "['’]", inner.replace(r"\-", r"[\s\-]?"))
            grows = suffix and len(piece) >= 3 and piece[-1].isalpha()
            parts.append(inner + (f"(?:['’]?(?:{suffix}))?" if grows else ""))
        body = r"[\s\-]{1,3}".join(parts)
        tail = r"(?=$|[\W_]|\d{1,2}(?![\w]))" if form.text[-1].isalnum() else ""
        index[first[0].lower()].append(
            (re.compile(r"(?<![\w])" + body + tail, re.IGNORECASE if form.language else 0), form)
        )
    return dict(index)
