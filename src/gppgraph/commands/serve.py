"""``gppgraph serve``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..errors import MissingExtraError
from .common import opened

# Each option of the command, and the setting that it stands for.
SETTINGS = {
    "host": "host",
    "port": "port",
    "workers": "workers",
    "timeout": "query_seconds",
    "memory": "query_memory",
    "per_client": "client_queries",
}


def defaults() -> dict[str, Any]:
    """Return the defaults of the server by option, memory in MiB.

    The number of workers depends on the machine and is ``None``.
    """
    from ..server.settings import MEBIBYTE, Settings

    settings = Settings()
    values = {option: getattr(settings, name) for option, name in SETTINGS.items()}
    return {**values, "memory": values["memory"] // MEBIBYTE, "workers": None}


def run(options: argparse.Namespace) -> int:
    """Serve until a signal ends it; exit code 0."""
    try:
        from ..server.app import run as serve
    except ImportError as error:
        raise MissingExtraError("gppgraph serve", "serve") from error
    from ..server.settings import MEBIBYTE, Settings

    by_option = {**vars(options), "memory": options.memory * MEBIBYTE}
    values = {name: by_option[option] for option, name in SETTINGS.items() if by_option[option] is not None}
    return serve(opened(options), Path(options.site) if options.site else None, Settings(**values))
