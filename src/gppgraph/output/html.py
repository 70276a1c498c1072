"""HTML, SVG and XML from the templates of this package; every value is escaped."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ..terms import iri, short_name, slug

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_ADDRESS = re.compile(r"(https?://[^\s\"']+)")


@cache
def environment() -> Environment:
    """Return the environment of all templates.

    An undefined name in a template is an error.
    """
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("gppgraph.output"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.globals |= {
        "curie": short_name,
        "slug": slug,
        "iri": iri,
        "upper_first": upper_first,
    }
    made.filters |= {
        "addresses": addresses,
        "upper_first": upper_first,
        "one_line": one_line,
        "json": _json,
        "integrity": integrity,
    }
    return made


def render(template: str, **values: Any) -> str:
    """Return a template filled with values.

    For example ``render("matrix.html", table=table)``.
    """
    return environment().get_template(template).render(values)


def load() -> None:
    """Read every template now, for a process that may not open files later."""
    made = environment()
    for name in made.list_templates(extensions=("html", "svg", "css", "xml")):
        made.get_template(name)


@cache
def macro(template: str, name: str) -> Callable[..., Markup]:
    """Return a macro of a template as a function.

    Its result is safe inside other templates.
    """
    function: Callable[..., Markup] = getattr(environment().get_template(template).module, name)
    return function


def integrity(text: str) -> str:
    """Return the digest by which a policy allows a script or style in a page.

    For example ``sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=``.
    """
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def addresses(text: str) -> list[tuple[str, bool]]:
    """Split a text into pieces, each with whether it is an address of the web.

    For example ``"see https://example.org"`` gives ``[("see ", False), ("https://example.org", True)]``.
    """
    return [(piece, bool(_ADDRESS.fullmatch(piece))) for piece in _ADDRESS.split(text) if piece]


def upper_first(words: str) -> str:
    """Return words with a capital at their beginning; markup stays markup."""
    return words[:1].upper() + words[1:]


def one_line(words: str, most: int | None = None) -> str:
    """Return words on one line, cut with an ellipsis after ``most`` characters."""
    flat = " ".join(words.split())
    return flat if most is None or len(flat) <= most else f"{flat[: most - 1]}…"
