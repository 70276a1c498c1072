"""How well the closest criteria of a sentence are found, on the sentences of ``tests/corpus/search/``.

Usage: ``bench_search.py [NAME] [-v]``, where NAME is a file of that folder without ``.json`` (default: sentences).

Each sentence is written in other words than the criteria that it means.
A sentence counts once for each criteria set that has a criterion of its meaning; its rank is that of the first right one,
where the levels of a criterion count as one. Prints recall at 1 and 5 and the mean reciprocal rank by language and set.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gppgraph.explore.search import index
from gppgraph.explore.sentence import criteria
from gppgraph.graph import load

SENTENCES = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "search"


def sentences(name: str = "sentences") -> list[dict[str, Any]]:
    """Return the sentences of a file with their language and the codes of the right criteria by set."""
    found: list[dict[str, Any]] = json.loads((SENTENCES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def code_of(requirement: str, edition: str) -> str:
    """Return the code of a requirement without set and level: one criterion at two levels is one answer."""
    rest = requirement.removeprefix(edition + ".")
    return rest if edition.startswith("dk-csr") else rest.partition(".")[2]


def ranks(
    search: Callable[[str], Iterable[str]], given: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str, int]]:
    """Return language, set and rank (0 for not found) of each sentence and set. ``search`` yields names, best first."""
    result = []
    for entry in given:
        names = list(search(entry["text"]))
        for edition, right in entry["right"].items():
            own = [code_of(name, edition) for name in names if name.startswith(edition + ".")]
            own = list(dict.fromkeys(own))
            places = [own.index(code) + 1 for code in right if code in own]
            result.append((entry["language"], edition, min(places, default=0)))
    return result


def scores(places: Sequence[int]) -> tuple[float, float, float]:
    """Return recall at 1, recall at 5 and mean reciprocal rank."""
    count = len(places) or 1
    return (
        sum(place == 1 for place in places) / count,
        sum(0 < place <= 5 for place in places) / count,
        sum(1 / place for place in places if place) / count,
    )


def table(found: Sequence[tuple[str, str, int]]) -> str:
    """Return the scores of all, by language and by set, as Markdown."""
    groups: dict[str, list[int]] = defaultdict(list)
    for language, edition, place in found:
        for group in ("all", f"language {language}", f"set {edition}"):
            groups[group].append(place)
    lines = ["| group | questions | recall@1 | recall@5 | MRR |", "| --- | ---: | ---: | ---: | ---: |"]
    for group, places in sorted(groups.items()):
        one, five, mean = scores(places)
        lines.append(f"| {group} | {len(places)} | {one:.3f} | {five:.3f} | {mean:.3f} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    known_names = sorted(path.stem for path in SENTENCES.glob("*.json"))
    name = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "sentences")
    if name not in known_names:
        sys.exit(f'no sentences in "{name}"; there are: {", ".join(known_names)}')
    graph, given = load(), sentences(name)
    phrases, known = index(graph), criteria(graph)
    for title, search in (
        (
            "gppgraph search --kind requirement",
            lambda text: phrases.search(text, ["requirement"], count=1000),
        ),
        ("gppgraph search --sentence", lambda text: known.closest(text, count=1000)),
    ):
        start = time.perf_counter()
        found = ranks(lambda text, search=search: [hit.name for hit in search(text)], given)
        seconds = time.perf_counter() - start
        print(f"{title}\n\n{table(found)}\n\n{len(given)} sentences in {seconds:.2f} s\n")
    if "-v" in sys.argv:
        for entry in given:
            print(entry["language"], entry["text"], entry["right"])
            print(*(f"  {hit.name}: {hit.why}" for hit in known.closest(entry["text"], count=2)), sep="\n")


if __name__ == "__main__":
    main()
