"""All questions and tasks of the project, each declared once.

The command line, REST, OpenAPI and the docs are derived from the declarations.
"""

from __future__ import annotations

from .data_tasks import DATA_TASKS
from .declaration import Group, Operation
from .drafts_of_documents import DRAFTS_OF_DOCUMENTS
from .market_questions import MARKET_QUESTIONS
from .product_questions import PRODUCT_QUESTIONS
from .questions import QUESTIONS
from .services import SERVICES
from .specify_questions import SPECIFY_QUESTIONS
from .text_questions import TEXT_QUESTIONS
from .workspaces import WORKSPACES

OPERATIONS: tuple[Operation, ...] = (
    *QUESTIONS,
    *TEXT_QUESTIONS,
    *PRODUCT_QUESTIONS,
    *MARKET_QUESTIONS,
    *SPECIFY_QUESTIONS,
    *DRAFTS_OF_DOCUMENTS,
    *WORKSPACES,
    *DATA_TASKS,
    *SERVICES,
)
GROUPS = (
    Group(("data",), "build, check, compare and load the data of the graph"),
    Group(
        ("data", "sources"),
        "hold the passages of the graph against source texts, or show one beside its facts",
    ),
)
# Every way to spell a command, as words after ``gppgraph``.
SPELLINGS: dict[tuple[str, ...], Operation | Group] = {
    **{entry.path: entry for entry in OPERATIONS},
    **{entry.path: entry for entry in GROUPS},
    **{alias: entry for entry in OPERATIONS for alias in entry.aliases},
    ("sources",): GROUPS[1],
}
REST_OPERATIONS = {entry.name: entry for entry in OPERATIONS if entry.rest}


def members(group: tuple[str, ...]) -> list[Operation | Group]:
    """Return the commands and groups directly below a group, in the order of help.

    The path ``()`` is the top.
    """
    entries: list[Operation | Group] = [*OPERATIONS, *GROUPS]
    below = [entry for entry in entries if entry.path[:-1] == group]
    order = {entry.path[: len(group) + 1]: place for place, entry in reversed([*enumerate(OPERATIONS)])}
    return sorted(below, key=lambda entry: order[entry.path])


def operation(*path: str) -> Operation:
    """Return the operation of a path, such as ``operation("data", "build")``."""
    return next(entry for entry in OPERATIONS if entry.path == path)
