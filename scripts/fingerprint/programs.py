"""The sections "commands" and "site": what processes of the project print and write."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import docx
from job import ROOT, Entry, Job, digest


def commands(job: Job) -> Iterator[Entry]:
    """Yield what each command line prints, its exit code and the files that it writes to {out}."""
    for name, parts in job.specification.get("folders", {}).items():
        for part in parts:
            target = job.folder / name / part
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, target)
    for name, part in job.specification.get("documents", {}).items():
        document = docx.Document()
        for line in (ROOT / part).read_text(encoding="utf-8").splitlines():
            document.add_paragraph(line)
        document.save(str(job.folder / name))
    for name, line in job.specification.get("commands", {}).items():
        if job.wants(name):
            yield name, run(line, job.folder, job.folder / "out" / name)


def run(line: str, folder: Path, out: Path) -> str:
    """Return stdout, stderr and exit code of a command line, and the files that it writes to ``out``.

    Progress, which depends on the time that work takes, is left out.
    """
    out.mkdir(parents=True)
    words = [word.replace("{tmp}", str(folder)).replace("{out}", str(out)) for word in shlex.split(line)]
    words, given = (words[:-2], words[-1]) if words[-2:-1] == ["<"] else (words, os.devnull)
    with (ROOT / given).open("rb") as stdin:
        done = subprocess.run(
            [sys.executable, "-m", "gppgraph", *words],
            stdin=stdin,
            capture_output=True,
            cwd=ROOT,
            env=environment(),
        )
    errors = re.sub(r"(?m)^gppgraph: \d+ of \d+ .*\n", "", done.stderr.decode())
    parts = {
        "exit code": str(done.returncode),
        "stdout": done.stdout.decode(),
        "stderr": errors,
    }
    parts |= {
        f"file {path.relative_to(out)}": read(path) for path in sorted(out.rglob("*")) if path.is_file()
    }
    text = "".join(f"--- {title}\n{part}\n" for title, part in parts.items())
    return text.replace(str(out), "{out}").replace(str(folder), "{tmp}").replace(str(ROOT), "{root}")


def environment() -> dict[str, str]:
    """Return the environment of every process: a fixed width and language, no colours, no account."""
    fixed = {"COLUMNS": "120", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PYTHONUTF8": "1", "TZ": "UTC"}
    return {**{name: os.environ[name] for name in os.environ if name != "FORCE_COLOR"}, **fixed}


def read(path: Path) -> str:
    """Return a file as text: the members of a zip or docx one after another, a digest of other binary files.

    The time at which a comment was written is left out.
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in sorted(archive.namelist())}
        text = "".join(f"-- {name}\n{as_text(data)}\n" for name, data in members.items())
        return re.sub(r' w:date="[^"]*"', "", text).replace("><", ">\n<")
    return as_text(path.read_bytes())


def as_text(data: bytes) -> str:
    """Return bytes as text, as a digest if they are none."""
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode()
    return digest(data)


def site(job: Job) -> Iterator[Entry]:
    """Yield digests of the published files by folder and ending."""
    target = job.folder / "site"
    yield "publish", run(job.specification["site"], job.folder, job.folder / "log")
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(path for path in target.rglob("*") if path.is_file()):
        inside = path.relative_to(target)
        group = "/".join((*inside.parts[:-1][:2], f"*{path.suffix}"))
        groups[group].append(f"{digest(path.read_bytes())}  {inside.as_posix()}\n")
    for group, lines in groups.items():
        yield group, "".join(lines)
