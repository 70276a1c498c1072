"""Make the picture of the site in the README: ``python scripts/picture.py SITE``, where SITE is a published site.

Needs Chromium and the extra ``test``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "site.png"
WIDTH, HEIGHT = 1280, 1500


def main(site: Path) -> int:
    """Write the picture of the front page; return the exit code."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None or not (site / "index.html").is_file():
        print("Chromium and a site written by gppgraph publish are needed.", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(f"{site.resolve().as_uri()}/index.html?level=dk-basis&product=notebook-computer")
        page.locator("#choose").wait_for()
        page.evaluate("document.fonts.ready")
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "site")))
