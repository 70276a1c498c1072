"""Where a text names something of the graph.

Every mention has its place in the text as it was handed over, what it names, the edition or that none is stated,
a score and a reason. What could be several things keeps its candidates; a number that the graph does not have
comes with the nearest one as a question, never as a correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..terms import slug
from .plain import Plain, even
from .vocabulary import Edition, Form, Vocabulary, word_pattern

# Of places of equal length the kind that comes first wins.
ORDER = (
    "no-mention",
    "label",
    "standard",
    "act",
    "convention",
    "set",
    "criterion",
    "type-i",
    "product",
    "topic",
    "concept",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text and what it names. ``iri`` is empty where nothing of the graph is meant for certain."""

    kind: str
    start: int
    end: int
    text: str
    iri: str
    edition: str = ""
    candidates: tuple[str, ...] = ()
    score: float = 1.0
    why: str = ""
    question: str = ""


_WORD = re.compile(r"[^\W_]+")
_KNOWN_YEAR = re.compile(r"(?:19|20)\d\d$")


class Finder:
    """Finds mentions by one vocabulary; patterns are made once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _context(self) -> dict[str, re.Pattern[str]]:
        return {
            role: re.compile(self.vocabulary.alternation(role), re.IGNORECASE)
            for role in ("label-context", "act-context", "criterion-context")
        }

    def find(self, text: str, country: str | None = None) -> list[Mention]:
        """Return the mentions in a text, in its order, none inside another."""
        plain = even(text)
        found = [
            *self._phrases(plain),
            *self._standards(plain),
            *self._acts(plain),
            *self._conventions(plain),
            *self._codes(plain),
        ]
        kept = _longest(found)
        kept = self._extended(plain, kept)
        result = []
        for mention in kept:
            if mention.kind in ("no-mention", "concept"):
                continue
            start, end = plain.back(mention.start, mention.end)
            result.append(replace(mention, start=start, end=end, text=text[start:end]))
        return self._settled(result, country)

    def forms(self, plain: Plain, kinds: frozenset[str] | None = None) -> Iterator[tuple[int, int, Form]]:
        """Yield where forms of some kinds stand."""
        index, endings = self.vocabulary.index, self.vocabulary.endings
        for match in _WORD.finditer(plain.text):
            word = match[0].lower()
            keys = [word]
            for ending in endings:
                if word.endswith(ending) and len(word) - len(ending) >= 3:
                    keys.append(word[: -len(ending)])
            bare = word.rstrip("0123456789")
            if bare != word and bare:
                keys.append(bare)
                keys += [
                    bare[: -len(ending)]
                    for ending in endings
                    if bare.endswith(ending) and len(bare) - len(ending) >= 3
                ]
            for key in dict.fromkeys(keys):
                for pattern, form in index.get(key, ()):
                    if kinds is not None and form.kind not in kinds:
                        continue
                    hit = pattern.match(plain.text, match.start())
                    if hit:
                        yield hit.start(), hit.end(), form

    def _phrases(self, plain: Plain) -> Iterator[Mention]:
        places: dict[tuple[int, int, str], list[Form]] = {}
        for start, end, form in self.forms(plain):
            if form.kind == "concept" or (
                form.context and not self._in_context(plain, start, end, form.kind)
            ):
                continue
            if (
                not form.language
                and form.text.isalpha()
                and form.text.istitle()
                and form.context
                and start
                and plain.text[start - 1] == "-"
            ):
                continue
            if not self._as_name(plain.text[start:end], form) or self._as_verb(plain, start, end, form):
                continue
            places.setdefault((start, end, form.kind), []).append(form)
        for (start, end, kind), forms in places.items():
            if all(form.edition for form in forms):
                yield Mention(kind, start, end, "", forms[0].iri, score=0.0, why="needs an edition")
                continue
            things = tuple(dict.fromkeys(form.iri for form in forms))
            score = 1.0 if len(things) == 1 else round(1 / len(things), 2)
            yield Mention(
                kind, start, end, "", things[0] if len(things) == 1 else "", candidates=things if len(things) > 1 else (),
                score=0.8 if forms[0].context else score,
                why=f'"{forms[0].text}" in the vocabulary' + (", with a word of the field beside it" if forms[0].context else ""),
            )  # fmt: skip

    def _as_name(self, words: str, form: Form) -> bool:
        """Return whether a label of several words has its capitals: otherwise the words mean what they say."""
        wanted, given = form.text.split(), words.split()
        if form.kind != "label" or len(wanted) < 2 or len(wanted) != len(given):
            return True
        return all(one[:1].isupper() >= two[:1].isupper() for one, two in zip(given, wanted, strict=True))

    @cached_property
    def _verb_before(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("verb-marker") + r"\s$", re.IGNORECASE)

    def _as_verb(self, plain: Plain, start: int, end: int, form: Form) -> bool:
        """Return whether an English word for a product is a verb here ("we monitor")."""
        if (
            form.kind != "product"
            or form.language != "en"
            or plain.text[start:end].lower() != form.text.lower()
        ):
            return False
        return self._verb_before.search(plain.text, max(0, start - 20), start) is not None

    def _in_context(self, plain: Plain, start: int, end: int, kind: str) -> bool:
        role = "act-context" if kind == "act" else "label-context"
        first, last = plain.sentence(start)
        return any(
            bool(self._context[role].search(part)) for part in (plain.text[first:start], plain.text[end:last])
        )

    # Standards

    @cached_property
    def _standard(self) -> re.Pattern[str]:
        bodies = set().union(*self.vocabulary.bodies.values()) | {
            form for form, _, _ in self.vocabulary.roles.get("adoption", ())
        }
        names = "|".join(sorted(map(re.escape, bodies), key=lambda text: (-len(text), text)))
        return re.compile(
            rf"(?<![\w])(?P<bodies>(?:(?:{names})(?:\s?[/\-]\s?|\s)){{0,4}}(?:{names}))(?:\s|\s?-\s?|\s?nr\.?\s)?"
            r"(?P<number>[A-Z]?\d{2,6}(?:\.\d)?)(?P<parts>(?:-\d{1,4}(?!\d)){0,4})(?P<letter>[A-H](?![\w]))?"
            r"(?:\s?:\s?(?P<year>(?:19|20)\d\d)(?P<glued>\d{0,2})(?!\d))?(?P<amended>\s?[+/]\s?A(?:MD)?\s?\d+(?::(?:19|20)\d\d)?)?(?![\d])"
        )

    def _standards(self, plain: Plain) -> Iterator[Mention]:
        for match in self._standard.finditer(plain.text):
            mention = self._standard_at(match)
            if mention:
                yield mention

    def _standard_at(self, match: re.Match[str]) -> Mention | None:
        adopted = {form for form, _, _ in self.vocabulary.roles.get("adoption", ())}
        bodies = set(re.split(r"[\s/\-]+", match["bodies"].upper())) - {""}
        number, parts, year = match["number"] + match["parts"], match["parts"], match["year"]
        end = match.end()
        if not year and parts and _KNOWN_YEAR.search(parts) and number not in self.vocabulary.standards:
            number, year = number[:-5], parts[-4:]
        if match["glued"]:
            end -= len(match["glued"])
        why = "number of a standard"
        found = self.vocabulary.standards.get(number, [])
        if not found and not parts and len(number) >= 5 and not year:  # a footnote digit glued to the number
            for cut in (1, 2):
                if number[:-cut] in self.vocabulary.standards and len(number) - cut >= 4:
                    found, end, why = (
                        self.vocabulary.standards[number[:-cut]],
                        end - cut,
                        "number of a standard, with a footnote mark after it",
                    )
                    break
        own = bodies - adopted or bodies
        chosen = [entry for entry in found if self.vocabulary.bodies[entry] & own]
        exact = (
            [entry for entry in chosen if self.vocabulary.bodies[entry] == own]
            or [entry for entry in chosen if self.vocabulary.bodies[entry] >= own]
            or [entry for entry in chosen if self.vocabulary.bodies[entry] <= own]
        )
        chosen = exact or chosen
        if not chosen:
            near = self._near_standard(number, own)
            if not own - {"MIL", "STD", "SP", "TR", "TS"} or (len(re.sub(r"\D", "", number)) < 3):
                return None
            question = f"not in the graph; is {near[1]} meant?" if near else ""
            return Mention(
                "standard",
                match.start(),
                end,
                "",
                "",
                "",
                (near[0],) if near else (),
                0.5,
                "reads as a standard that the graph does not have",
                question,
            )
        editions = [
            edition
            for entry in chosen
            for edition in self.vocabulary.editions.get(entry, ())
            if year and edition.year == year and "AMD" not in edition.whole.upper()
        ]
        question = ""
        if year and not editions:
            others = sorted(
                (abs(int(edition.year) - int(year)), edition.whole)
                for entry in chosen
                for edition in self.vocabulary.editions.get(entry, ())
                if edition.year
            )
            question = f"the graph has no edition of {year}" + (
                f"; is {others[0][1]} meant?" if others else ""
            )
        if len(editions) == 1:
            whole = next(entry for entry in chosen if editions[0] in self.vocabulary.editions.get(entry, ()))
            return Mention("standard", match.start(), end, "", whole, editions[0].iri, (), 1.0, why)
        return Mention(
            "standard", match.start(), end, "", chosen[0] if len(chosen) == 1 else "", "",
            tuple(edition.iri for edition in editions) or (tuple(chosen) if len(chosen) > 1 else ()),
            1.0 if len(chosen) == 1 else 0.7, why, question,
        )  # fmt: skip

    def _near_standard(self, number: str, bodies: set[str]) -> tuple[str, str] | None:
        for known in sorted(self.vocabulary.standards):
            if _one_off(known, number) and len(number) >= 4:
                for entry in self.vocabulary.standards[known]:
                    if self.vocabulary.bodies[entry] & bodies:
                        return entry, self.vocabulary.labels.get(entry) or slug(entry)
        return None

    # Acts

    @cached_property
    def _act(self) -> re.Pattern[str]:
        kinds = "|".join(dict.fromkeys(word_pattern(form) for form, _, _ in self.vocabulary.role("act")))
        community = r"EU|EF|EC|EØF|EØS|EEC|EG|EEA|Euratom"
        ending = r"(?:en|et|a|s|ens|ets|er|ar|erne|ene)?"
        return re.compile(
            rf"(?:(?P<kind>{kinds}){ending}[\s]{{1,2}})?(?P<who>\(\s?(?:{community})\s?\)\s?)?(?:nr\.?\s|No\.?\s|Nr\.\s)?"
            rf"(?<![\d/.:\-])(?P<one>\d{{2,4}})/(?P<two>\d{{1,4}})(?P<suffix>/(?:{community}))?(?P<glued>\d{{0,2}})(?![\d/])",
            re.IGNORECASE,
        )

    @cached_property
    def _kind_letter(self) -> list[tuple[re.Pattern[str], str]]:
        return [
            (re.compile(word_pattern(form) + "$", re.IGNORECASE), letter)
            for form, _, letter in self.vocabulary.role("act")
        ]

    def _acts(self, plain: Plain) -> Iterator[Mention]:
        for match in self._act.finditer(plain.text):
            if not (match["kind"] or match["who"] or match["suffix"]):
                continue
            letter = next(
                (
                    value
                    for pattern, value in self._kind_letter
                    if match["kind"] and pattern.search(match["kind"])
                ),
                "",
            )
            one, two = match["one"], match["two"]
            start, end = match.start(), match.end() - len(match["glued"])
            act = self._act_by(one, two, letter)
            if not act and len(two) == 4 and not match["suffix"]:
                act = self._act_by(one, two[:-1], letter)
                end -= 1 if act else 0
            if act:
                yield Mention(
                    "act",
                    start,
                    end,
                    "",
                    act,
                    score=1.0 if letter or match["suffix"] or match["who"] else 0.8,
                    why="number of an act",
                )
                continue
            near = self._near_act(one, two, letter)
            yield Mention(
                "act", start, end, "", "", candidates=(near,) if near else (), score=0.5, why="reads as an act that the graph does not have",
                question=f"not in the graph; is {slug(near)} meant?" if near else "",
            )  # fmt: skip
        for number, act in self.vocabulary.numbers.items():
            for place in _all(plain.text, number):
                yield Mention("act", place, place + len(number), "", act, why="number of an act")

    def _act_by(self, one: str, two: str, letter: str) -> str:
        for year, number in ((one, two), (two, one)):
            full = int(year) if len(year) == 4 else 1900 + int(year) if len(year) == 2 else 0
            acts = self.vocabulary.acts.get((full, int(number)), {})
            if letter in acts:
                return acts[letter]
            if acts and not letter and len(acts) == 1:
                return next(iter(acts.values()))
        return ""

    def _near_act(self, one: str, two: str, letter: str) -> str:
        for (year, number), acts in sorted(self.vocabulary.acts.items()):
            for kind, act in acts.items():
                if letter in ("", kind) and (
                    (one == str(year) and _one_off(two, str(number)))
                    or (two == str(year) and _one_off(one, str(number)))
                ):
                    return act
        return ""

    # Conventions, codes of criteria

    @cached_property
    def _convention(self) -> re.Pattern[str]:
        words = "|".join(dict.fromkeys(word_pattern(form) for form, _, _ in self.vocabulary.role("ilo")))
        number = r"(?:(?:nr\.?|no\.?|nos\.?|number|nummer|C)\s?)?\d{1,3}(?!\d|\s?%|[.,]\d)"
        return re.compile(
            rf"(?:{words})(?:s|ene|erne|er|ar|ane)?\s(?P<list>(?:Convention\s|konvensjon\s|konvention\s)?{number}(?:(?:\s?,\s?|\s(?:og|and|samt)\s|,\s(?:og|and)\s){number}){{0,20}})",
            re.IGNORECASE,
        )

    def _conventions(self, plain: Plain) -> Iterator[Mention]:
        for match in self._convention.finditer(plain.text):
            first = True
            for digit in re.finditer(r"C?\s?(?P<n>\d{1,3})", match["list"]):
                start = match.start() if first else match.start("list") + digit.start("n")
                end, number = match.start("list") + digit.end("n"), int(digit["n"])
                first = False
                known = self.vocabulary.conventions.get(number, "")
                yield Mention(
                    "convention",
                    start,
                    end,
                    "",
                    known,
                    score=1.0 if known else 0.5,
                    why="number of a convention"
                    if known
                    else "reads as a convention that the graph does not have",
                )

    @cached_property
    def _code(self) -> re.Pattern[str] | None:
        stems = sorted({code.rstrip("0123456789") for code in self.vocabulary.codes}, key=len, reverse=True)
        return (
            re.compile(rf"(?<![\w/\-])(?:{'|'.join(stems)})[ ]?\d{{1,2}}(?![\w.]\d|\d|[A-Za-z])")
            if stems
            else None
        )

    def _codes(self, plain: Plain) -> Iterator[Mention]:
        for match in self._code.finditer(plain.text) if self._code else ():
            code = match[0].replace(" ", "")
            if code not in self.vocabulary.codes:
                continue
            first, last = plain.sentence(match.start())
            if not self._context["criterion-context"].search(plain.text[first:last]):
                continue
            things = tuple(self.vocabulary.codes[code])
            yield Mention(
                "criterion",
                match.start(),
                match.end(),
                "",
                things[0] if len(things) == 1 else "",
                candidates=things if len(things) > 1 else (),
                score=0.9,
                why="code of a criterion",
            )

    # What stands before or after a name

    @cached_property
    def _generation(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation("edition")
        return re.compile(
            rf"['’]?s?[\s,\-(]{{0,3}}(?:{words}\s?(?:nr\.?\s)?(?P<n>\d{{1,2}}(?:\.\d{{1,2}})?)|(?P<o>\d{{1,2}})\.\s?{words})(?P<more>\s?(?:/|og|and|eller|or)\s?(?P<m>\d{{1,2}}(?:\.\d)?)(?![\d%]))?(?!\d)\)?",
            re.IGNORECASE,
        )

    @cached_property
    def _generation_before(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation("edition")
        of = self.vocabulary.alternation("of-act")
        return re.compile(
            rf"(?:{words}\s?(?P<n>\d{{1,2}}(?:\.\d)?)|(?P<o>\d{{1,2}})\.\s?{words}(?:en|a)?)\s(?:{of}\s)?(?:the\s)?$",
            re.IGNORECASE,
        )

    @cached_property
    def _unit_follows(self) -> re.Pattern[str]:
        return re.compile(rf"\s?-?\s?{self.vocabulary.alternation('unit')}", re.IGNORECASE)

    def _extended(self, plain: Plain, mentions: list[Mention]) -> list[Mention]:
        products = [
            leaf
            for mention in mentions
            if mention.kind == "product"
            for leaf in self.vocabulary.leaves.get(mention.iri, ())
        ]
        result: list[Mention] = []
        for mention in mentions:
            if result and mention.start < result[-1].end:
                continue
            if mention.kind == "label":
                result += self._label(plain, mention, frozenset(products))
            elif mention.kind == "act" and mention.iri:
                result.append(self._provision(plain, mention, result[-1].end if result else 0))
            else:
                result.append(mention)
        return result

    def _label(self, plain: Plain, mention: Mention, products: frozenset[str]) -> list[Mention]:
        editions = self.vocabulary.editions.get(mention.iri, [])
        text, end = plain.text, mention.end
        level = (
            re.compile(r"\s(?:Gold|Silver|Bronze|gull|sølv|guld|gold|silver)(?!\w)").match(text, end)
            if mention.score
            else None
        )
        end = level.end() if level else end
        after = self._generation.match(text, end)
        bare = re.compile(r"[\s\-](\d{1,2}(?:\.\d{1,2})?)(?![\d%]|[.,/]\d)").match(text, end)
        before = self._generation_before.search(text, max(0, mention.start - 40), mention.start)
        number, start, extra = "", mention.start, ""
        if after:
            number, end, extra = after["n"] or after["o"], after.end(), after["m"] or ""
            if text[end - 1] == ")" and "(" not in after[0]:
                end -= 1
        elif (
            bare
            and editions
            and _chosen(editions, bare[1])
            and not self._unit_follows.match(text, bare.end())
        ):
            number, end = bare[1], bare.end()
        elif before:
            number, start = before["n"] or before["o"], before.start()
        else:
            for edition in sorted(editions, key=lambda entry: -len(entry.whole)):
                stated = re.compile(r"[\s,(]{1,3}(?:\w+\s)?" + re.escape(edition.whole), re.IGNORECASE).match(
                    text, end
                )
                if stated and not edition.number.isdigit():
                    return [
                        replace(
                            mention,
                            end=stated.end(),
                            edition=edition.iri,
                            why=mention.why + "; its edition is named",
                        )
                    ]
        if not number:
            return [replace(mention, end=end)] if mention.score else []
        made = self._with_edition(mention, editions, number, products)
        result = [replace(made, start=start, end=end)]
        if extra and after is not None and (second := _chosen(editions, extra)):
            result[0] = replace(result[0], end=after.start("more"))
            result.append(
                replace(
                    self._with_edition(mention, second, extra, products),
                    start=after.start("m"),
                    end=after.end("m"),
                )
            )
        return result

    def _with_edition(
        self, mention: Mention, editions: list[Edition], number: str, products: frozenset[str]
    ) -> Mention:
        chosen = _chosen(editions, number)
        narrowed = [entry for entry in chosen if entry.products & products] if len(chosen) > 1 else chosen
        mention = replace(
            mention,
            score=mention.score or 0.95,
            why=mention.why.replace("needs an edition", "an edition follows the name"),
        )
        if len(narrowed) == 1:
            return replace(mention, edition=narrowed[0].iri, why=mention.why + f"; edition {number}")
        if chosen:
            return replace(
                mention,
                candidates=tuple(entry.iri for entry in (narrowed or chosen)),
                score=0.7,
                why=mention.why + f"; several editions {number}",
            )
        near = min(
            (entry for entry in editions if entry.number),
            key=lambda entry: (abs(float(entry.number) - float(number)), entry.iri),
            default=None,
        )
        question = f"the graph has no edition {number}" + (f"; is {slug(near.iri)} meant?" if near else "")
        return replace(
            mention,
            candidates=(near.iri,) if near else (),
            score=min(mention.score, 0.7),
            why=mention.why + f"; edition {number} is not in the graph",
            question=question,
        )

    @cached_property
    def _provisions(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        words = self.vocabulary.alternation
        ordinals = words("ordinal")
        one = (
            rf"(?:{words('article')}\s?(?P<article>\d{{1,3}})(?:\s?\((?P<part>\d{{1,2}})\))?(?:,?\s{words('subsection')}\s?(?P<part2>\d{{1,2}}))?"
            rf"|{words('annex')}\s(?P<annex>[IVX]{{1,6}})(?![\w])"
            rf"|§{{1,2}}\s?(?P<section>\d{{1,2}}(?:-\d{{1,2}})?(?:\s?[a-z](?![\w]))?)(?:\s?\((?P<sub>\d)\)|,?\s(?P<ordinal>{ordinals})\s{words('subsection')}|,?\s{words('subsection')}\s?(?P<sub2>\d))?)"
        )
        of = words("of-act")
        return re.compile(rf"['’]?s?,?\s?\(?(?:{of}\s)?{one}", re.IGNORECASE), re.compile(
            rf"{one}\s{of}\s(?:the\s|EUs\s|EU's\s)?$", re.IGNORECASE
        )

    def _provision(self, plain: Plain, mention: Mention, free: int) -> Mention:
        after, before = self._provisions
        match = after.match(plain.text, mention.end)
        start, end = mention.start, mention.end
        if match:
            end = match.end()
        else:
            match = before.search(plain.text, max(free, mention.start - 60), mention.start)
            if not match:
                return mention
            start = match.start()
        clause, exact = self._clause(mention.iri, match)
        if not clause:
            return replace(
                mention,
                start=start,
                end=end,
                score=0.8,
                why=mention.why + "; its provision is not in the graph",
            )
        return replace(
            mention,
            start=start,
            end=end,
            edition=clause,
            score=1.0 if exact else 0.8,
            why=mention.why
            + ("; its provision" if exact else "; the provision around the one that is cited"),
        )

    def _clause(self, act: str, match: re.Match[str]) -> tuple[str, bool]:
        known = self.vocabulary.clauses.get(act, {})
        if match["article"]:
            names = [f"Art. {match['article']}"]
            part = match["part"] or match["part2"]
        elif match["annex"]:
            names, part = [f"Annex {match['annex'].upper()}"], None
        else:
            names = [f"§ {match['section']}"]
            ordinal = next(
                (
                    value
                    for form, _, value in self.vocabulary.role("ordinal")
                    if match["ordinal"] and form.lower() == match["ordinal"].lower()
                ),
                None,
            )
            part = match["sub"] or match["sub2"] or ordinal
        if part:
            for name in names:
                for written in (f"{name}({part})", f"{name} ({part})"):
                    if written in known:
                        return known[written], True
        for name in names:
            if name in known:
                return known[name], not part
        return "", False

    def _settled(self, mentions: list[Mention], country: str | None) -> list[Mention]:
        """Return mentions with those codes settled whose set the text or the country tells."""
        sets = [mention.iri for mention in mentions if mention.kind == "set" and mention.iri]
        named = [*map(slug, sets), *([f"{country.lower()}-"] if country else [])]
        result = []
        for mention in mentions:
            if mention.kind == "criterion" and mention.candidates and named:
                chosen = tuple(
                    entry
                    for entry in mention.candidates
                    if any(slug(entry).startswith(name) for name in named)
                )
                if chosen:
                    mention = replace(
                        mention,
                        candidates=chosen if len(chosen) > 1 else (),
                        iri=chosen[0] if len(chosen) == 1 else "",
                    )
            result.append(mention)
        return result


def _chosen(editions: Iterable[Edition], number: str) -> list[Edition]:
    short = number.removesuffix(".0")
    editions = list(editions)
    return [entry for entry in editions if entry.number in (number, short)] or [
        entry for entry in editions if entry.number.partition(".")[0] == short and entry.number
    ]


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions of which none overlaps another: the longer ones, then the kind that comes first."""
    ordered = sorted(
        mentions, key=lambda entry: (-(entry.end - entry.start), ORDER.index(entry.kind), entry.start)
    )
    taken: list[tuple[int, int]] = []
    kept = []
    used: set[int] = set()
    for mention in ordered:
        span = range(mention.start, mention.end)
        if any(place in used for place in (span[0], span[-1])) or not used.isdisjoint(span):
            continue
        used.update(span)
        taken.append((mention.start, mention.end))
        kept.append(mention)
    return sorted(kept, key=lambda entry: entry.start)


def _one_off(one: str, two: str) -> bool:
    """Return whether two numbers differ in one digit or by two neighbours changed over."""
    if one == two or abs(len(one) - len(two)) > 1:
        return False
    if len(one) == len(two):
        apart = [place for place in range(len(one)) if one[place] != two[place]]
        return len(apart) == 1 or (
            len(apart) == 2
            and apart[1] == apart[0] + 1
            and one[apart[0]] == two[apart[1]]
            and one[apart[1]] == two[apart[0]]
        )
    longer, shorter = (one, two) if len(one) > len(two) else (two, one)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def _all(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)
