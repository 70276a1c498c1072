"""Things that the texts of a folder name, and flags that disagree with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ..catalogue.query import text_of
from ..dataset import Dataset
from ..errors import InputError
from ..output.progress import Progress
from ..terms import slug
from .limited import with_text
from .linker import Linker, in_processes
from .read.source_text import Text

# Kinds of mentions in the order of the summary; topics and products are no references.
_NAMED = ("set", "criterion", "standard", "act", "convention")
_SHOWING_CRITERIA = ("label", "set", "criterion")


class FileNames(NamedTuple):
    """The things that a file names, as (kind, IRI), and the flags that it states."""

    file: str
    things: frozenset[tuple[str, str]]
    flags: tuple[tuple[str, str], ...]


class NamedThing(NamedTuple):
    """A thing that texts name, with its end and the files that name it.

    ``state`` is ``ended`` on the day, ``ends`` later, or empty. ``day`` is the first day without it, empty if there is none or it is not known.
    """

    kind: str
    thing: str
    state: str
    day: str
    files: tuple[str, ...]


class FlagDisagreement(NamedTuple):
    """A flag, such as ``gpp-criteria=none``, and kinds named against it in texts."""

    flag: str
    against: str
    files: tuple[str, ...]


class CorpusSummary(NamedTuple):
    """The answer over a corpus; ``read`` counts the files that could be read."""

    day: date
    read: int
    named: tuple[NamedThing, ...]
    disagreements: tuple[FlagDisagreement, ...]
    failures: tuple[str, ...]


def summarise(
    dataset: Dataset, folder: Path, country: str | None, day: date, show: Progress, jobs: int | None = None
) -> CorpusSummary:
    """Read every file below a folder and return the things named in them.

    Nothing is written. Ended label editions come first, then other label editions, then what else is named.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder.")
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    work = partial(_names_in_file, folder, country)
    return summary_of(dataset, in_processes(dataset, work, paths, show, jobs), day)


def summary_of(dataset: Dataset, found: Sequence[FileNames | str], day: date) -> CorpusSummary:
    """Return the summary of read files and of messages of failures."""
    read = [entry for entry in found if isinstance(entry, FileNames)]
    return CorpusSummary(
        day,
        len(read),
        _named(dataset, read, day),
        _disagreements(read),
        tuple(entry for entry in found if isinstance(entry, str)),
    )


def _names_in_file(folder: Path, country: str | None, linker: Linker, path: Path) -> FileNames:
    return with_text(str(path), partial(_names, linker, path.relative_to(folder).as_posix(), country))


def _names(linker: Linker, name: str, country: str | None, source: Text) -> FileNames:
    """Return the certain mentions of a text, with editions where they are stated."""
    things = {
        (mention.kind, mention.edition if mention.kind != "act" and mention.edition else mention.iri)
        for mention in linker.finder.find(source.text, country)
        if mention.iri and mention.kind in ("label", *_NAMED)
    }
    return FileNames(name, frozenset(things), source.flags)


def _named(dataset: Dataset, read: Iterable[FileNames], day: date) -> tuple[NamedThing, ...]:
    files: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in read:
        for named in entry.things:
            files[named].add(entry.file)
    ends = {row.iri("thing"): row.text("ended") for row in dataset.select(text_of("ends-of-named-things"))}
    rows = []
    for (kind, thing), names in files.items():
        end = ends.get(thing)
        state = "" if end is None else "ended" if end <= day.isoformat() else "ends"
        rows.append(NamedThing(kind, slug(thing), state, end or "", tuple(sorted(names))))
    order = ("label", *_NAMED)
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                order.index(row.kind),
                row.state != "ended",
                -len(row.files),
                row.thing,
            ),
        )
    )


def _disagreements(read: Iterable[FileNames]) -> tuple[FlagDisagreement, ...]:
    """Return flags that the text of the same notice speaks against.

    A notice says that it has no green criteria, and names a label or criterion; or the other way about.
    """
    files: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in read:
        kinds = {kind for kind, _ in entry.things if kind in _SHOWING_CRITERIA}
        named = ", ".join(kind for kind in _SHOWING_CRITERIA if kind in kinds)
        codes: dict[str, set[str]] = defaultdict(set)
        for flag, code in entry.flags:
            codes[flag].add(code)
        for flag, stated in codes.items():
            # Lots may differ: only a notice that says the same in all of them is held against its text.
            denied = stated == {"none"}
            affirmed = flag == "gpp-criteria" and "none" not in stated
            if (denied and named) or (affirmed and not named):
                said = f"{flag}={'+'.join(sorted(stated))}"
                files[said, named or "no label, set or criterion"].add(entry.file)
    return tuple(
        FlagDisagreement(flag, against, tuple(sorted(names)))
        for (flag, against), names in sorted(files.items())
    )
