"""Link one text, or every file of a folder, to the graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..dataset import Dataset
from ..errors import GppGraphError, InputError
from ..files import write_file
from ..output.progress import Progress
from .annotations import as_turtle
from .figures.comparison import compare
from .figures.thresholds import FigureReader
from .limited import with_text
from .linked import Linked, ProductCode
from .mentions.finder import Finder
from .mentions.mention import Mention
from .read.source_text import Text
from .vocabulary.assembly import load_vocabulary


class Linker:
    """Links texts to one graph, of which it reads names, words and units once."""

    def __init__(self, graph: Dataset) -> None:
        self.graph = graph

    @cached_property
    def finder(self) -> Finder:
        """The finder of mentions."""
        return Finder(load_vocabulary(self.graph.folder))

    @cached_property
    def reader(self) -> FigureReader:
        """The reader of figures."""
        return FigureReader(self.finder, self.graph.folder)

    def link(
        self, source: Text, country: str | None = None, comparing: bool = True, language: str = "en"
    ) -> Linked:
        """Return a text with its mentions and figures, these compared if ``comparing``.

        Comparing takes most of the time. Figures of the graph are written in ``language``.
        """
        mentions = self.finder.find(source.text, country)
        thresholds = self.reader.read(source.text, mentions)
        codes = [
            ProductCode(code, product)
            for code in source.codes
            for product in self.finder.vocabulary.products_of_code.get(code, ())
        ]
        products = self.products(mentions, codes)
        compared = compare(self.graph, thresholds, products, language) if comparing else []
        return Linked(source, tuple(mentions), tuple(thresholds), tuple(compared), tuple(codes))

    def products(self, mentions: Iterable[Mention], codes: Iterable[ProductCode] = ()) -> set[str]:
        """Return the narrowest product types of mentions and product codes."""
        named = [
            product
            for mention in mentions
            if mention.kind == "product"
            for product in (mention.iri, *mention.candidates)
        ]
        leaves = self.finder.vocabulary.leaves
        return {
            leaf
            for product in [*named, *(code.product for code in codes)]
            for leaf in leaves.get(product, ())
        }


class BatchResult(NamedTuple):
    """Counts of linked and unchanged files, and a message for each failure."""

    linked: int
    unchanged: int
    failures: list[str]


_FIRST_TEXT = "TCO Certified 9, EN 50625:2014, (EU) 2019/2021, TS3: minst 3 års garanti"
_Item = TypeVar("_Item", Path, tuple[Path, Path])
_Result = TypeVar("_Result")
_LINKER: Linker | None = None  # of a process of a batch


def _start(snapshot: Path) -> None:
    global _LINKER
    _LINKER = Linker(Dataset(snapshot))
    # What is made on first use is made here, not again in the process of each file.
    _LINKER.link(Text("", "txt", _FIRST_TEXT), comparing=False)


def _link_file(language: str | None, linker: Linker, paths: tuple[Path, Path]) -> None:
    """Link one file and write its Turtle."""
    path, target = paths
    write_file(target, with_text(str(path), partial(_turtle, linker, language)))


def _outcome(work: Callable[[Linker, _Item], _Result], name: str, item: _Item) -> _Result | str:
    """Return the result of one file, or the message of its failure."""
    assert _LINKER is not None
    try:
        return work(_LINKER, item)
    except GppGraphError as error:
        return str(error)
    except Exception as error:  # one bad file must not end the batch
        return f"{name}: {type(error).__name__}: {error}"


def _turtle(linker: Linker, language: str | None, source: Text) -> str:
    if language:
        source = replace(source, language=language)
    return as_turtle([linker.link(source, comparing=False)])


def batch(
    dataset: Dataset,
    folder: Path,
    target: Path,
    language: str | None,
    show: Progress,
    jobs: int | None = None,
) -> BatchResult:
    """Link every file below a folder into a Turtle file, in several processes.

    A file is left out if its Turtle file is newer. ``show`` is called with a line after each file.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder.")
    files, unchanged = _files_to_link(folder, target)
    outcomes = in_processes(dataset, partial(_link_file, language), files, show, jobs)
    failures = sorted(outcome for outcome in outcomes if outcome)
    return BatchResult(len(files) - len(failures), unchanged, failures)


def in_processes(
    dataset: Dataset,
    work: Callable[[Linker, _Item], _Result],
    items: Sequence[_Item],
    show: Progress,
    jobs: int | None = None,
) -> list[_Result | str]:
    """Return the results of ``work`` on files, in their order.

    A text among them is the message of a failure. An item is a path, or a tuple that begins with it. ``show`` is called with a line after each file.
    """
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    if not items:
        return []
    workers = max(1, min(jobs or os.cpu_count() or 1, len(items)))
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start, initargs=(dataset.folder,)
    ) as pool:
        running = [pool.submit(_outcome, work, _path_of(item), item) for item in items]
        for count, _ in enumerate(as_completed(running), 1):
            show(f"{count} of {len(items)} linked", count, len(items))
    return [future.result() for future in running]


def _path_of(item: Path | tuple[Path, ...]) -> str:
    return str(item if isinstance(item, Path) else item[0])


def _files_to_link(folder: Path, target: Path) -> tuple[list[tuple[Path, Path]], int]:
    """Return the files to link with their Turtle files, and the count of other files."""
    files, unchanged = [], 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith(".") or target in path.parents:
            continue
        out = target / path.relative_to(folder).with_name(path.name + ".ttl")
        if out.is_file() and out.stat().st_mtime >= path.stat().st_mtime:
            unchanged += 1
        else:
            out.parent.mkdir(parents=True, exist_ok=True)
            files.append((path, out))
    return files, unchanged
