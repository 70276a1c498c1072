"""A site tells how strict requirements are where it is given products, and only there."""

from __future__ import annotations

from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from gppgraph.graph import Graph
from gppgraph.products.product_files import Opened
from gppgraph.publish import publish
from gppgraph.publish.market_pages import read_market

WARRANTY = "manufacturer-warranty-duration"
SENTENCES = {
    "strictness.html": ("How strict requirements are", "Invented notebooks."),
    "nb/strictness.html": ("Hvor strenge kravene er", "Andelene gjelder disse produktene"),
    "da/strictness.html": ("Hvor strenge kravene er", "Andelene gælder disse produkter"),
}


@pytest.mark.slow
def test_the_page_has_each_requirement_of_which_something_is_known(
    small_graph: Graph, tmp_path: Path
) -> None:
    """A warranty of three years meets two years, one of one year fails; nothing is known of other requirements."""
    years = {"a": 36.0, "b": 12.0, "c": None}
    table = pa.table(
        {
            "item": list(years),
            "brand": ["Acme", "<b>", "Cato"],
            "product_type": ["notebook-computer"] * 3,
            "state": ["new"] * 3,
            f"{WARRANTY}__low": list(years.values()),
            f"{WARRANTY}__high": list(years.values()),
        }
    )
    market = read_market(small_graph, Opened(ibis.memtable(table), sample="Invented notebooks."))
    counts = {found.requirement: found.whole for found in market}
    assert list(counts) == ["dk-desktop-2023.basis.TS3", "dk-desktop-2023.udvidet.TS3"]
    basis = counts["dk-desktop-2023.basis.TS3"]
    assert (basis.proved, basis.failed, basis.unknown) == (1, 1, 1)
    publish(small_graph, tmp_path / "site", ["en", "nb", "da"], validate=False, market=market)
    for name, sentences in SENTENCES.items():
        page = (tmp_path / "site" / name).read_text(encoding="utf-8")
        assert all(sentence in page for sentence in sentences)
        assert page.count("<svg") >= 2
        assert 'id="picture-0"' in page
        assert 'id="picture-1"' in page
    assert "strictness.html" in (tmp_path / "site" / "data.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_site_without_products_has_no_such_page(small_site: Path) -> None:
    """Nor does a page link to it."""
    assert not (small_site / "strictness.html").exists()
    assert "strictness.html" not in (small_site / "data.html").read_text(encoding="utf-8")
