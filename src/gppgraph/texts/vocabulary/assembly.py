"""The vocabulary of a snapshot, put together from its facts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ...languages import LANGUAGES
from ...terms import PREFIXES, iri, slug
from .facts import Facts, read_facts
from .vocabulary import Edition, Form, FormPattern, RoleWord, Vocabulary

# The kind of a written form, by the prefix of the thing that it stands for.
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
# Roles whose words are matched like names, not as part of a pattern.
_FORM_ROLES = ("concept", "no-mention", "other-quantity", "scope")
_ABBREVIATION = re.compile(r"^[A-Z][A-Z0-9\-]{1,7}$")
_NUMBER_IN_TITLE = re.compile(r"(?<![\d/])\d{2,4}/\d{1,4}(?![\d])")
_CODE = re.compile(r"(?:[A-Z]{2,4}-){0,2}[A-Z]{2,4}-?\d{1,2}")


class _Standards(NamedTuple):
    """Standards by number, their bodies, and forms of standards without a number."""

    by_number: dict[str, list[str]]
    bodies: dict[str, frozenset[str]]
    forms: list[Form]


def load_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary of a snapshot."""
    return build(read_facts(folder))


def build(facts: Facts) -> Vocabulary:
    """Return the vocabulary that facts give."""
    forms, roles = _written_forms(facts)
    forms += _label_names(facts, forms)
    forms += _act_names(facts, forms)
    forms += _names(facts, "convention", facts.of_type("Instrument"), "prefLabel", "altLabel", "title")
    sets = facts.of_type("CriteriaSetEdition")
    set_of = {
        entry: of for entry in sorted(facts.values) if (of := facts.one(entry, "isDerivedFrom")) in sets
    }
    forms += _names(facts, "criterion", set_of, "prefLabel", "translatedTitle", when=_is_title)
    forms += _names(facts, "set", sets, "prefLabel", "title")
    for kind in ("product", "topic", "component"):
        things = [thing for thing in sorted(facts.values) if thing.startswith(PREFIXES[kind])]
        forms += _names(facts, kind, things, "prefLabel", "altLabel")
    standards = _standards(facts)
    forms = list(dict.fromkeys([*forms, *standards.forms]))
    endings = {word.form for word in roles.get("ending", ())}
    return Vocabulary(
        forms=forms,
        roles=roles,
        editions=_editions(facts),
        part_schemes=_part_schemes(facts),
        standards=standards.by_number,
        bodies=standards.bodies,
        acts=_acts(facts),
        numbers=_national_numbers(facts),
        cited=_cited_numbers(facts),
        clauses=_clauses(facts),
        codes=_codes(facts, set_of),
        set_of=set_of,
        countries={entry: facts.one(entry, "country") for entry in sets},
        conventions=_conventions(facts),
        products_of_code=_product_codes(facts),
        labels={language: _labels(facts, language) for language in LANGUAGES},
        leaves=_leaves(facts),
        index=_index(forms, _endings_by_language(roles.get("ending", ()))),
        endings=tuple(sorted(endings, key=lambda ending: (-len(ending), ending))),
    )


# Forms


def _written_forms(facts: Facts) -> tuple[list[Form], dict[str, list[RoleWord]]]:
    """Return the forms and the role words that ``lexicon/`` lists."""
    forms: list[Form] = []
    roles: dict[str, list[RoleWord]] = defaultdict(list)
    for node in facts.of_type("WrittenForm"):
        role, thing = facts.one(node, "wordRole"), facts.one(node, "standsFor")
        value = facts.one(node, "statedValue") or facts.one(node, "actKind") or thing
        texts = sorted(facts.texts(node, "form"))
        if role and role not in _FORM_ROLES:
            roles[role] += [RoleWord(text, language, value) for text, language in texts]
            continue
        low, high = facts.one(node, "plausibleFrom"), facts.one(node, "plausibleTo")
        forms += [
            Form(
                text,
                language,
                kind=role if role in _FORM_ROLES else _kind_of(thing),
                iri=thing,
                context=facts.one(node, "needsContext") == "true",
                edition=facts.one(node, "needsEdition") == "true",
                together=tuple(sorted(word for word, _ in facts.texts(node, "togetherWith"))),
                low=float(low) if low else None,
                high=float(high) if high else None,
                operator=iri("op", value) if role == "concept" and value != thing else "",
            )
            for text, language in texts
        ]
    return forms, dict(roles)


def _kind_of(thing: str) -> str:
    return next((kind for prefix, kind in _KINDS.items() if thing.startswith(PREFIXES[prefix])), "")


def _named(name: str, language: str, kind: str, thing: str) -> Form:
    """Return the form of a name; an abbreviation in capitals is matched as it stands."""
    return Form(name, "" if _ABBREVIATION.match(name) else language or "en", kind, thing)


def _any_name(name: str) -> bool:
    return True


def _is_title(name: str) -> bool:
    """Return whether a name of a criterion is a title, not a subject ("Battery life")."""
    return len(name) >= 18 and len(name.split()) > 2


def _names(
    facts: Facts,
    kind: str,
    things: Iterable[str],
    *properties: str,
    when: Callable[[str], bool] = _any_name,
) -> list[Form]:
    """Return a form for each name that things have in some properties."""
    return [
        _named(name, language, kind, thing)
        for thing in things
        for name, language in facts.texts(thing, *properties)
        if when(name)
    ]


def _label_names(facts: Facts, written: Iterable[Form]) -> list[Form]:
    """Return names of label schemes, but none with conditions in a written form."""
    texts = {form.text.lower() for form in written}
    doubtful = {form.text for form in written if form.context}
    return [
        _named(name, language, "label", scheme)
        for scheme in facts.of_type("LabelScheme")
        for name, language in facts.texts(scheme, "prefLabel", "altLabel")
        if name not in doubtful and (name.lower() not in texts or language in ("en", ""))
    ]


def _act_names(facts: Facts, forms: Iterable[Form]) -> list[Form]:
    """Return the names of acts that no label has, without long English titles."""
    labels = {form.text.lower() for form in forms if form.kind == "label"}
    return [
        _named(name, language, "act", act)
        for act in facts.of_type("LegalAct")
        for name, language in facts.texts(act, "prefLabel", "altLabel")
        if name.lower() not in labels and (len(name.split()) < 7 or language != "en")
    ]


# Numbers and codes


def _standards(facts: Facts) -> _Standards:
    by_number: dict[str, list[str]] = defaultdict(list)
    bodies: dict[str, frozenset[str]] = {}
    forms = []
    for standard in facts.of_type("Standard"):
        name = facts.one(standard, "identifier")
        match = re.match(r"^([A-Za-z/ \-]+?)[\s\-]*([A-Z]?\d[\d.\-]*)$", name)
        if match and len(re.sub(r"\D", "", match[2])) >= 2 and "." not in match[2][:2]:
            by_number[match[2]].append(standard)
            bodies[standard] = frozenset(re.split(r"[ /\-]+", match[1].upper())) - {""}
        else:
            forms.append(Form(name, "", "standard", standard))
    return _Standards(dict(by_number), bodies, forms)


def _editions(facts: Facts) -> dict[str, list[Edition]]:
    """Return the editions of each label scheme and standard."""
    editions: dict[str, list[Edition]] = defaultdict(list)
    for edition in facts.of_type("LabelEdition", "StandardEdition"):
        whole = facts.one(edition, "identifier")
        years = re.findall(r"(?:19|20)\d\d", whole)
        number = re.search(r"(?<![\d.])\d{1,3}(?:\.\d{1,2})?$", whole)
        products = frozenset(
            value.value for value in facts.get(edition, "covers") + facts.get(edition, "coverageUnclear")
        )
        editions[facts.one(edition, "isVersionOf")].append(
            Edition(edition, whole, number[0] if number else "", years[-1] if years else "", products)
        )
    return {thing: sorted(entries, key=lambda entry: entry.iri) for thing, entries in editions.items()}


def _part_schemes(facts: Facts) -> dict[str, list[str]]:
    """Return the schemes that are parts of each label scheme."""
    parts: dict[str, list[str]] = defaultdict(list)
    for scheme in facts.of_type("LabelScheme"):
        if whole := facts.one(scheme, "isPartOf"):
            parts[whole].append(scheme)
    return dict(parts)


def _acts(facts: Facts) -> dict[tuple[int, int], dict[str, str]]:
    """Return acts of the EU by year and number, then by letter of the CELEX number."""
    acts: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for act in facts.of_type("LegalAct"):
        match = re.fullmatch(r"3(\d{4})([A-Z])(\d{4})", slug(act))
        if match:
            acts[int(match[1]), int(match[3])][match[2]] = act
    return dict(acts)


def _national_numbers(facts: Facts) -> dict[str, str]:
    return {
        number: act
        for act in facts.of_type("LegalAct")
        if "/" not in (number := facts.one(act, "identifier"))
    }


def _cited_numbers(facts: Facts) -> dict[str, str]:
    """Return acts by the numbers of other acts that their titles have ("1062/2010")."""
    return {
        number: act
        for act in reversed(facts.of_type("LegalAct"))
        for title, _ in facts.texts(act, "prefLabel", "altLabel", "title")
        for number in _NUMBER_IN_TITLE.findall(title)
    }


def _clauses(facts: Facts) -> dict[str, dict[str, str]]:
    """Return the provisions of each act by their identifiers ("Art. 43")."""
    clauses: dict[str, dict[str, str]] = defaultdict(dict)
    for clause in facts.of_type("Provision"):
        whole = clause
        for _ in range(6):
            if not whole.startswith(PREFIXES["clause"]):
                break
            whole = facts.one(whole, "is_part_of")
        clauses[whole][facts.one(clause, "identifier")] = clause
    return dict(clauses)


def _codes(facts: Facts, criteria: Iterable[str]) -> dict[str, list[str]]:
    """Return criteria by their printed codes."""
    codes: dict[str, set[str]] = defaultdict(set)
    for criterion in criteria:
        for code, _ in facts.texts(criterion, "identifier"):
            if _CODE.fullmatch(code):
                codes[code].add(criterion)
    return {code: sorted(entries) for code, entries in codes.items()}


def _conventions(facts: Facts) -> dict[int, str]:
    return {
        int(match[1]): entry
        for entry in facts.of_type("Instrument")
        if (match := re.fullmatch(r"C(\d{1,3})", facts.one(entry, "identifier")))
    }


def _product_codes(facts: Facts) -> dict[str, list[str]]:
    """Return product types by the CPV codes that they match."""
    codes: dict[str, list[str]] = defaultdict(list)
    for entry in sorted(facts.values):
        if entry.startswith(PREFIXES["product"]):
            for value in facts.get(entry, "closeMatch") + facts.get(entry, "broadMatch"):
                codes[value.value.rsplit("/", 1)[-1]].append(entry)
    return dict(codes)


# Labels and hierarchy


def _labels(facts: Facts, language: str) -> dict[str, str]:
    """Return a name for each thing, in the language, in English or in another one."""

    def rank(text: tuple[str, str]) -> tuple[bool, bool, str, str]:
        return text[1] != language, text[1] != "en", text[1], text[0]

    labels = {}
    for subject in facts.values:
        texts = facts.texts(subject, "prefLabel", "translatedTitle", "title")
        if texts and all(text[1] != language for text in texts) and language != "en":
            texts += [text for text in facts.texts(subject, "altLabel") if text[1] == language]
        if texts:
            labels[subject] = min(texts, key=rank)[0]
    return labels


def _leaves(facts: Facts) -> dict[str, frozenset[str]]:
    """Return the narrowest product types below each product type."""
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


# Index


def _endings_by_language(words: Iterable[RoleWord]) -> dict[str, str]:
    """Return the inflectional endings of each language as alternatives of a pattern."""
    endings: dict[str, set[str]] = defaultdict(set)
    for word in words:
        endings[word.language].add(word.form)
    return {
        language: "|".join(sorted(map(re.escape, texts), key=lambda text: (-len(text), text)))
        for language, texts in endings.items()
    }


def _index(forms: list[Form], endings: dict[str, str]) -> dict[str, list[FormPattern]]:
    """Return forms and their patterns by the first word of the form, in lower case.

    A part of a compound is there with its hyphen ("garanti-", "-garanti").
    """
    index: dict[str, list[FormPattern]] = defaultdict(list)
    for form in forms:
        suffix = endings.get(form.language, "") if form.language else ""
        if form.text.endswith("-") or form.text.startswith("-"):
            index[form.text.lower()].append(FormPattern(_compound(form.text, suffix), re.IGNORECASE, form))
            continue
        words = re.findall(r"[^\W_]+|[^\w\s]", form.text)
        first = re.match(r"[^\W_]+", form.text)
        if not words or first is None:
            continue
        parts = []
        for piece in form.text.split():
            inner = re.escape(piece)
            if form.language:
                inner = re.sub("['’]", "['’]", inner.replace(r"\-", r"[\s\-]?"))
            inflected = suffix and len(piece) >= 3 and piece[-1].isalpha()
            parts.append(inner + (f"(?:['’]?(?:{suffix}))?" if inflected else ""))
        body = r"[\s\-]{1,3}".join(parts)
        tail = r"(?=$|[\W_]|\d{1,2}(?![\w]))" if form.text[-1].isalnum() else ""
        index[first[0].lower()].append(
            FormPattern(r"(?<![\w])" + body + tail, re.IGNORECASE if form.language else 0, form)
        )
    return dict(index)


def _compound(part: str, endings: str) -> str:
    """Return the pattern of a compound that begins or ends with a part."""
    stem = re.escape(part.strip("-"))
    if part.endswith("-"):
        return rf"(?<!\w){stem}[^\W\d_]{{3,40}}"
    return rf"(?<!\w)[^\W\d_]{{3,40}}{stem}(?:{endings})?(?!\w)"
