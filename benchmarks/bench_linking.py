"""How well texts are linked, on the annotated corpus in ``tests/corpus/``, and how fast.

Usage: ``bench_linking.py [PART] [-v]``, where PART is a folder of the corpus (default: test), or ``bench_linking.py --figures``
for the cost of comparing many figures of one property. A mention counts as found where kind and thing agree and the places overlap.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gppgraph.graph import Graph, load
from gppgraph.terms import slug
from gppgraph.texts.figures.comparison import compare, conflicts
from gppgraph.texts.figures.thresholds import Threshold
from gppgraph.texts.linker import Linker
from gppgraph.texts.mentions.mention import Mention
from gppgraph.texts.read.source_text import Text

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus"
PAGE = 2_500  # characters


def texts(part: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield name, text and annotations."""
    for path in sorted((CORPUS / part).glob("*.txt")):
        yield (
            path.stem,
            path.read_text(encoding="utf-8"),
            json.loads(path.with_suffix(".json").read_text(encoding="utf-8")),
        )


def agrees(gold: dict[str, Any], found: Mention) -> bool:
    """Return whether a mention is the annotated one."""
    if gold["kind"] != found.kind or found.start >= gold["end"] or gold["start"] >= found.end:
        return False
    things = {slug(entry) for entry in (found.iri, *found.candidates) if entry}
    if "code" in gold:
        return any(entry.endswith("." + gold["code"]) for entry in things)
    return (slug(found.iri) if found.iri else None) == gold["thing"]


def same_figure(gold: dict[str, Any], found: Threshold) -> bool:
    """Return whether a figure is the annotated one."""
    return (gold["concept"], gold["operator"], float(gold["value"]), gold["unit"]) == (
        slug(found.concept), slug(found.operator), float(found.value), slug(found.unit).removeprefix("unit:"),
    )  # fmt: skip


class Tally:
    """Right, wrong and missed, by group."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, groups: tuple[str, ...], place: int) -> None:
        """Count one in each group: 0 right, 1 wrong, 2 missed."""
        for group in groups:
            self.counts[group][place] += 1

    def scores(self, group: str) -> tuple[float, float, float]:
        """Return precision, recall and F1."""
        right, wrong, missed = self.counts[group]
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def evaluate(linker: Linker, part: str, show: bool = False) -> tuple[Tally, dict[str, tuple[int, int]]]:
    """Return the tally of mentions, and of editions and figures how many are right of how many."""
    tally = Tally()
    ratios: dict[str, list[int]] = {
        "edition": [0, 0],
        "figures found": [0, 0],
        "figures right": [0, 0],
        "label where none is": [0, 0],
    }
    for name, text, gold in texts(part):
        linked = linker.link(Text(name, "txt", text), comparing=False)
        left = list(linked.mentions)
        about = (f"language {gold['language']}", f"difficulty {gold['difficulty']}", "all")
        for entry in gold["mentions"]:
            hit = next((mention for mention in left if agrees(entry, mention)), None)
            tally.add((f"kind {entry['kind']}", *about), 0 if hit else 2)
            if hit is None:
                if show:
                    print(f"{name}: missed {entry}")
                continue
            left.remove(hit)
            if "edition" in entry:
                ratios["edition"][1] += 1
                good = (slug(hit.edition) if hit.edition else None) == entry["edition"] or gold.get(
                    "provisionMayDiffer", False
                )
                ratios["edition"][0] += good
                if show and not good:
                    print(f"{name}: edition {entry} {hit.edition}")
        for mention in left:
            if mention.text in gold.get("mayBeFound", ()):
                continue
            tally.add((f"kind {mention.kind}", *about), 1)
            if show:
                print(
                    f"{name}: wrong {mention.kind} {mention.text!r} {slug(mention.iri) if mention.iri else ''}"
                )
        if gold["difficulty"] == "none":
            ratios["label where none is"][1] += 1
            ratios["label where none is"][0] += any(mention.kind == "label" for mention in linked.mentions)
        figures = list(linked.thresholds)
        for entry in gold["thresholds"]:
            figure = next((one for one in figures if same_figure(entry, one)), None)
            ratios["figures found"][1] += 1
            ratios["figures found"][0] += figure is not None
            if figure is not None:
                figures.remove(figure)
            elif show:
                print(f"{name}: missed figure {entry}")
        ratios["figures right"][1] += len(linked.thresholds)
        ratios["figures right"][0] += len(linked.thresholds) - len(figures)
        for figure in figures if show else ():
            print(
                f"{name}: wrong figure {figure.text!r} {slug(figure.concept)} {slug(figure.operator)} {figure.value}"
            )
    return tally, {key: (one, all_) for key, (one, all_) in ratios.items()}


def figures(linker: Linker) -> None:
    """Print how long many figures of one property take to compare, alike and each different."""
    print("| figures | compared | in conflict |\n| --- | ---: | ---: |")
    for name, step in (("alike", 0), ("different", 1)):
        for count in (30, 120, 340):
            values = (f"{10 + place * step // 2},{5 * (place * step % 2)}" for place in range(count))
            text = "\n\n".join(f"Garantien skal være minst {value} måneder." for value in values)
            thresholds = linker.reader.read(text)
            begun = time.process_time()
            compare(linker.graph, thresholds)
            between = time.process_time()
            conflicts(linker.graph, thresholds)
            ended = time.process_time()
            print(f"| {len(thresholds)} {name} | {between - begun:.2f} s | {ended - between:.2f} s |")


def main() -> None:
    """Print the tables."""
    if "--figures" in sys.argv:
        figures(Linker(load()))
        return
    parts = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    part = parts[0] if parts else "test"
    if not list(texts(part)):
        known = sorted(path.parent.name for path in CORPUS.glob("*/*.txt"))
        sys.exit(f'no texts in "{part}"; there are: {", ".join(dict.fromkeys(known))}')
    graph: Graph = load()
    linker = Linker(graph)
    tally, ratios = evaluate(linker, part, show="-v" in sys.argv)
    print(f"part {part}: {len(list(texts(part)))} texts")
    print(
        "| group | right | wrong | missed | precision | recall | F1 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    for group in sorted(tally.counts):
        right, wrong, missed = tally.counts[group]
        precision, recall, score = tally.scores(group)
        print(f"| {group} | {right} | {wrong} | {missed} | {precision:.3f} | {recall:.3f} | {score:.3f} |")
    for key, (one, all_) in ratios.items():
        print(f"{key}: {one} of {all_}" + (f" = {one / all_:.3f}" if all_ else ""))
    body = "\n".join(text for _, text, _ in texts("dev"))
    pages = (body * (100 * PAGE // len(body) + 1))[: 100 * PAGE]
    start, begun = time.perf_counter(), time.process_time()
    linker.link(Text("pages", "txt", pages), comparing=False)
    seconds = time.perf_counter() - start
    busy = time.process_time() - begun
    print(f"100 pages of {PAGE} characters: {seconds:.2f} s, of which {busy:.2f} s on the processor")


if __name__ == "__main__":
    main()
