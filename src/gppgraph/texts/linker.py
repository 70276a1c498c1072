"""One text, or many, linked to the graph."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ..dataset import Dataset
from ..errors import GppGraphError, InputError
from ..output.progress import Progress
from .figures.comparison import compare
from .figures.thresholds import Reader
from .forms import Linked, as_turtle
from .mentions.finder import Finder
from .mentions.mention import Mention
from .read.readers import Text, read
from .vocabulary.vocabulary import load


class Linker:
    """Links texts to one graph; what it needs of the graph is read once."""

    def __init__(self, graph: Dataset) -> None:
        self.graph = graph

    @cached_property
    def finder(self) -> Finder:
        """Finds mentions."""
        return Finder(load(self.graph.folder))

    @cached_property
    def reader(self) -> Reader:
        """Reads figures."""
        return Reader(self.finder, self.graph.folder)

    def link(
        self, source: Text, country: str | None = None, comparing: bool = True, language: str = "en"
    ) -> Linked:
        """Return what is found in a text; ``comparing`` figures with the graph is the slow part.

        Figures of the graph are written in ``language``.
        """
        mentions = self.finder.find(source.text, country)
        thresholds = self.reader.read(source.text, mentions)
        codes = [
            (code, product)
            for code in source.codes
            for product in self.finder.vocabulary.products_of_code.get(code, ())
        ]
        about = self.products(mentions, codes)
        compared = compare(self.graph, thresholds, about, language) if comparing else []
        return Linked(source, tuple(mentions), tuple(thresholds), tuple(compared), tuple(codes))

    def products(self, mentions: Iterable[Mention], codes: Iterable[tuple[str, str]] = ()) -> set[str]:
        """Return the product types at the end of the tree that a text is about."""
        named = [
            thing
            for mention in mentions
            if mention.kind == "product"
            for thing in (mention.iri, *mention.candidates)
        ]
        leaves = self.finder.vocabulary.leaves
        return {
            leaf
            for product in [*named, *(product for _, product in codes)]
            for leaf in leaves.get(product, ())
        }


_LINKER: Linker | None = None


def _start(snapshot: Path) -> None:
    global _LINKER
    _LINKER = Linker(Dataset(snapshot))


def _one(name: str, target: str, language: str | None) -> str:
    """Link one file of a batch and write its Turtle; return what went wrong, or nothing."""
    from ..files import write_file

    assert _LINKER is not None
    try:
        source = read(name)
        if language:
            source = replace(source, language=language)
        write_file(Path(target), as_turtle([_LINKER.link(source, comparing=False)]))
    except GppGraphError as error:
        return str(error)
    except Exception as error:  # one bad file must not end the batch
        return f"{name}: {type(error).__name__}: {error}"
    return ""


def batch(
    dataset: Dataset,
    folder: Path,
    target: Path,
    language: str | None,
    show: Progress,
    jobs: int | None = None,
) -> tuple[int, int, list[str]]:
    """Link every file below a folder into Turtle files; those already written and not older are passed over.

    Returns how many were linked, how many passed over, and what went wrong.

    Raises:
        InputError: there is no such folder.
    """
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder.")
    todo, passed = [], 0
    for path in sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
    ):
        out = target / path.relative_to(folder).with_name(path.name + ".ttl")
        if target in path.parents:
            continue
        if out.is_file() and out.stat().st_mtime >= path.stat().st_mtime:
            passed += 1
        else:
            out.parent.mkdir(parents=True, exist_ok=True)
            todo.append((path, out))
    failures: list[str] = []
    if todo:
        workers = max(1, min(jobs or os.cpu_count() or 1, len(todo)))
        with ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_start, initargs=(dataset.folder,)
        ) as pool:
            running = {pool.submit(_one, str(path), str(out), language): path for path, out in todo}
            for count, future in enumerate(as_completed(running), 1):
                problem = future.result()
                if problem:
                    failures.append(problem)
                show(f"{count} of {len(todo)} linked", count, len(todo))
    return len(todo) - len(failures), passed, sorted(failures)
