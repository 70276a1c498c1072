"""The tree of an authoring file, written as YAML text.

Short nodes stand on one line, long texts are wrapped.
"""

from __future__ import annotations

import re
from typing import Any

from ..errors import MissingExtraError
from .compact import Tree, Unquoted
from .form import PASSAGE_KEY, PASSAGE_NAME, PASSAGES

WIDTH = 110
_OFFSETS = {"start", "end", "digest"}
_MAP = "tag:yaml.org,2002:map"
_SEQ = "tag:yaml.org,2002:seq"
_STR = "tag:yaml.org,2002:str"
_NULL = "tag:yaml.org,2002:null"


def to_yaml(tree: Tree) -> str:
    """Return a tree as YAML text."""
    sections = [_dump({name: value}) for name, value in tree.items()]
    return "\n".join(sections)


def _dump(tree: Tree) -> str:
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError("Writing YAML", "build") from error
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    resolver: Any = yaml.resolver.Resolver()

    def scalar(value: Any) -> Any:
        if value is None:
            return yaml.ScalarNode(_NULL, "null")
        if isinstance(value, Unquoted):
            return yaml.ScalarNode(resolver.resolve(yaml.ScalarNode, value, (True, False)), str(value))
        return yaml.ScalarNode(_STR, value)

    def node(value: Any, depth: int, used: int) -> Any:
        """Return a YAML node; ``used`` is the width of the key before it."""
        if isinstance(value, list):
            flow = all(len(item) <= WIDTH // 2 for item in value if isinstance(item, str))
            flow = flow and not any(isinstance(item, dict) and not _is_short(item, 0) for item in value)
            items = [node(item, depth + 1, 0) for item in value]
            return yaml.SequenceNode(_SEQ, items, flow_style=flow)
        if isinstance(value, dict):
            flow = depth > 1 and _is_short(value, 2 * depth + used)
            pairs = [(scalar(key), node(item, depth + 1, len(key) + 2)) for key, item in value.items()]
            return yaml.MappingNode(_MAP, pairs, flow_style=flow)
        return scalar(value)

    text: str = yaml.serialize(
        node(_folded(tree), 0, 0), Dumper=dumper, allow_unicode=True, width=WIDTH, indent=2
    )
    return text


def _folded(value: Any, key: str = "") -> Any:
    """Return a tree with each passage of offsets and digest as a single text."""
    if isinstance(value, list):
        return [_folded(item, key) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() - {PASSAGE_NAME} == _OFFSETS and key in (PASSAGE_KEY, PASSAGES):
        name = f"{value[PASSAGE_NAME]} " if PASSAGE_NAME in value else ""
        return f"{name}{value['start']}-{value['end']} {value['digest']}"
    inner = PASSAGES if key == PASSAGES else None
    return {name: _folded(item, inner or name) for name, item in value.items()}


def _is_short(value: Any, used: int) -> bool:
    """Return whether a value fits on the rest of a line.

    It must have at most two levels of mappings. ``used`` is the width before it.
    """
    if not value or _depth(value) > 2:
        return not value
    return used + len(_flow(value)) <= WIDTH


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = "null" if value is None else str(value)
    return f"'{text}'" if re.search(r"[,\[\]{}:#'\"]", text) else text


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((_depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return max((_depth(item) for item in value), default=0)
    return 0
