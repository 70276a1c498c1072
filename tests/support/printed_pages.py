"""A PDF of lines of text, with running heads, as a word processor writes one."""

from __future__ import annotations

import io
import re

from bs4 import BeautifulSoup


def pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF with one page for each list of lines, in a font that every reader has."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects.append(font)
    kids = []
    for lines in pages:
        rows = []
        for number, line in enumerate(lines):
            said = re.sub(r"([\\()])", r"\\\1", line)
            rows.append(f"BT /F1 10 Tf 50 {780 - 20 * number} Td ({said}) Tj ET")
        stream = "\n".join(rows).encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
        objects.append((page + "/Resources << /Font << /F1 3 0 R >> >> >>").encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def printed(html: str, head: str, width: int = 70) -> list[list[str]]:
    """Return the lines of the pages of an HTML document with one section a page, as a printer breaks them."""
    soup = BeautifulSoup(html, "lxml")
    for hidden in soup.find_all(["script", "style"]) + soup.find_all(hidden=True):
        hidden.decompose()
    pages = []
    for number, section in enumerate(soup.find_all("section"), 1):
        lines = [head]
        for element in section.find_all(["h1", "h2", "h3", "p", "tr"]):
            cells = [cell.get_text() for cell in element.find_all(["td", "th"])]
            text = "   ".join(cells) if cells else element.get_text()
            line = ""
            for word in text.split():
                if line and len(line) + len(word) >= width:
                    lines.append(line)
                    line = ""
                line = f"{line} {word}".strip()
            lines.append(line)
        pages.append([*lines, f"page {number}"])
    return pages
