"""Files: each kind of hostile file, how it is made, and what must become of it: "ok" for an article that is read, else the reason."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

STORY = "Northwind Paper Ltd. donated $40,000 to the Harbour Trust, which has helped 1,200 pupils since 2016.\n"
MB = 1_000_000
Content = str | bytes | Callable[[Path], None]


def packed(one: bytes, times: int) -> bytes:
    """Many times the same bytes as gzip, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(one) for _ in range(times)), packer.flush()])


def row(**fields: Any) -> str:
    return json.dumps({"text": STORY, **fields}) + "\n"


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "x.txt")


def linked(target: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder.parent / "secret.txt").write_text("secret " * 20, "utf-8")
        (folder / "x.txt").symlink_to(target)

    return make


def named(name: str | bytes, content: str = STORY) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "w", encoding="utf-8") as file:
            file.write(content)

    return make


def unreadable(folder: Path) -> None:
    (folder / "x.txt").mkdir()
    (folder / "x.txt" / "inner.txt").write_text(STORY, "utf-8")


def deep_folders(folder: Path) -> None:
    for _ in range(60):
        folder = folder / "deeper"
    folder.mkdir(parents=True)
    (folder / "x.txt").write_text(STORY, "utf-8")


def sparse(folder: Path) -> None:
    with (folder / "x.txt").open("wb") as file:
        file.truncate(2_000 * MB)


def docx(**parts: str | bytes) -> bytes:
    """A .docx with these parts; the document's own is `document`."""
    into = io.BytesIO()
    kinds = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", kinds)
        file.writestr("_rels/.rels", links)
        for name, part in parts.items():
            file.writestr(f"word/{name}.xml", part)
    return into.getvalue()


LAUGHS = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)) + "]>"
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'

# The file's name (or "" where the maker names it), its content, and what becomes of each article in it, in order.
HOSTILE: dict[str, tuple[str, Content, list[str]]] = {
    "zero bytes": ("x.txt", b"", ["empty"]),
    "only blanks": ("x.txt", " \t\r\n\u00a0\u3000\u2028" * 1000, ["empty"]),
    "only a mark": ("x.txt", codecs.BOM_UTF8, ["empty"]),
    "NULs in text": ("x.txt", STORY.replace(" ", "\x00"), ["binary"]),
    "only NULs": ("x.txt", b"\x00" * MB, ["binary"]),
    "2 GB of holes": ("", sparse, ["too_large"]),
    "one 100 MB line": ("x.txt", b"Acme gave books. " * 6_000_000, ["too_large"]),
    "one 3 MB line": ("x.txt", b"Acme gave books. " * 180_000, ["ok"]),
    "1 MB of one letter": ("x.txt", b"a" * MB, ["ok"]),
    "1 MB of newlines and a word": ("x.txt", b"\n" * MB + b"word", ["ok"]),
    "1 MB of digits": ("x.txt", b"1" * MB, ["ok"]),
    "1 MB of dollar signs": ("x.txt", b"$" * MB, ["ok"]),
    "500,000 opening quotes": ("x.txt", "“" * 500_000, ["ok"]),
    "500,000 open brackets": ("x.txt", b"([" * 250_000, ["ok"]),
    "20,000 numbers": ("x.txt", b"1 million " * 20_000, ["ok"]),
    "40,000 headings": ("x.txt", b"Acme Ltd\n\n" * 40_000, ["ok"]),
    "40,000 name words": ("x.txt", b"Acme " * 40_000 + b"Ltd gave $5", ["ok"]),
    "since since since": ("x.txt", b"since launched donated " * 20_000, ["ok"]),
    "UTF-8, cut in a letter": ("x.txt", (STORY + "é").encode()[:-1], ["ok"]),
    "overlong UTF-8": ("x.txt", STORY.encode() + b"\xc0\xaf\xe0\x80\xaf", ["ok"]),
    "mixed encodings": ("x.txt", STORY.encode() + "Société ".encode("cp1252") + "公司捐赠".encode("gb18030") + "é".encode(), ["ok"]),
    "UTF-16 of odd length": ("x.txt", codecs.BOM_UTF16_LE + STORY.encode("utf-16-le") + b"x", ["ok"]),
    "UTF-32 with impossible letters": ("x.txt", codecs.BOM_UTF32_LE + b"\xff\xff\xff\x7f" * 100 + STORY.encode("utf-32-le"), ["ok"]),
    "UTF-7 that says nothing": ("x.txt", b"+ADw-script+AD4- " + STORY.encode(), ["ok"]),
    "every byte": ("x.txt", bytes(range(256)) * 400, ["binary"]),
    "a picture named .txt": ("x.txt", b"\x89PNG\r\n\x1a\n" + os.urandom(5000), ["binary"]),
    "a program named .txt": ("x.txt", b"\x7fELF\x02\x01\x01" + b"\x00\x90" * 5000, ["binary"]),
    "an archive named .txt": ("x.txt", gzip.compress(STORY.encode() * 50), ["binary"]),
    "marks of direction and of width": ("x.txt", "\u202e\u200b\u2066" * 20_000 + STORY, ["ok"]),
    "100,000 combining marks": ("x.txt", "a" + "\u0301" * 100_000 + STORY, ["ok"]),
    "letters outside the plane": ("x.txt", "𝕬𝖈𝖒𝖊 🎁" * 10_000 + STORY, ["ok"]),
    "a link out": ("", linked("../secret.txt"), ["link_outside"]),
    "a link to a device": ("", linked("/dev/zero"), ["link_outside"]),
    "a link to itself": ("", linked("x.txt"), ["missing"]),
    "a link to nowhere": ("", linked("nowhere.txt"), ["missing"]),
    "a link to its folder": ("", linked("."), ["not_a_file"]),
    "a pipe": ("", fifo, ["not_a_file"]),
    "a folder named .txt": ("", unreadable, ["ok"]),
    "60 folders deep": ("", deep_folders, ["ok"]),
    "a newline in the name": ("", named("x\ny.txt"), ["ok"]),
    "a path in the name": ("", named("x\\..\\..\\y.txt"), ["ok"]),
    "a name that is no UTF-8": ("", named(b"x\xff\xfe.txt"), ["ok"]),
    "a name of 255 bytes": ("", named("x" * 251 + ".txt"), ["ok"]),
    "a name that is a formula": ("", named("=cmd|'x'!A1.txt"), ["ok"]),
    "a name that is an option": ("", named("--output=x.txt"), ["ok"]),
    "gzip bomb": ("x.txt.gz", packed(b"a " * 500_000, 1000), ["too_large"]),
    "gzip bomb of rows": ("x.jsonl.gz", packed(b" " * MB, 500), ["too_large"]),
    "gzip cut off": ("x.txt.gz", gzip.compress(os.urandom(5000))[:-100], ["bad_gzip"]),
    "gzip that is none": ("x.txt.gz", STORY, ["bad_gzip"]),
    "gzip in gzip": ("x.txt.gz", gzip.compress(gzip.compress(STORY.encode())), ["binary"]),
    "gzip with rubbish behind": ("x.txt.gz", gzip.compress(STORY.encode()) + b"rubbish", ["bad_gzip"]),
    "HTML 100,000 deep": ("x.html", "<div>" * 100_000 + STORY, ["ok"]),
    "HTML with a million open tags": ("x.html", "<p><b><i>" * 300_000 + STORY, ["ok"]),
    "HTML of one attribute": ("x.html", f"<p class='{'x' * 5 * MB}'>{STORY}", ["ok"]),
    "HTML with 100,000 attributes": ("x.html", "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{STORY}", ["ok"]),
    "HTML of open tags without end": ("x.html", "<a" * 500_000 + STORY, ["empty"]),
    "HTML of small signs": ("x.html", STORY + "< <3 <" * 40_000, ["ok"]),
    "HTML of entities": ("x.html", "<p>" + "&amp;&#x110000;&#0;&#xD800;&nosuch;" * 20_000 + STORY, ["ok"]),
    "HTML that never closes": ("x.html", f"<p>{STORY}<script>" + "x" * MB, ["ok"]),
    "HTML of comments": ("x.html", "<!--" * 200_000 + STORY, ["empty"]),
    "HTML with deep JSON-LD": ("x.html", f"<script type='application/ld+json'>{'[' * 100_000}</script><p>{STORY}", ["ok"]),
    "XML entity bomb as HTML": ("x.html", LAUGHS + f"<p>{STORY}&a10;", ["ok"]),
    "a charset that is none": ("x.html", f"<meta charset='rot13'><p>{STORY}", ["ok"]),
    "front matter without end": ("x.md", "---\n" + "title: x\n" * 100_000 + STORY, ["ok"]),
    "Markdown of brackets": ("x.md", "![[" * 200_000 + STORY, ["ok"]),
    "JSON with a repeated key": ("x.jsonl", '{"text": "a", "text": "b"}\n' + row(), ["repeated_key", "ok"]),
    "JSON with NaN": ("x.jsonl", '{"text": "a", "n": NaN}\n' + row(), ["bad_json", "ok"]),
    "JSON 10,000 levels deep": ("x.jsonl", '{"text": "a", "n": ' + "[" * 10_000 + "]" * 10_000 + "}\n" + row(), ["too_deep", "ok"]),
    "JSON with 10 MB of digits": ("x.jsonl", '{"text": "a", "n": ' + "9" * 10 * MB + "}\n" + row(), ["bad_json", "ok"]),
    "JSON with 1e999": ("x.jsonl", '{"text": "Acme gave.", "n": 1e999, "title": -1e999}\n' + row(), ["ok", "ok"]),
    "JSON with lone surrogates": ("x.jsonl", '{"id": "\\ud800", "title": "\\udfff", "text": "Acme \\ud83d gave."}\n' + row(), ["ok", "ok"]),
    "JSON cut off": ("x.jsonl", row() + '{"text": "Acme ga', ["ok", "bad_json"]),
    "JSON with raw controls": ("x.jsonl", '{"text": "a\tb\x01"}\n' + row(), ["bad_json", "ok"]),
    "JSON with a text that is none": ("x.jsonl", '{"text": {"a": 1}}\n{"text": null}\n[]\n7\n' + row(), ["bad_field", "missing_text", "not_an_object", "not_an_object", "ok"]),
    "JSON that climbs": ("x.jsonl", row(id="../../../etc/passwd", url="javascript:alert(1)"), ["ok"]),
    "JSON with a 2 MB title": ("x.jsonl", row(title="T" * 2 * MB, author=["a"] * 1000, source={"name": {"name": "x"}}), ["ok"]),
    "JSON with 2,000 equal ids": ("x.jsonl", row(id="same", text="Acme gave.") * 2000, ["ok"] * 2000),
    "a 50 MB line of JSON": ("x.jsonl", '{"text": "' + "a" * 50 * MB + '"}\n' + row(), ["too_large", "ok"]),
    "CSV with a 1 MB field": ("x.csv", 'id,text\n1,"' + "word " * 200_000 + f'"\n2,"{STORY}"\n', ["ok", "ok"]),
    "CSV with a quote that never ends": ("x.csv", f'id,text\n1,"{STORY}"\n2,"' + "word \n" * 200_000, ["ok", "ok"]),
    "CSV with stray quotes": ("x.csv", f'id,text\n1,Acme "gave" b"ooks\n2,"{STORY}" x"\n3,Acme gave.\n', ["ok", "ok", "ok"]),
    "CSV with NULs": ("x.csv", "id,text\n1,Acme\x00 gave.\n2,Acme gave.\n", ["binary"]),
    "CSV with 20,000 columns": ("x.csv", ",".join(["text", *(f"c{n}" for n in range(20_000))]) + "\n" + "Acme gave." + "," * 20_000 + "\n", ["ok"]),
    "CSV with a ragged row": ("x.csv", "id,text\n1,a,b,c\n2,Acme gave.\n", ["bad_row", "ok"]),
    "CSV without header": ("x.csv", "\n\n\n", []),
    "CSV of formulas": ("x.csv", 'id,text,title\n=1+1,"=HYPERLINK(""http://x"") Acme Ltd donated $5 million.",@SUM(A1)\n', ["ok"]),
    "an unknown kind": ("x.exe", b"MZ", ["unknown_type"]),
    "a document that is none": ("x.docx", STORY, ["broken_document"]),
    "a document with an entity bomb": ("x.docx", docx(document=LAUGHS + WORD.format("&a10;")), ["broken_document"]),
    "a document that asks for a file": ("x.docx", docx(document=OUTSIDE + WORD.format("Acme gave. &a;")), ["ok"]),
    "a document that unpacks to 1 GB": ("x.docx", docx(document=WORD.format("a" * 300 * MB)), ["broken_document"]),
    "a PDF that is none": ("x.pdf", b"%PDF-1.7\n" + os.urandom(3000), ["broken_document"]),
}
