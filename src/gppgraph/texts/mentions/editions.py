"""Editions of labels by number, year or name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ...languages import Phrase
from ...terms import slug
from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Edition, Vocabulary
from .mention import Mention

_BARE_NUMBER = re.compile(r"[\s\-](\d{1,2}(?:\.\d{1,2})?)(?![\d%]|[.,/]\d)")
_SENTENCES_BACK = 400  # characters in which an edition finds the label that it is of
_YEAR = re.compile(r"[\s\-]((?:19|20)\d\d)(?!\w|[.,/\-]\d)")


class LabelEditions:
    """Reads editions beside names of labels."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _generation(self) -> re.Pattern[str]:
        words, sign = (
            rf"(?<!\w)(?:{self.vocabulary.spellings('edition')})",
            self.vocabulary.alternation("number-sign"),
        )
        ordinals = self.vocabulary.alternation("ordinal")
        another = rf"(?:/|{self.vocabulary.alternation('conjunction', 'disjunction')})"
        return re.compile(
            rf"['’]?s?(?:[\s,\-(]{{0,3}}|[ ]{{4,40}})(?:{self.vocabulary.alternation('of-act')}\s)?(?:{words}\s?(?:{sign}\s)?(?P<n>\d{{1,2}}\.\d{{1,2}}|\d{{1,4}})|(?P<o>\d{{1,2}})\.\s?{words}|(?P<w>{ordinals})\s{words})(?P<more>\s?{another}\s?(?P<m>\d{{1,2}}(?:\.\d)?)(?![\d%]))?(?!\d)\)?",
            re.IGNORECASE,
        )

    @cached_property
    def _generation_before(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation("edition")
        ordinals = self.vocabulary.alternation("ordinal")
        of, before = self.vocabulary.alternation("of-act"), self.vocabulary.alternation("of-act-before")
        return re.compile(
            rf"(?:{words}\s?(?P<n>\d{{1,2}}(?:\.\d)?)|(?P<o>\d{{1,2}})\.\s?{words}(?:en|a)?|(?P<w>{ordinals})\s{words}(?:en|a)?)\s(?:{of}\s)?(?:{before}\s)?$",
            re.IGNORECASE,
        )

    @cached_property
    def _ordinals(self) -> dict[str, str]:
        return {form.lower(): value for form, _, value in self.vocabulary.role("ordinal")}

    def _stated(self, match: re.Match[str]) -> str:
        """Return the number of an edition that digits or an ordinal state."""
        return match["n"] or match["o"] or self._ordinals[match["w"].lower()]

    @cached_property
    def _level(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation
        return re.compile(
            rf"[\s,(\-]{{1,2}}(?:{words('level')}\s)?{words('label-level')}(?:[\s\-]{words('level')})?",
            re.IGNORECASE,
        )

    @cached_property
    def _unit_follows(self) -> re.Pattern[str]:
        return re.compile(rf"\s?-?\s?{self.vocabulary.alternation('unit')}", re.IGNORECASE)

    def read(self, plain: PlainText, mention: Mention, products: frozenset[str]) -> list[Mention]:
        """Return a label with its edition, as two mentions if two editions are named.

        The list is empty if the name counts with an edition only (its score is 0) and has none.
        """
        editions = self.vocabulary.editions.get(mention.iri, [])
        group = [edition for scheme in self._schemes(mention.iri) for edition in self._of(scheme)]
        text, end = plain.text, mention.end
        level = self._level.match(text, end) if mention.score else None
        end = level.end() if level else end
        after = self._generation.match(text, end)
        stated = self._stated(after) if after else ""
        noted = self._without_note(plain, end, group, stated) if after else ""
        after = after if noted else None
        bare = _BARE_NUMBER.match(text, end)
        before = self._generation_before.search(text, max(0, mention.start - 40), mention.start)
        number, start, extra = "", mention.start, ""
        if after:
            number, end, extra = noted, after.end(), after["m"] or ""
            if noted != stated:
                end = after.start("n") + len(noted)
            elif text[end - 1] == ")" and "(" not in after[0]:
                end -= 1
        elif bare and self._numbered(mention.iri, bare[1]) and not self._unit_follows.match(text, bare.end()):
            number, end = bare[1], bare.end()
        elif (year := _YEAR.match(text, end)) and (dated := _of_year(editions, year[1])):
            why = mention.why + "; its year follows the name"
            return [replace(mention, end=year.end(), edition=dated, score=mention.score or 0.95, why=why)]
        elif before:
            number, start = self._stated(before), before.start()
        else:
            named = self._by_whole_name(replace(mention, end=end), text, editions)
            if named:
                return [named]
        if not number:
            return [replace(mention, end=end)] if mention.score else []
        numbered = self._with_edition(mention, number, products)
        result = [replace(numbered, start=start, end=end)]
        if extra and after is not None and self._numbered(mention.iri, extra):
            result[0] = replace(result[0], end=after.start("more"))
            result.append(
                replace(
                    self._with_edition(mention, extra, products),
                    start=after.start("m"),
                    end=after.end("m"),
                )
            )
        return result

    def of_product(self, plain: PlainText, mention: Mention, product: Mention) -> Mention | None:
        """Return a label with a product inside its name ("ENERGY STAR displays 8.0")."""
        editions = self.vocabulary.editions.get(mention.iri, [])
        products = self.vocabulary.leaves.get(product.iri, frozenset())
        if not self._for.fullmatch(plain.text, mention.end, product.start) or all(
            entry.products & products for entry in editions
        ):
            return None
        for label in self.read(plain, replace(mention, end=product.end), products)[:1]:
            if label.edition and re.search(r"[^\W\d]|\d\.\d", plain.text[product.end : label.end]):
                return label
        return None

    @cached_property
    def _for(self) -> re.Pattern[str]:
        return re.compile(rf"\s(?:{self.vocabulary.alternation('set-about')}\s)?", re.IGNORECASE)

    def _without_note(self, plain: PlainText, place: int, editions: Iterable[Edition], number: str) -> str:
        """Return the number of an edition without the mark of a footnote.

        The result is empty for a number that cannot be one of an edition.
        """
        editions = list(editions)
        if number.isdigit() and not _chosen(editions, number):
            for cut in range(len(number) - 1, 0, -1):
                if plain.noted(number[cut:], place) and _chosen(editions, number[:cut]):
                    return number[:cut]
        return number if "." in number or len(number) < 3 else ""

    def _by_whole_name(self, mention: Mention, text: str, editions: Iterable[Edition]) -> Mention | None:
        """Return a label with the edition that is named after it.

        If editions have the same name, the year after it decides.
        """
        by_name: dict[str, list[Edition]] = {}
        for edition in editions:
            name = edition.whole.partition(" (")[0]
            if not name[:1].isdigit():
                by_name.setdefault(name, []).append(edition)
        for name in sorted(by_name, key=lambda name: (-len(name), name)):
            stated = re.compile(
                rf"[\s,(]{{1,3}}(?:\w+\s)?{re.escape(name)}(?!\w)(?P<dated>[^.;]{{0,20}}?(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)\)?)?",
                re.IGNORECASE,
            ).match(text, mention.end)
            if not stated:
                continue
            matching = by_name[name]
            if stated["year"]:
                matching = [edition for edition in matching if edition.year == stated["year"]]
            if len(matching) == 1:
                why = mention.why + "; its edition is named"
                return replace(mention, end=stated.end(), edition=matching[0].iri, why=why)
            return replace(
                mention,
                candidates=tuple(edition.iri for edition in matching or by_name[name]),
                why=mention.why + f"; several editions {name}",
            )
        return None

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        words = self.vocabulary.spellings("edition")
        another = rf"(?:/|{self.vocabulary.alternation('conjunction', 'disjunction')})"
        return re.compile(
            rf"(?<!\w)(?:(?:{words})\s?(?P<n>\d{{1,2}}(?:\.\d{{1,2}})?)(?![\w%]|[.,]\d)|(?P<o>\d{{1,2}})\.\s?(?:{words})(?!\w)|(?P<w>{self.vocabulary.alternation('ordinal')})\s(?:{words})(?!\w))"
            rf"(?P<more>\s?{another}\s?(?P<m>\d{{1,2}}(?:\.\d)?)(?![\w%]|[.,]\d))?",
            re.IGNORECASE,
        )

    @cached_property
    def _generation_word(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.spellings("generation"), re.IGNORECASE)

    @cached_property
    def _of_others(self) -> re.Pattern[str]:
        """The words for other things that have generations ("processor")."""
        return re.compile(self.vocabulary.alternation("other-generation"), re.IGNORECASE)

    @cached_property
    def _about_labels(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("label-context"), re.IGNORECASE)

    def resumed(self, plain: PlainText, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """Yield editions without a label name ("generation 9"), of the label before them."""
        starts = [mention.start for mention in mentions]
        for match in self._alone.finditer(plain.text):
            place = bisect_left(starts, match.end())
            if place and mentions[place - 1].end > match.start():
                continue
            stated = self._stated(match)
            generation = self._generation_word.search(match[0]) is not None
            labels = self._labels_before(plain, match.start(), mentions, starts, place, stated, generation)
            if not labels:
                continue
            for group, number in (("", stated), ("m", match["m"] or "")):
                matching = _chosen(self._of(labels[-1].iri), number) if number else []
                if len(matching) == 1:
                    yield Mention(
                        "label",
                        match.start(group) if group else match.start(),
                        match.end(group) if group else match.start("more") if match["m"] else match.end(),
                        iri=labels[-1].iri,
                        edition=matching[0].iri,
                        score=0.7,
                        why="an edition of the label that is named before it",
                    )

    def _labels_before(
        self,
        plain: PlainText,
        start: int,
        mentions: Sequence[Mention],
        starts: Sequence[int],
        place: int,
        number: str,
        generation: bool,
    ) -> list[Mention]:
        """Return the labels that an edition without a name can be of.

        They stand in the sentence before, if its own one is about labels; else they are of the only scheme that
        has an edition of the ``number``: in its sentence, or within some sentences if it is called a
        ``generation``.
        """
        first, last = plain.sentence(start)
        if self._about_labels.search(plain.text[first:last]):
            begin = bisect_left(starts, plain.sentence(max(0, first - 1))[0])
            near = [mention for mention in mentions[begin:place] if mention.kind == "label"]
            if near:
                return near
        begin = bisect_left(starts, start - _SENTENCES_BACK)
        near = [mention for mention in mentions[begin:place] if mention.kind == "label"]
        same = [mention for mention in near if plain.sentence(mention.start)[0] == first]
        near = near if generation else same
        if self._of_others.search(plain.text, first, last):
            return []
        numbered = [
            mention for mention in near if not mention.edition and _chosen(self._of(mention.iri), number)
        ]
        return numbered if len({mention.iri for mention in numbered}) == 1 else []

    def _of(self, scheme: str) -> list[Edition]:
        return self.vocabulary.editions.get(scheme, [])

    def _schemes(self, scheme: str) -> list[str]:
        """Return a label scheme with its parts, which texts call by its name."""
        return [scheme, *self.vocabulary.part_schemes.get(scheme, ())]

    def _numbered(self, scheme: str, number: str) -> list[Edition]:
        """Return the editions of a number, of a scheme and of each of its parts."""
        return [edition for part in self._schemes(scheme) for edition in _chosen(self._of(part), number)]

    def _narrowed(self, scheme: str, matching: list[Edition], products: frozenset[str]) -> list[Edition]:
        """Return the editions of a number that the product types of the text leave.

        The only one stays where nothing speaks against it: its scheme has no parts, or the text names no product
        type and the edition is of no part.
        """
        has_parts = scheme in self.vocabulary.part_schemes
        if len(matching) == 1 and (not has_parts or (not products and matching[0] in self._of(scheme))):
            return matching
        return [entry for entry in matching if entry.products & products]

    def _with_edition(self, mention: Mention, number: str, products: frozenset[str]) -> Mention:
        """Return a label with the edition of a number, or with candidates."""
        matching = self._numbered(mention.iri, number)
        narrowed = self._narrowed(mention.iri, matching, products)
        mention = replace(
            mention,
            score=mention.score or 0.95,
            why=mention.why.replace("needs an edition", "an edition follows the name"),
        )
        if len(narrowed) == 1:
            scheme = next(entry for entry in self._schemes(mention.iri) if narrowed[0] in self._of(entry))
            why = mention.why + f"; edition {number}"
            return replace(mention, iri=scheme, edition=narrowed[0].iri, why=why)
        of_group = self._of_products(mention.iri, products)
        near = min(
            (entry for entry in of_group or self._of(mention.iri) if entry.number),
            key=lambda entry: (abs(float(entry.number) - float(number)), entry.iri),
            default=None,
        )
        if matching:
            other = [near] if near and of_group and not narrowed else []
            return replace(
                mention,
                candidates=tuple(entry.iri for entry in (narrowed or [*matching, *other])),
                score=0.7,
                why=mention.why + f"; several editions {number}, or one of another product group",
            )
        doubt = (
            Phrase("no-edition-near", {"number": number, "near": slug(near.iri)})
            if near
            else Phrase("no-edition", {"number": number})
        )
        return replace(
            mention,
            candidates=(near.iri,) if near else (),
            score=min(mention.score, 0.7),
            why=mention.why + f"; edition {number} is not in the graph",
            doubt=doubt,
        )

    def _of_products(self, scheme: str, products: frozenset[str]) -> list[Edition]:
        """Return the editions for some product types, if the scheme has parts."""
        if scheme not in self.vocabulary.part_schemes:
            return []
        return [
            edition
            for part in self._schemes(scheme)
            for edition in self._of(part)
            if edition.products & products
        ]


def _of_year(editions: Iterable[Edition], year: str) -> str:
    """Return the only edition of a year, if no edition has a number; else nothing."""
    editions = list(editions)
    dated = [entry.iri for entry in editions if entry.year == year]
    return dated[0] if len(dated) == 1 and not any(entry.number for entry in editions) else ""


def _chosen(editions: Iterable[Edition], number: str) -> list[Edition]:
    """Return the editions of a number, else those that begin with it ("8" of "8.0").

    Without these it is a revision ("7.1") of the edition that has the first part as its number.
    """
    short = number.removesuffix(".0")
    editions = list(editions)
    return (
        [entry for entry in editions if entry.number in (number, short)]
        or [entry for entry in editions if entry.number.partition(".")[0] == short and entry.number]
        or [entry for entry in editions if entry.number == number.partition(".")[0]]
    )
