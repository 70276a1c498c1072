"""The matrix of requirements by law and label editions for one product type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..languages import LANGUAGES, Words, reading_order
from ..output.tables import MARKS, to_text, width
from ..spelling import natural
from ..terms import slug
from .first_screen import ASKS_NOTHING, BestAnswer, best, choose, read_nearness, sentence
from .label_editions import EditionDays, read_editions
from .law import LAW, LawVerdict, law_answer
from .names_of_things import StoredNames, title
from .needed_parts import for_answer
from .question import Question, question
from .satisfy import Verdict, answer

if TYPE_CHECKING:
    from ..dataset import Dataset

# Verdicts about the content; a mark shows if they rest on an unsure fact.
DECIDED = ("satisfies", "partly", "gives-value", "optional", "below", "silent", "out-of-reach")
RECALLED = "~ rests on a recalled fact"
# Signs of verdicts of which one end is known, between "?" and those that are decided.
HALF_OPEN = {
    ("undetermined", "none", "part"): ("◔", "a part at most"),
    ("partly", "part", "all"): ("◕", "a part, perhaps all"),
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows are requirements, columns law and label editions, cells verdicts.

    ``best`` has the best answer on a requirement in a sentence. What has no row or column is named: editions that do
    not certify such products, of which no criterion was read, or no certificate is valid; requirements that
    ask nothing of them, or for which no label can speak.
    """

    title: str
    requirements: tuple[tuple[str, str, str], ...]  # slug, code with level, title
    editions: tuple[str, ...]
    cells: dict[tuple[str, str], Verdict | LawVerdict]
    left_out: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    best: Mapping[str, BestAnswer] = field(default_factory=dict)


def matrix(verdicts: Sequence[Verdict], title: str) -> Matrix:
    """Return the verdicts of one product type as a matrix.

    Requirements are in the order of their codes. Editions that do not certify such products have no column.
    """
    requirements = {
        verdict.requirement: (
            verdict.requirement,
            f"{verdict.level or ''} {_code(verdict)}".strip(),
            verdict.title,
        )
        for verdict in verdicts
    }
    editions = {verdict.edition for verdict in verdicts}
    covering = editions - {verdict.edition for verdict in verdicts if verdict.verdict == "not-covered"}
    return Matrix(
        title=title,
        requirements=tuple(sorted(requirements.values(), key=lambda entry: natural(entry[0]))),
        editions=tuple(sorted(covering, key=natural)),
        cells={
            (verdict.requirement, verdict.edition): verdict
            for verdict in verdicts
            if verdict.edition in covering
        },
        left_out=tuple(sorted(editions - covering, key=natural)),
    )


def _code(verdict: Verdict) -> str:
    return verdict.code or verdict.requirement.rsplit(".", 1)[-1]


def mark(verdict: Verdict | LawVerdict) -> str:
    """Return the sign of a verdict, with a tilde if it rests on a recalled fact."""
    half = HALF_OPEN.get((verdict.verdict, verdict.at_least, verdict.at_most))
    sign = half[0] if half else MARKS[verdict.verdict][1].strip()
    return f"{sign}~" if sign and verdict.confidence == "recalled" and verdict.verdict in DECIDED else sign


# Columns of a terminal for titles and best answers side by side; in a narrower one the answers stand below.
BESIDE = 60


def terminal(table: Matrix) -> str:
    """Return the matrix as a coloured table with a legend."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    codes = max((len(code) for _, code, _ in table.requirements), default=0)
    room = width() - codes - 4 * len(table.editions) - 6
    beside = table.best and room >= BESIDE
    titles = max(8, min(46, room // 2 - 2 if beside else room))
    grid = Table(title=table.title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, padding=0)
    grid.add_column("requirement", no_wrap=True, width=codes + 2)
    grid.add_column("title", width=titles, no_wrap=True, overflow="ellipsis")
    for number, _ in enumerate(table.editions, 1):
        grid.add_column(str(number), justify="right", width=3)
    if beside:
        grid.add_column("  best answer", overflow="fold")
    for requirement, code, name in table.requirements:
        cells = [Text(code), Text(name)]
        for edition in table.editions:
            verdict = table.cells.get((requirement, edition))
            colour = MARKS[verdict.verdict][0] if verdict else ""
            cells.append(Text(mark(verdict) if verdict else "", style=colour))
        if beside:
            answered = table.best.get(requirement)
            cells.append(Text(f"  {answered.words}" if answered else ""))
        grid.add_row(*cells)
    editions = "\n".join(f"{number:>4}  {edition}" for number, edition in enumerate(table.editions, 1))
    notes = "".join(f"{note}\n" for note in absent(table))
    if table.best and not beside:
        codes_of = {requirement: code for requirement, code, _ in table.requirements}
        answers = "".join(f"  {codes_of[name]}: {entry.words}\n" for name, entry in table.best.items())
        notes = f"best answers:\n{answers}\n{notes}"
    return f"{to_text(grid)}{editions}\n\n{notes}\n{legend(table)}\n{RECALLED}\n"


def legend(table: Matrix) -> str:
    """Return the signs of the cells with their words, in one line."""
    used = {verdict.verdict for verdict in table.cells.values()}
    signs = [(sign, word) for word, (_, sign) in MARKS.items() if word in used and sign.strip()]
    half = {(entry.verdict, entry.at_least, entry.at_most) for entry in table.cells.values()}
    signs += [entry for ends, entry in HALF_OPEN.items() if ends in half]
    blank = ["blank: the level specifies nothing"] if "not-specified" in used else []
    return "   ".join([*(f"{sign} {word}" for sign, word in signs), *blank])


def absent(table: Matrix) -> list[str]:
    """Return a line for each kind of edition or requirement that is left out."""
    named = (
        ("nothing asked of such products by", table.nothing),
        ("no label can speak for", table.beyond),
        ("nothing read of", table.unread),
        ("no certificate is valid under", table.ended),
        ("no such products certified by", table.left_out),
    )
    return [f"{words}: {_by_level(names)}" for words, names in named if names]


def _by_level(names: Sequence[str]) -> str:
    """Return names in a line; codes of one level have it once, as "dk-basis AC7, AC8"."""
    levels: dict[str, list[str]] = {}
    for name in names:
        level, _, code = name.rpartition(" ")
        levels.setdefault(level, []).append(code)
    return "; ".join(f"{level} {', '.join(codes)}".strip() for level, codes in levels.items())


def matrices(
    graph: Dataset,
    *,
    set: Sequence[str],
    product: Sequence[str],
    label: Sequence[str] = (),
    state: str | None = None,
    language: str = "en",
    every: bool = False,
    **further: Any,
) -> list[tuple[str, Matrix]]:
    """Return one matrix per product type, each with the name of the type.

    For example ``[("notebook-computer", <matrix>)]``. ``further`` are the other options of ``satisfy``:
    ``level``, ``as_of``, ``values``. Without ``every``, a matrix has what a person needs first. The editions of
    ``label`` have a column in any case, and no other; without them law has the first.

    Raises:
        UnknownNameError, InputError: an option is not understood.
    """
    ask = question(graph.register, set=set, product=product, label=label, state=state, **further)
    store = for_answer(graph, ask, outcomes=False)
    verdicts = answer(store, ask, language, constraints=False)
    editions = read_editions(store)
    names = StoredNames(store, graph.register, language)
    by_law = [] if label else law_answer(graph, ask, language)
    result = []
    for type_of_product in ask.products:
        name = slug(type_of_product)
        heading = f"{', '.join(set)}: what label editions satisfy for {name}" + (
            f", {state}" if state else ""
        )
        table = matrix([verdict for verdict in verdicts if verdict.product == name], heading)
        if not every:
            narrow = ask._replace(products=(type_of_product,))
            table = first_screen(table, editions, narrow, bool(label))
            table = replace(table, best=_best(graph, table, narrow, names))
        result.append((name, _with_law(table, [entry for entry in by_law if entry.product == name])))
    return result


def _with_law(table: Matrix, verdicts: Sequence[LawVerdict]) -> Matrix:
    """Return a matrix with law as its first column, if anything is known of it."""
    shown = {requirement for requirement, _, _ in table.requirements}
    cells = {(entry.requirement, LAW): entry for entry in verdicts if entry.requirement in shown}
    if not any(entry.verdict in DECIDED for entry in cells.values()):
        return table
    return replace(table, editions=(LAW, *table.editions), cells={**cells, **table.cells})


def first_screen(table: Matrix, editions: Sequence[EditionDays], ask: Question, chosen: bool) -> Matrix:
    """Return a matrix with the editions and requirements that a person needs first.

    If the editions were chosen by the person, all of them stay.
    """
    shown = table.editions
    if not chosen:
        choice = choose(editions, table.editions, [*table.editions, *table.left_out], ask.day)
        shown = choice.shown
        table = replace(table, unread=choice.unread, ended=choice.ended)
    kept: list[tuple[str, str, str]] = []
    nothing: list[tuple[str, str, str]] = []
    beyond: list[tuple[str, str, str]] = []
    for entry in table.requirements:
        words = {
            verdict.verdict for (requirement, _), verdict in table.cells.items() if requirement == entry[0]
        }
        (nothing if words <= ASKS_NOTHING else beyond if words == {"out-of-reach"} else kept).append(entry)
    return replace(
        table,
        editions=shown,
        requirements=tuple(kept),
        cells={key: verdict for key, verdict in table.cells.items() if key[1] in shown},
        nothing=tuple(code for _, code, _ in nothing),
        beyond=tuple(code for _, code, _ in beyond),
    )


def _best(graph: Dataset, table: Matrix, ask: Question, names: StoredNames) -> dict[str, BestAnswer]:
    """Return the best answer on each requirement in a sentence."""
    editions = {edition: graph.register.iri("label", edition) for edition in table.editions}
    if not editions:
        return {}
    store = for_answer(graph, ask._replace(editions=tuple(editions.values())))
    near = read_nearness(store, ask.products[0])
    titles = {edition: title(names, name) for edition, name in editions.items()}
    language = next(entry for entry in reading_order(names.language) if entry in LANGUAGES)
    words = Words(language, "gppgraph.verdicts")
    found = {}
    for requirement, _, _ in table.requirements:
        cells = [cell for _, cell in _row(table, requirement) if isinstance(cell, Verdict)]
        entry = best(cells, near, table.editions)
        if entry:
            open_by = near.get((requirement, entry.edition))
            said = sentence(entry, open_by.reason if open_by else None, titles, words)
            found[requirement] = BestAnswer(entry.edition, said)
    return found


def as_record(product: str, table: Matrix) -> dict[str, object]:
    """Return a matrix as plain objects for JSON.

    The verdicts of a requirement are by label edition, such as ``{"tco-certified-9": "below"}``, its two ends
    such as ``{"tco-certified-9": ["none", "part"]}``.
    """
    return {
        "product": product,
        "editions": table.editions,
        "left_out": table.left_out,
        "unread": table.unread,
        "ended": table.ended,
        "nothing": table.nothing,
        "beyond": table.beyond,
        "requirements": [
            {
                "requirement": requirement,
                "code": code,
                "title": name,
                "best": table.best.get(requirement),
                "verdicts": {edition: cell.verdict for edition, cell in _row(table, requirement)},
                "ends": {
                    edition: (cell.at_least, cell.at_most) for edition, cell in _row(table, requirement)
                },
            }
            for requirement, code, name in table.requirements
        ],
    }


def _row(table: Matrix, requirement: str) -> list[tuple[str, Verdict | LawVerdict]]:
    """Return the cells of a requirement, each with its edition."""
    found = ((edition, table.cells.get((requirement, edition))) for edition in table.editions)
    return [(edition, cell) for edition, cell in found if cell]
