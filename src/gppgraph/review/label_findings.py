"""Findings about labels that do not prove a figure or criterion in their sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..output.html import one_line
from ..terms import iri, slug
from ..texts.mentions.mention import Mention
from ..verdicts.satisfy import satisfy
from .coverage import sets_of
from .figure_findings import in_a_row, requirements_of
from .findings import ReviewFinding, finding
from .subject import TextUnderReview


def unprovable(subject: TextUnderReview) -> Iterator[ReviewFinding]:
    """Yield labels that cannot prove a figure or a criterion of the same sentence."""
    labels = [mention for mention in subject.linked.mentions if mention.kind == "label" and mention.edition]
    sets = sets_of(subject.linker.graph, subject.country) if labels else set()
    for label in labels:
        yield from _figures(subject, label)
        yield from _criteria(subject, label, sets)


def _figures(subject: TextUnderReview, label: Mention) -> Iterator[ReviewFinding]:
    """Yield findings on figures of a sentence that its label does not reach.

    The label demands less for them, or nothing.
    """
    edition, sentence = slug(label.edition), subject.sentence(label.start)
    for number, threshold in enumerate(subject.linked.thresholds):
        if subject.sentence(threshold.start) != sentence:
            continue
        compared = [entry for entry in subject.linked.compared if entry.threshold == number]
        rows = [entry for entry in compared if entry.kind == "label" and entry.edition == edition]
        figure = one_line(threshold.text)
        if rows and all(entry.outcome == "below" for entry in rows):
            yield finding(
                "label-below-figure",
                "error",
                label,
                subject.words,
                requirements_of(rows),
                edition=edition,
                figure=figure,
                entries=in_a_row(rows),
            )
        elif compared and not rows:
            yield finding(
                "label-silent-on-figure",
                "warning",
                label,
                subject.words,
                (edition,),
                edition=edition,
                figure=figure,
            )


def _criteria(subject: TextUnderReview, label: Mention, sets: set[str]) -> Iterator[ReviewFinding]:
    """Yield the criteria of the sentence that the label does not satisfy."""
    edition, sentence = slug(label.edition), subject.sentence(label.start)
    products = {slug(product) for product in subject.products}
    for criterion in subject.linked.mentions:
        requirements = (criterion.iri,) if criterion.iri else criterion.candidates
        if criterion.kind != "criterion" or not requirements:
            continue
        if subject.sentence(criterion.start) != sentence:
            continue
        of_country = [
            entry for entry in requirements if any(slug(entry).startswith(f"{name}.") for name in sets)
        ]
        for requirement in map(slug, _at_named_levels(of_country, subject.plain.text) or requirements):
            verdicts = satisfy(
                subject.linker.graph, requirement=requirement, label=edition, as_of=subject.day
            )
            failing = sorted(
                f"{_product(subject, entry.product)} ({subject.words[f'verdict-{entry.verdict}']})"
                for entry in verdicts
                if entry.verdict in ("below", "silent") and (not products or entry.product in products)
            )
            if failing:
                yield finding(
                    "label-does-not-prove",
                    "error",
                    label,
                    subject.words,
                    (requirement,),
                    edition=edition,
                    requirement=requirement,
                    products=", ".join(failing),
                )


def _at_named_levels(requirements: Sequence[str], text: str) -> Sequence[str]:
    """Return the requirements of the levels that a text names, or all of them."""
    levels = {entry: slug(entry).split(".")[1] for entry in requirements}
    named = {name for name in levels.values() if re.search(rf"(?<!\w){re.escape(name)}", text, re.IGNORECASE)}
    return [entry for entry in requirements if levels[entry] in named] or requirements


def _product(subject: TextUnderReview, name: str) -> str:
    """Return the name of a product type in the language of the review.

    The English one is its slug.
    """
    language = subject.words.language
    if language == "en":
        return name
    return subject.vocabulary.labels[language].get(iri("product", name), name)
