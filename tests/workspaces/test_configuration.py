"""A configuration that points nowhere is refused in one line with file, key, value and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from gppgraph.configuration import read
from gppgraph.errors import InputError, SourceError, UnknownNameError
from gppgraph.languages import in_language
from gppgraph.terms import BASE
from gppgraph.workspace import FILE, configuration

LEAST = 'title = "Furniture"\nbase = "https://data.example.org/furniture/"\n'
COUNTRY = '[[countries]]\ncode = "se"\nnames = { en = "Sweden", nb = "Sverige" }\n'


def written(folder: Path, text: str) -> Path:
    """Return a configuration with a text."""
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    return path


def test_title_and_base_suffice(tmp_path: Path) -> None:
    found = read(written(tmp_path, LEAST))
    assert (found.name, found.base, found.extends) == (
        "Furniture",
        "https://data.example.org/furniture/",
        False,
    )
    assert found.languages == ("en",)
    assert found.countries == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LEAST + 'titel = "x"\n', ('key "titel" is not known', "Close matches: title")),
        (LEAST + '[publisher]\nhomepag = "x"\n', ('key "publisher.homepag"', "homepage")),
        (
            LEAST + '[publisher]\nhomepage = "www.example.org"\n',
            ("publisher.homepage = 'www.example.org'", "scheme"),
        ),
        (LEAST.replace("https://", ""), ("base = 'data.example.org/furniture/'", "with a scheme")),
        (LEAST.replace("furniture/", "furniture"), ("base = ", "must end in / or #")),
        (LEAST.replace("https://data.example.org/", BASE), ("base = ", "belong to the shipped graph")),
        ('title = "x"\n', ('key "base" is missing',)),
        ('base = "https://example.org/"\n', ('key "title" is missing',)),
        (LEAST + 'extends = "shiped"\n', ("extends = 'shiped'", 'only "shipped"')),
        (LEAST + 'languages = ["en", "sv"]\n', ("languages = 'sv'", "en, nb, da")),
        (LEAST + 'languages = "en"\n', ("languages = 'en'", "a list of texts")),
        (LEAST + '[[countries]]\ncode = "SWE"\n', ("countries[1].code = 'SWE'", "two letters")),
        (LEAST + COUNTRY + COUNTRY, ("countries[2].code = 'SE'", "listed twice")),
        (LEAST + '[defaults]\ncountry = "NO"\n' + COUNTRY, ("defaults.country = 'NO'", "one of SE")),
        (LEAST + '[defaults]\nset = "../x"\n', ("defaults.set = '../x'", "a name is expected")),
        (LEAST + '[contact]\nemail = "nobody"\n', ("contact.email = 'nobody'",)),
        (LEAST + "[publisher\n", ("is not TOML", "line 3")),
        ("publisher = 3\n" + LEAST, ("publisher = '3'", "a table is expected")),
    ],
    ids=lambda value: "" if isinstance(value, tuple) else value.replace(LEAST, "").strip()[:40],
)
def test_a_wrong_value_is_named_with_its_key_and_file(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SourceError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert [word for word in words if word not in message] == []


def test_a_country_is_found_in_any_case_and_proposed_if_misspelt(tmp_path: Path) -> None:
    found = read(written(tmp_path, LEAST + COUNTRY))
    assert found.country("SE").code == found.country("se").code == found.country().code == "SE"
    assert in_language(found.country().names, "da") == "Sverige"  # a reader of Danish reads Norwegian
    with pytest.raises(UnknownNameError, match="There are: se"):
        found.country("xx")
    with pytest.raises(InputError, match="lists no country"):
        read(written(tmp_path, LEAST)).country()


def test_the_repository_is_a_workspace(root: Path) -> None:
    """What is special about its products and countries stands in its configuration."""
    found = configuration(root)
    assert (found.base, found.name) == (BASE, "gppgraph")
    assert found.country_codes == ("no", "dk", "eu")
    assert found.defaults.set == "dk-desktop-2023"
