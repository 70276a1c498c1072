"""Acts by kind, year and number, and the provisions cited with them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from ...languages import Phrase
from ...terms import slug
from ..read.plain_text import NOTE, PlainText
from ..vocabulary.vocabulary import Vocabulary
from .mention import Mention, one_off

_NEAR = 200  # characters between two acts, of which the second is a number only
_HEAD = 80  # characters before the number of an act


class _ProvisionPatterns(NamedTuple):
    """Patterns of a provision after its act, before it, and later in a list."""

    after: re.Pattern[str]
    before: re.Pattern[str]
    listed: re.Pattern[str]


class Acts:
    """Finds acts and their provisions."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _number(self) -> re.Pattern[str]:
        community = self.vocabulary.spellings("community")
        return re.compile(
            rf"(?<![\d/.:\-])(?P<first>\d{{2,4}})/(?:[ ]?\n[ ]{{0,40}})?(?P<second>\d{{1,4}})(?P<suffix>/(?:{community}))?(?P<glued>\d{{0,2}})(?![\d/])",
            re.IGNORECASE,
        )

    @cached_property
    def _before(self) -> re.Pattern[str]:
        """The words before a number that make it one of an act."""
        words = self.vocabulary.spellings
        kinds, community, sign = words("act"), words("community"), self.vocabulary.alternation("number-sign")
        return re.compile(
            rf"(?:(?<!\w)(?P<kind>(?:[^\W\d]{{2,30}}-?)?(?:{kinds}))(?:{words('ending')})?\s{{1,2}})?"
            rf"(?:(?P<community>\(\s?(?:{community})\s?\))\s?|(?P<bare>(?<!\w)(?-i:{community}))[\s\-]?)?(?:{sign}\s?)?$",
            re.IGNORECASE,
        )

    @cached_property
    def _further_number(self) -> re.Pattern[str]:
        """The words between the numbers of two acts of one kind."""
        words = self.vocabulary.alternation
        community = self.vocabulary.spellings("community")
        return re.compile(
            rf"(?:\s?[,;]\s?|,?\s{words('conjunction', 'disjunction')}\s)(?:\(\s?(?:{community})\s?\)\s?)?(?:{words('number-sign')}\s)?",
            re.IGNORECASE,
        )

    @cached_property
    def _kind_letter(self) -> list[tuple[str, str]]:
        return [(form.lower(), letter) for form, _, letter in self.vocabulary.role("act")]

    def find(self, plain: PlainText) -> Iterator[Mention]:
        """Yield the acts of a text, unknown ones with the nearest number as a question."""
        last, letter = 0, ""  # the end of the act before, and its kind
        for match in self._number.finditer(plain.text):
            if match["glued"] and not plain.noted(match["glued"], match.end()):
                continue  # a longer number ("2019/20134"), unless such a footnote stands below
            head = max(0, match.start() - _HEAD)
            before = self._before.search(plain.text, head, match.start())
            further = last and self._further_number.fullmatch(plain.text, last, match.start())
            named = before is not None and (before["kind"] or before["community"] or before["bare"])
            if not (named or match["suffix"] or further):
                if self._is_alone(plain, match, last):
                    yield self._at(plain, match, match.start(), "", sure=False)
                continue
            start = match.start() if before is None or further else before.start()
            if before is not None and before["kind"]:
                kind = before["kind"].lower()
                letter = next((value for form, value in self._kind_letter if kind.endswith(form)), "")
            elif not further:
                letter = ""
            sure = bool(letter or match["suffix"] or (before is not None and before["community"]))
            mention = self._at(plain, match, start, letter, sure)
            if not sure and not mention.iri and len(match["second"]) < 3:
                continue  # a year ("EU 2023/24")
            last = mention.end
            yield mention
        for number, act in self.vocabulary.numbers.items():
            for place in _all_places(plain.text, number):
                yield Mention("act", place, place + len(number), iri=act, why="number of an act")

    def _is_alone(self, plain: PlainText, match: re.Match[str], last: int) -> bool:
        """Return whether a number alone is that of an act, by words or acts near it."""
        if not self._by_number(match["first"], match["second"], "") or match["glued"]:
            return False
        first, end = plain.sentence(match.start())
        return (0 < last and match.start() - last < _NEAR) or (
            self._kind_word.search(plain.text, first, end) is not None
        )

    @cached_property
    def _kind_word(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?:{self.vocabulary.spellings('act')})(?:{self.vocabulary.spellings('ending')})?(?!\w)",
            re.IGNORECASE,
        )

    def _at(self, plain: PlainText, match: re.Match[str], start: int, letter: str, sure: bool) -> Mention:
        """Return the act of a number, which the graph may not have."""
        first, second = match["first"], match["second"]
        end = match.end() - len(match["glued"])
        act = self._by_number(first, second, letter)
        if not act and len(second) == 4 and not match["suffix"] and plain.noted(second[-1], match.end()):
            act = self._by_number(first, second[:-1], letter)
            end -= 1 if act else 0
        if act:
            return Mention("act", start, end, iri=act, score=1.0 if sure else 0.8, why="number of an act")
        citing = self.vocabulary.cited.get(f"{first}/{second}", "")
        near = "" if citing else self._near(first, second, letter)
        return Mention(
            "act",
            start,
            end,
            candidates=tuple(filter(None, (citing or near,))),
            score=0.5,
            why="an act that the graph knows by the title of another one"
            if citing
            else "reads as an act that the graph does not have",
            doubt=Phrase("not-known-near", {"near": slug(near)}) if near else None,
        )

    def joined(
        self, plain: PlainText, named: Iterable[Mention], numbered: list[Mention]
    ) -> Iterator[Mention]:
        """Yield ``named`` and ``numbered`` mentions, a name and its number as one.

        A number in brackets stays a mention of its own, unless a provision follows the bracket. A name with
        the number of another act is asked about.
        """
        for name in named:
            number = self._number_of(plain, name, numbered) if name.kind == "act" else None
            if number is None:
                yield name
                continue
            between = plain.text[name.end : number.start]
            start, end = min(name.start, number.start), max(name.end, number.end)
            if number.iri != name.iri and not self._namesake(name, number):
                numbered.remove(number)
                yield self._contradicted(name, number, start, end)
            elif between != " (" or self._closed(plain, number.end):
                numbered.remove(number)
                yield replace(number, start=start, end=end)
            else:
                yield name
        yield from numbered

    def _number_of(self, plain: PlainText, name: Mention, numbered: Iterable[Mention]) -> Mention | None:
        """Return the number that stands right after a name or is a part of it."""
        for number in numbered:
            if number.start < name.end < number.end:
                return number
            between = plain.text[name.end : number.start] if 0 <= number.start - name.end <= 2 else "-"
            if not between or between.isspace() or between == " (":
                return number
        return None

    def _namesake(self, name: Mention, number: Mention) -> bool:
        """Return whether two acts have names that begin alike, as "RoHS 2002"."""
        return not self._beginnings[name.iri].isdisjoint(self._beginnings[number.iri])

    @cached_property
    def _beginnings(self) -> defaultdict[str, set[str]]:
        """The first letters of the short names of acts."""
        kinds = tuple(form for form, _ in self._kind_letter)
        beginnings: defaultdict[str, set[str]] = defaultdict(set)
        for form in self.vocabulary.forms:
            name = form.text.lower()
            if form.kind == "act" and len(name.split()) < 7 and not name.startswith(kinds):
                beginnings[form.iri].add(name[:4])
        return beginnings

    def _contradicted(self, name: Mention, number: Mention, start: int, end: int) -> Mention:
        """Return the act of a number, with the question about the act of the name."""
        return replace(
            number,
            start=start,
            end=end,
            candidates=(name.iri,),
            score=0.5,
            why="the name is that of another act than the number",
            doubt=Phrase("name-of-another", {"near": slug(name.iri)}),
        )

    def _closed(self, plain: PlainText, end: int) -> bool:
        return plain.text[end : end + 1] == ")" and self._provisions.after.match(plain.text, end) is not None

    def _by_number(self, first: str, second: str, letter: str) -> str:
        """Return the act of a kind, year and number, or an empty text.

        Year and number may be in any order.
        """
        for year, number in ((first, second), (second, first)):
            full = int(year) if len(year) == 4 else 1900 + int(year) if len(year) == 2 else 0
            acts = self.vocabulary.acts.get((full, int(number)), {})
            if letter in acts:
                return acts[letter]
            if acts and not letter and len(acts) == 1:
                return next(iter(acts.values()))
        return ""

    def _near(self, first: str, second: str, letter: str) -> str:
        """Return an act of the same year with a number that differs in one digit.

        The result is empty if there is no such act.
        """
        for (year, number), acts in sorted(self.vocabulary.acts.items()):
            for kind, act in acts.items():
                if letter in ("", kind) and (
                    (first == str(year) and one_off(second, str(number)))
                    or (second == str(year) and one_off(first, str(number)))
                ):
                    return act
        return ""

    @cached_property
    def _provisions(self) -> _ProvisionPatterns:
        words = self.vocabulary.alternation
        ordinals = words("ordinal")
        subsection = rf"(?<!\w)(?:{self.vocabulary.spellings('subsection')})(?:(?={NOTE})|(?!\w))"
        space = r"(?:[ ]?\n?[ ]{0,60})"  # as wide as a column beside it
        provision = (
            rf"(?:{words('article')}\s?(?P<article>\d{{1,3}})(?:\s?\((?P<part>\d{{1,2}})\))?(?:,?\s{words('subsection')}\s?(?P<part2>\d{{1,2}}))?"
            rf"|{words('annex')}\s(?P<annex>[IVX]{{1,6}})(?![\w])(?:,?\s{{1,20}}(?:{words('annex-part')}\s)?(?P<chapter>[A-H])(?!\w)(?:(?:,?\s{{1,20}}{words('point')}\s?|\.)(?P<point>\d{{1,2}})(?:,?\s{{1,20}}{words('letter')}\s\(?(?P<litra>[a-z])(?!\w)\)?|\((?P<litra2>[a-z])\))?)?)?"
            rf"|§{{1,2}}\s?(?P<section>\d{{1,2}}(?:-\d{{1,2}})?(?:\s?[a-z](?![\w]))?)(?:\s?\((?P<sub>\d)\)|,?\s(?P<ordinal>{ordinals})\s{subsection}|,?\s{words('subsection')}\s?(?P<sub2>\d))?)"
        )
        of = words("of-act")
        return _ProvisionPatterns(
            after=re.compile(rf"['’]?s?\)?,?{space}\(?(?:{of}\s)?{provision}", re.IGNORECASE),
            before=re.compile(rf"{provision},?\s{of}\s(?:{words('of-act-before')}\s)?$", re.IGNORECASE),
            listed=re.compile(
                rf"(?:\s?[,/]|,?\s{words('conjunction')})\s?(?P<provision>{provision})", re.IGNORECASE
            ),
        )

    @cached_property
    def _of_another(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation
        return re.compile(rf",?\s(?:{words('of-act')}\s)?(?:{words('of-act-before')}\s)?", re.IGNORECASE)

    def further(self, plain: PlainText, mention: Mention, following: int) -> Iterator[Mention]:
        """Yield the provisions listed after the one of an act ("Articles 4, 5 and 7").

        ``following`` is the start of the next mention: a provision right before another act belongs to that act.
        """
        listed = self._provisions.listed
        place = mention.end
        while match := listed.match(plain.text, place):
            if self._of_another.fullmatch(plain.text, match.end(), max(match.end(), following)):
                return
            place = match.end()
            start = match.start("provision")
            clause, exact = self._clause(mention.iri, match)
            yield replace(
                mention,
                start=start,
                end=match.end(),
                edition=clause,
                score=1.0 if exact else 0.8,
                why="a further provision of the act",
            )

    def with_provision(self, plain: PlainText, mention: Mention, free: int) -> Mention:
        """Return an act with the provision after it, or before it but after ``free``."""
        match = self._provisions.after.match(plain.text, mention.end)
        start, end = mention.start, mention.end
        if match:
            end = match.end()
        else:
            match = self._provisions.before.search(plain.text, max(free, mention.start - 60), mention.start)
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
        """Return a provision or the one around it, and whether it is the cited one."""
        provisions = self.vocabulary.clauses.get(act, {})
        if match["article"]:
            names = [f"Art. {match['article']}"]
            part = match["part"] or match["part2"]
        elif match["annex"]:
            names, part = _annexes(match), None
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
                    if written in provisions:
                        return provisions[written], True
        for name in names:
            if name in provisions:
                return provisions[name], not part and name == names[0]
        return "", False


def _annexes(match: re.Match[str]) -> list[str]:
    """Return the identifiers of a cited part of an annex and of the parts around it.

    These are ``["Annex II, D.5", "Annex II, D", "Annex II"]`` for "Annex II, part D, point 5".
    """
    names = [f"Annex {match['annex'].upper()}"]
    if match["chapter"]:
        names.append(f"{names[0]}, {match['chapter'].upper()}")
        if match["point"]:
            names.append(f"{names[1]}.{match['point']}")
            letter = match["litra"] or match["litra2"]
            if letter:
                names.append(f"{names[2]}({letter.lower()})")
    return names[::-1]


def _all_places(text: str, part: str) -> Iterator[int]:
    """Yield each place of a part in a text."""
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)
