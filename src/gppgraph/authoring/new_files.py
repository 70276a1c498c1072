"""First files of a workspace, and of its sets, labels, schemes and codes.

The files are drawn from ``skeletons/``, or from ``templates/`` of the workspace where it has one of that name. Nothing
that exists is overwritten, and either all files are written or none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..configuration import LICENCE
from ..errors import InputError, OutputError, SourceError
from ..files import write_files
from ..languages import in_language
from ..spelling import natural
from ..terms import BASE
from ..workspace import FILE, YAML, configuration, files_below, root
from .context import CODES, Terminology, terminology

SKELETONS = Path(__file__).parent / "skeletons"
TEMPLATES = "templates"
# The folder and the ending of a file of each kind.
KINDS = {
    "set": ("data", ".yaml"),
    "label": ("data", ".yaml"),
    "scheme": ("data", ".yaml"),
    "product-type": ("codes", ".ttl"),
    "concept": ("codes", ".ttl"),
}
_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
# Codes with which a new workspace begins, and the property of examples in the shipped graph.
_PRODUCT, _CONCEPT, _SHIPPED_CONCEPT = (
    "example-product",
    "guarantee-duration",
    "manufacturer-warranty-duration",
)
_PUBLISHER = "publisher.yaml"
_IGNORED = ".gitignore"


def init(
    folder: Path,
    *,
    title: str = "",
    publisher: str = "",
    base: str = "",
    extends: bool = False,
    countries: Iterable[str] = (),
    product: str = "",
) -> list[Path]:
    """Make a workspace of a folder; return the files that were written.

    Raises:
        OutputError: one of the files exists, or cannot be written.
        SourceError: the configuration would not be of its form.
    """
    name = _plain(folder.resolve().name)
    values: dict[str, Any] = {
        "title": title or _words(name),
        "publisher": publisher or "The publisher of this workspace",
        "base": base or f"https://example.org/{name}/",
        "extends": extends,
        "countries": [code.upper() for code in countries],
        "product": product or ("notebook-computer" if extends else _PRODUCT),
        "name": _CONCEPT,
        "label": "the guarantee",
    }
    if values["base"].startswith(BASE):
        raise InputError(f'base "{values["base"]}" is that of the shipped graph; name your own.')
    values["agent"] = _plain(values["publisher"])
    files = {FILE: "start/gppgraph.toml", f"data/{_PUBLISHER}": f"start/{_PUBLISHER}"}
    if not (folder / _IGNORED).exists():
        files[_IGNORED] = "start/gitignore"
    if not extends:
        files |= {"codes/product.ttl": "start/product.ttl", "codes/level.ttl": "start/level.ttl"}
        files |= {f"codes/{_CONCEPT}.ttl": "concept.ttl"}
    texts = {folder / path: _drawn(skeleton, values) for path, skeleton in files.items()}
    return _write(texts)


def new(base: Path, kind: str, name: str, title: str = "") -> list[Path]:
    """Write the first file of a thing; return the files that were written.

    ``kind`` is one of ``KINDS``.

    Raises:
        InputError: the name is no name, or the workspace lacks a code that the file needs.
        OutputError: the file exists, or cannot be written.
    """
    refuse_no_name(name)
    said = configuration(base)
    values: dict[str, Any] = {
        "name": name,
        "label": title or _words(name),
        "base": said.base,
        "title": in_language(said.title, "en"),
        "publisher": said.publisher.name or "The publisher of this workspace",
        "country": said.country().code if said.countries else "",
    }
    values["agent"] = _plain(values["publisher"])
    folder, ending = KINDS[kind]
    if folder == "data":
        values |= _codes(terminology(base), said.defaults.product) if kind in ("set", "label") else {}
    texts = {base / folder / f"{name}{ending}": _drawn(f"{kind}{ending}", values, base)}
    publishers = base / "data" / _PUBLISHER
    if folder == "data" and not publishers.exists():
        texts[publishers] = _drawn(f"start/{_PUBLISHER}", values, base)
    return _write(texts)


def agent_of(base: Path) -> str:
    """Return the publisher of a workspace as a name, such as ``mark-office``."""
    return _plain(configuration(base).publisher.name or "The publisher of this workspace")


def refuse_no_name(name: str) -> None:
    """Refuse a name that no file and no thing can have.

    Raises:
        InputError: the name is none.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f'"{name}" is no name; write small letters, digits and hyphens, such as {_plain(name)}.'
        )


def _codes(words: Terminology, product: str) -> dict[str, str]:
    """Return a product type, a property and a level for an example.

    Raises:
        InputError: the workspace has no product type or no property.
    """
    concepts, products = words.codes_of("concept"), words.codes_of("product")
    chosen = {
        "product": product if product in products else _first(products),
        "concept": next(
            (name for name in (_CONCEPT, _SHIPPED_CONCEPT) if name in concepts), _first(concepts)
        ),
        "level": _first(
            code.rpartition("/")[2] for code in words.own_codes if code.startswith(f"{CODES}level/")
        ),
    }
    for key, kind in (("product", "product-type"), ("concept", "concept")):
        if not chosen[key]:
            raise InputError(f"the workspace has no {kind} yet; begin with: gppgraph new {kind} NAME.")
    return chosen


def _first(names: Iterable[str]) -> str:
    return min(names, key=natural, default="")


def _drawn(skeleton: str, values: Mapping[str, Any], base: Path | None = None) -> str:
    """Return a skeleton filled with values."""
    import jinja2

    folders = [SKELETONS]
    if (
        base
        and base != root()
        and files_below(base / TEMPLATES, base, tuple(ending for _, ending in KINDS.values()))
    ):
        folders.insert(0, base / TEMPLATES)
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # YAML, Turtle and TOML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    always = {"vocabulary": BASE, "licence": LICENCE, "today": date.today().isoformat()}
    try:
        return made.get_template(skeleton).render({**always, **values})
    except jinja2.TemplateError as error:
        raise InputError(f"template {skeleton}: {error}") from error


def _checked(path: Path, text: str) -> str:
    """Return the text of a file, a YAML file in the layout of the project.

    Raises:
        SourceError: it is no YAML or no configuration.
    """
    import tempfile

    from ..configuration import read
    from .layout import formatted

    with tempfile.TemporaryDirectory(prefix="gppgraph-new-") as work:
        copy = Path(work) / path.name
        copy.write_text(text, encoding="utf-8")
        try:
            if path.name == FILE:
                read(copy)
            return formatted(copy) if path.suffix in YAML else text
        except SourceError as error:  # the user knows the file under its own name
            raise SourceError(path, error.problem, error.line) from error


def _write(texts: Mapping[Path, str]) -> list[Path]:
    for path in texts:
        if path.exists():
            raise OutputError(
                f"{path}: exists already, and nothing was written; choose another name or move it"
            )
    checked = {path: _checked(path, text) for path, text in texts.items()}
    write_files(checked)
    return list(texts)


def _words(name: str) -> str:
    """Return a name as words, such as ``Office chairs`` for ``office-chairs``."""
    words = re.sub(r"[-_.]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _plain(words: str) -> str:
    """Return words as a name, such as ``office-chairs`` for ``Office chairs``."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "mine"
