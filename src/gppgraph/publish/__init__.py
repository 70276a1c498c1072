"""A static site over the graph: pages, data files, dumps and their description."""

from __future__ import annotations

from .publication import publish

__all__ = ["publish"]
