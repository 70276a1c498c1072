"""The answer to a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..errors import MissingExtraError
from .rows import Row
from .store import text

if TYPE_CHECKING:
    import pandas

TRIPLE = ("subject", "predicate", "object")  # the columns of an answer to CONSTRUCT or DESCRIBE


class Answer(NamedTuple):
    """The answer to a query: column names and rows of RDF terms."""

    columns: tuple[str, ...]
    terms: tuple[Row, ...]

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """Rows of strings: IRIs and literals as text, ``None`` if unbound."""
        return [{name: text(row[name]) for name in self.columns} for row in self.terms]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame (needs the extra ``pandas``)."""
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("a data frame", "pandas") from error
        return pd.DataFrame(self.rows, columns=list(self.columns))
