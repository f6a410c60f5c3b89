"""Documents: Word, PDF and web archives are read in a process of their own; a hostile one costs only itself."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest

from pipeline.article import Article, Rejected
from pipeline.read import documents as documents_module
from pipeline.read import read_file, read_folder
from pipeline.read.documents import in_utf8, whole_lines
from pipeline.read.documents_child import unwrapped
from pipeline.read.rejection import BadInput

PAGE = (
    "<html><head><title>{title}</title><meta property='article:published_time' content='2024-05-01'></head>"
    "<body><h1>{title}</h1><p>Northwind Paper donated $40,000 to the Harbour Trust.</p></body></html>"
)


def only(path: Path) -> Article | Rejected:
    (found,) = read_file(path, path.parent)
    return found


def made_pdf(*lines: str) -> bytes:
    """A PDF of one page, written by hand."""
    shown = "\n".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 750 Td\n{shown}\nET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)


def response(url: str, page: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """A record of a web archive."""
    body = page.encode("windows-1252" if "1252" in kind else "utf-8")
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-06-01T00:00:00Z\r\n"
    more = f"WARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\nContent-Type: application/http; msgtype=response\r\n"
    return f"{head}{more}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


ARCHIVE = [
    response("https://news.example/1", PAGE.format(title="One")),
    response("https://news.example/picture", "not a page", kind="image/png"),
    response("https://news.example/gone", PAGE.format(title="Gone"), status="404 Not Found"),
    response("https://news.example/2", PAGE.format(title="Two – café"), kind="text/html; charset=windows-1252"),
]


def test_a_word_document_is_an_article(tmp_path: Path) -> None:
    word = pytest.importorskip("docx")
    document = word.Document()
    document.add_heading("Northwind Paper gives back", 1)
    document.add_paragraph("Northwind Paper donated $40,000 to the Harbour Trust.")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Pupils", "1,200"
    document.add_paragraph("The end.")
    document.save(str(tmp_path / "a.docx"))
    article = only(tmp_path / "a.docx")
    assert isinstance(article, Article)
    assert article.text == "Northwind Paper gives back\n\nNorthwind Paper donated $40,000 to the Harbour Trust.\n\nPupils | 1,200\n\nThe end.\n"
    assert (article.id, article.path, article.title) == ("a", "a.docx", "Northwind Paper gives back")


def test_a_pdf_is_an_article_and_its_lines_are_paragraphs(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    data = made_pdf("Northwind Paper gives back", "Northwind Paper Ltd. donated $40,000 to the Harbour Trust, a charity that runs", "schools.")
    (tmp_path / "a.pdf").write_bytes(data)
    (tmp_path / "b.pdf.gz").write_bytes(gzip.compress(data))
    first, second = read_folder(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert "a charity that runs schools." in first.text
    assert first.text == second.text


UNWRAPPED = [
    ("one line", "one line"),
    ("A heading\n\nA longer line that the width of the page has broken in\ntwo.", "A heading\n\nA longer line that the width of the page has broken in two."),
    ("a line that ends in a hy-\nphen", "a line that ends in a hyphen"),
    ("a line about Asia-\nPacific", "a line about Asia- Pacific"),
    ("It ends here.\nThe next begins a paragraph of its own.", "It ends here.\n\nThe next begins a paragraph of its own."),
    ("By An Author\nThe story begins with a line of its own, which is long.", "By An Author\n\nThe story begins with a line of its own, which is long."),
    ("", ""),
]


@pytest.mark.parametrize(("page", "text"), UNWRAPPED)
def test_lines_of_a_page_become_paragraphs(page: str, text: str) -> None:
    assert unwrapped(page) == text


@pytest.mark.parametrize("packed", [False, True])
def test_pages_of_an_archive_are_articles(packed: bool, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    path = tmp_path / ("crawl.warc.gz" if packed else "crawl.warc")
    path.write_bytes(b"".join(gzip.compress(record) for record in ARCHIVE) if packed else b"".join(ARCHIVE))
    first, second = read_folder(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.path, first.url, first.published) == ("crawl-1", f"{path.name}#1", "https://news.example/1", "2024-05-01")
    assert "Two – café" in second.text


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("lost", [20, 40, 300])
def test_a_truncated_archive_gives_what_is_whole_and_says_so(packed: bool, lost: int, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    path = tmp_path / ("crawl.warc.gz" if packed else "crawl.warc")
    whole = b"".join(gzip.compress(record) for record in ARCHIVE) if packed else b"".join(ARCHIVE)
    lost = lost + 4 if not packed else lost
    path.write_bytes(whole[:-lost])
    first, last = read_folder(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(last, Rejected)
    assert (last.path, last.reason) == (f"{path.name}#2", "truncated")


def entities() -> bytes:
    """A Word document with an entity that doubles itself."""
    word = pytest.importorskip("docx")
    plain, out = io.BytesIO(), io.BytesIO()
    word.Document().save(plain)
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                text = data.decode("utf-8").replace("<w:body>", "<w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", 1)
                data = text.replace("<w:document", f'<!DOCTYPE d [<!ENTITY e0 "ha">{lines}]><w:document', 1).encode()
            new.writestr(name, data)
    return out.getvalue()


HOSTILE = [
    ("empty.pdf", lambda: b"", {"broken_document"}),
    ("not.pdf", lambda: b"hello", {"broken_document"}),
    ("scan.pdf", made_pdf, {"no_text"}),
    ("cut.pdf", lambda: made_pdf("Northwind Paper donated $40,000.")[:200], {"broken_document", "no_text"}),
    ("not.docx", lambda: b"PK\x03\x04 not a zip", {"broken_document"}),
    ("entities.docx", entities, {"broken_document", "empty", "memory"}),
    ("not.warc", lambda: b"hello\nworld\n", {"broken_document"}),
    ("not.warc.gz", lambda: b"hello\nworld\n", {"broken_document"}),
    ("bad.pdf.gz", lambda: b"\x1f\x8bnothing", {"broken_document"}),
]


@pytest.mark.parametrize(("name", "make", "reasons"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_a_hostile_document_is_rejected_in_time(name: str, make, reasons: set[str], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for package in ("docx", "pypdf", "fastwarc"):
        pytest.importorskip(package)
    (tmp_path / name).write_bytes(make())
    begun = time.monotonic()
    found = only(tmp_path / name)
    assert isinstance(found, Rejected)
    assert found.reason in reasons, found.message
    assert time.monotonic() - begun < 10


def test_a_zip_bomb_meets_the_limit_of_memory(tmp_path: Path) -> None:
    word = pytest.importorskip("docx")
    plain = io.BytesIO()
    word.Document().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in set(old.namelist()) - {"word/document.xml"}:
            new.writestr(name, old.read(name))
        with new.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(70):
                part.write(b" " * (10 << 20))
    begun = time.monotonic()
    found = only(tmp_path / "bomb.docx")
    assert isinstance(found, Rejected)
    assert found.reason in ("memory", "broken_document")
    assert time.monotonic() - begun < 30


def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)", "utf-8")
    monkeypatch.setattr(documents_module, "CHILD", sleeper)
    (tmp_path / "a.pdf").write_bytes(b"")
    begun = time.monotonic()
    with pytest.raises(BadInput, match=r"more than 0\.2 seconds"):
        list(documents_module.lines_of(tmp_path / "a.pdf", "pdf", False, limit=100, seconds=0.2))
    assert time.monotonic() - begun < 5


def test_what_says_too_much_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 1000)
    with (tmp_path / "long").open("rb") as file, pytest.raises(BadInput, match="more than 100 bytes"):
        list(whole_lines(file, "long", 100, 1.0))


def test_without_the_packages_the_reason_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "block").mkdir()
    (tmp_path / "block" / "pypdf.py").write_text("raise ModuleNotFoundError('no', name='pypdf')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "block"))
    (tmp_path / "a.pdf").write_bytes(made_pdf("text"))
    found = only(tmp_path / "a.pdf")
    assert isinstance(found, Rejected)
    assert found.reason == "needs_extra"
    assert "press-records[documents]" in found.message


def test_a_wrong_charset_leaves_the_bytes_as_they_are() -> None:
    assert in_utf8(b"caf\xe9", "utf-8") == b"caf\xe9"
    assert in_utf8(b"caf\xe9", "no-such") == b"caf\xe9"
    assert in_utf8(b"caf\xe9", "latin-1") == "café".encode("utf-8-sig")
