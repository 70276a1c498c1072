"""Record what the project answers, and tell what differs after a change that should alter no answer.

    python scripts/fingerprint record FILE.json [--keep DIR] [--only SECTION] [--match PATTERN]
    python scripts/fingerprint compare FILE.json [--keep DIR] [--only SECTION] [--match PATTERN]

FILE.json holds a SHA-256 for each answer, DIR the answers themselves, gzipped; keep both outside the repository.
Sections: `quads` (statements of the built dataset, sorted), `commands` (output, exit code and written files of
command lines), `queries` (each catalogue query asked through the library and through the server, and other
addresses of the server), and, only when named, `site` (the files that `gppgraph publish` writes; minutes).
asked.yaml lists command lines, addresses and parameters. PATTERN selects entries: 'cq49*'.
Exit code of `compare`: 1 if an entry differs, was added or is gone.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml
from catalogue import queries
from job import GET, LIBRARY, SERVER, Job, digest
from programs import commands, site
from statements import quads

import gppgraph

SPECIFICATION = Path(__file__).with_name("asked.yaml")
# Lines of a difference that are shown, and the length from which lines are compared as sets.
SHOWN, LONG = 20, 4_000
DEFAULT = ("quads", "commands", "queries")
SECTIONS = {"quads": quads, "commands": commands, "queries": queries, "site": site}


def kept(folder: Path, section: str, name: str) -> Path:
    """Return the file that keeps the text of an entry."""
    return folder / section / f"{re.sub(r'[^A-Za-z0-9.-]+', '-', name)[:80]}-{digest(name.encode())[:12]}.gz"


def difference(old: str, new: str) -> list[str]:
    """Return the first lines in which two texts differ."""
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > LONG:
        gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
        lines = [*(f"-{line}" for line in gone.elements()), *(f"+{line}" for line in come.elements())]
    else:
        lines = list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]
    more = [f"... and {len(lines) - SHOWN} lines more"] if len(lines) > SHOWN else []
    return [line[:240] for line in lines[:SHOWN]] + more


def selected(entries: Iterable[str], job: Job) -> list[str]:
    """Return the recorded entries that the pattern selects."""
    plain = {entry: entry.removesuffix(LIBRARY).removesuffix(SERVER) for entry in entries}
    return [
        entry
        for entry, name in plain.items()
        if job.wants(name.removeprefix(GET) if name.startswith(GET) else name.partition("?")[0])
    ]


def both_ways(entries: Mapping[str, str]) -> list[str]:
    """Return the questions that library and server answer differently."""
    pairs = {name.removesuffix(SERVER): value for name, value in entries.items() if name.endswith(SERVER)}
    return sorted(name for name, value in pairs.items() if entries.get(name + LIBRARY) != value)


def collect(
    section: str, job: Job, texts: Path | None, old: Mapping[str, str] | None
) -> tuple[dict[str, str], int]:
    """Return the digests of a section and how many differ from ``old``, each printed.

    Without ``old`` the texts are written to the folder ``texts``, else they are read from it.
    """
    found: dict[str, str] = {}
    faults = []
    for name, text in SECTIONS[section](job):
        if section in ("quads", "site") and not job.wants(name):
            continue
        found[name] = digest(text.encode())
        path = kept(texts, section, name) if texts else None
        if old is None:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(gzip.compress(text.encode(), 6, mtime=0))
        elif name not in old:
            faults.append(f"{section}: {name}: is new")
        elif old[name] != found[name]:
            before = gzip.decompress(path.read_bytes()).decode() if path and path.is_file() else None
            shown = [] if before is None else difference(before, text)
            faults.append("\n    ".join([f"{section}: {name}: differs", *shown]))
    faults += [f"{section}: {name}: is gone" for name in selected(old or (), job) if name not in found]
    print("".join(f"{fault}\n" for fault in faults), end="", flush=True)
    return found, len(faults)


def main(arguments: list[str] | None = None) -> int:
    """Record or compare; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("action", choices=("record", "compare"))
    parser.add_argument("file", type=Path, metavar="FILE.json", help="digests")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder with the answers themselves")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="only this section (repeat)")
    parser.add_argument("--match", default="*", metavar="PATTERN", help="only entries with such a name")
    parser.add_argument("--spec", type=Path, default=SPECIFICATION, metavar="FILE.yaml", help="what is asked")
    options = parser.parse_args(arguments)
    comparing = options.action == "compare"
    if comparing and not options.file.is_file():
        parser.error(f"{options.file}: there is no such file; record one first.")
    before: dict[str, dict[str, str]] = (
        json.loads(options.file.read_text(encoding="utf-8")) if options.file.is_file() else {}
    )
    sections = options.only or [name for name in DEFAULT if not comparing or name in before]
    specification = yaml.safe_load(options.spec.read_text(encoding="utf-8"))
    gppgraph.load()  # builds the dataset first where it is out of date
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        running = {}
        for name in sorted(sections, key=("queries", "commands", "quads", "site").index):
            scratch = Path(folder) / name
            scratch.mkdir()
            old = before.get(name, {}) if comparing else None
            job = Job(specification, options.match, scratch, old or ())
            running[name] = pool.submit(collect, name, job, options.keep, old)
        results = {name: future.result() for name, future in running.items()}
    found = {name: entries for name, (entries, _) in results.items()}
    unlike = both_ways(found.get("queries", {}))
    if unlike:
        print(f"library and server answer {len(unlike)} questions differently: {', '.join(unlike)}")
    differing = sum(count for _, count in results.values())
    entries = sum(map(len, found.values()))
    print(f"{entries} entries, {differing} differ" if comparing else f"{entries} entries recorded")
    if comparing:
        return 1 if differing else 0
    for name, recorded in found.items():  # in place of what the pattern selects
        gone = selected(before.get(name, ()), Job(specification, options.match, Path()))
        rest = {entry: value for entry, value in before.get(name, {}).items() if entry not in gone}
        before[name] = {**rest, **recorded}
    options.file.write_text(json.dumps(before, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
