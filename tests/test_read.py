"""Reading: files in every form and state into Articles, or into a Rejected that says why not."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import json
import os
import zlib
from pathlib import Path

import pytest

from pipeline.article import Article, Rejected
from pipeline.read import list_inputs, read_folder
from pipeline.read.names import Names, safe

TEXT = "Acme gives books to schools\n\nThe company gave 500 books to the schools of the town, and it will give more."
CHINESE = "公司向农村学校捐赠图书，今年共有三百名学生受益。这个项目由基金会和志愿者一起开展，明年将在更多的地方继续。" * 3
BIG5 = "公司向鄉村學校捐贈圖書，今年共有三百名學生受益。這個計畫由基金會和志工一起開展，明年將在更多的地方繼續。" * 3
FRENCH = "La société a donné 500 livres à l’école du village – les élèves ont été très heureux de les recevoir."


def read(folder: Path, **files: bytes | str) -> list[Article | Rejected]:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_folder(folder))


def one(folder: Path, name: str, content: bytes | str) -> Article:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    found = list(read_folder(folder / name))
    assert len(found) == 1
    assert isinstance(found[0], Article), found
    return found[0]


def reasons(folder: Path, name: str, content: bytes | str) -> list[str]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return [article.reason if isinstance(article, Rejected) else "" for article in read_folder(folder / name)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (TEXT.encode(), TEXT),
        (codecs.BOM_UTF8 + TEXT.encode(), TEXT),
        (TEXT.replace("\n", "\r\n").encode(), TEXT.replace("\n", "\r\n")),
        ("a\u2028b\u0085c\x0cd words".encode(), "a\u2028b\u0085c\x0cd words"),
        (TEXT.encode("utf-16"), TEXT),
        (TEXT.encode("utf-16-le"), TEXT),
        (TEXT.encode("utf-16-be"), TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT),
        (TEXT.encode("utf-32"), TEXT),
        (CHINESE.encode("gb18030"), CHINESE),
        (BIG5.encode("big5"), BIG5),
        (FRENCH.encode("cp1252"), FRENCH),
        (b"Price \x80 5 million, it said in the \x93plan\x94 of the firm", "Price € 5 million, it said in the “plan” of the firm"),
        ("Café and 中文 in UTF-8".encode(), "Café and 中文 in UTF-8"),
    ],
)
def test_text_is_exact(data: bytes, text: str, tmp_path: Path) -> None:
    article = one(tmp_path, "a.txt", data)
    assert article.text == text
    assert article.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.rtf", b"{\\rtf1}", "unknown_type"),
        ("a", b"text", "unknown_type"),
        ("a.gz", gzip.compress(b"text", mtime=0), "unknown_type"),
        ("a.txt", b"%PDF-1.4 and so on", "binary"),
        ("a.txt", b"PK\x03\x04" + b"\x00" * 50, "binary"),
        ("a.txt", b"half\x00a\x00\x00file\x00of\x00\x00nothing" * 9, "binary"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty"),
        ("a.txt", b" \n\t\r\n", "empty"),
        ("a.html", b"<html><script>x()</script></html>", "empty"),
        ("a.txt.gz", gzip.compress(TEXT.encode(), mtime=0)[:-9], "bad_gzip"),
        ("a.txt.gz", b"not packed at all", "bad_gzip"),
        ("a.jsonl", "not json", "bad_json"),
        ("a.jsonl", '{"text": "x", "text": "y"}', "repeated_key"),
        ("a.jsonl", '{"text": "x", "n": NaN}', "bad_json"),
        ("a.jsonl", '["text"]', "not_an_object"),
        ("a.jsonl", '{"title": "x"}', "missing_text"),
        ("a.jsonl", '{"text": "  "}', "empty"),
        ("a.jsonl", '{"text": 5}', "bad_field"),
        ("a.jsonl", '{"text": "x", "more": ' + "[" * 200_000 + "]" * 200_000 + "}", "too_deep"),
        ("a.jsonl", '{"text": "x\\u0000y"}', "binary"),
        ("a.jsonl", '{"text": "x", "n": ' + "9" * 5000 + "}", "bad_json"),
        ("a.csv", "title\nx", "missing_text"),
        ("a.csv", "text,title\na,b,c", "bad_row"),
        ("a.csv", "text,Text\na,b", "repeated_key"),
    ],
)
def test_rejected(name: str, content: bytes | str, reason: str, tmp_path: Path) -> None:
    assert reasons(tmp_path, name, content) == [reason]


def test_a_bad_line_stops_nothing(tmp_path: Path) -> None:
    lines = [json.dumps({"text": TEXT}), "{", "", json.dumps({"text": TEXT + "\u2028more"}, ensure_ascii=False), "\xff"]
    found = read(tmp_path, d_jsonl="\n".join(lines).encode("latin-1", "replace").replace(b"?more", "\u2028more".encode()))
    assert [type(article).__name__ for article in found] == ["Article", "Rejected", "Article", "Rejected"]
    assert [article.path for article in found] == ["d.jsonl#1", "d.jsonl#2", "d.jsonl#3", "d.jsonl#4"]
    assert isinstance(found[2], Article)
    assert "\u2028" in found[2].text


def test_truncated_dump_gives_what_it_holds(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": n, "text": f"{TEXT} {os.urandom(40).hex()}"}) + "\n" for n in range(500))
    found = read(tmp_path, d_jsonl_gz=gzip.compress(rows.encode())[:-2000])
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == "bad_gzip"
    assert len(found) > 100


def test_fields_of_a_dump(tmp_path: Path) -> None:
    row = {"ID": 7, "Body": TEXT, "Headline": "A gift", "pubDate": "3 May 2021", "publisher": {"name": "Daily"},
           "byline": ["Jane Doe", "John Roe"], "link": "https://example.org/a", "lang": "en-GB"}
    article = one(tmp_path, "d.jsonl", json.dumps(row))
    assert (article.id, article.path, article.text) == ("7", "d.jsonl#1", TEXT)
    assert (article.title, article.published, article.source) == ("A gift", "2021-05-03", "Daily")
    assert (article.author, article.url, article.language) == ("Jane Doe, John Roe", "https://example.org/a", "en")
    canonical = json.dumps(row, sort_keys=True, separators=(",", ":"))
    assert article.sha256 == hashlib.sha256(canonical.encode()).hexdigest()


def test_csv(tmp_path: Path) -> None:
    long = "word " * 60_000
    found = read(tmp_path, d_csv="\ufeffid,text,date\n1,\"Two\nlines, one \"\"quoted\"\"\",2020-02-03\n2,\"" + long + "\",\n")
    assert [article.id for article in found if isinstance(article, Article)] == ["1", "2"]
    assert isinstance(found[0], Article)
    assert isinstance(found[1], Article)
    assert (found[0].text, found[0].published) == ('Two\nlines, one "quoted"', "2020-02-03")
    assert found[1].text == long


@pytest.mark.parametrize("sign", [";", "\t"])
def test_csv_with_other_delimiters(sign: str, tmp_path: Path) -> None:
    article = one(tmp_path, "d.csv", f"id{sign}text\n9{sign}Acme gave, and gave again\n")
    assert (article.id, article.text) == ("9", "Acme gave, and gave again")


def test_csv_in_cp1252(tmp_path: Path) -> None:
    assert one(tmp_path, "d.csv", ("id,text\n1,\"" + FRENCH + "\"\n").encode("cp1252")).text == FRENCH


def test_order_ids_and_packed_files(tmp_path: Path) -> None:
    dump = "".join(json.dumps({"id": name, "text": TEXT}) + "\n" for name in ("b", "b", "B", "b-2", "../../etc", "", None))
    found = read(tmp_path, z_txt=TEXT, a__b_txt=TEXT, b_txt_gz=gzip.compress(TEXT.encode()), c_jsonl=dump, _hidden_txt=TEXT)
    assert [article.path for article in found] == ["a/b.txt", "b.txt.gz", *(f"c.jsonl#{n}" for n in range(1, 8)), "z.txt"]
    ids = [article.id for article in found if isinstance(article, Article)]
    assert ids == ["b", "b-2", "b-3", "b-4", "B-5", "b-2-2", "etc", "c-6", "c-7", "z"]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Société Générale 2020", "Societe-Generale-2020"),
        ("../../x", "x"),
        ("a/b\\c:d", "a-b-c-d"),
        ("..", "article-"),
        ("媒体", "article-"),
        ("x" * 300, "x" * 91 + "-"),
        ("-rf", "rf"),
    ],
)
def test_safe_names(name: str, id: str) -> None:
    assert safe(name).startswith(id)
    assert len(safe(name)) <= 100
    assert safe(name) == safe(name)


def test_many_equal_names_are_quick() -> None:
    names = Names()
    assert [names.give("a") for _ in range(20_000)][-1] == "a-20000"


def test_places_that_are_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text(TEXT)
    (folder / "in.txt").write_text(TEXT)
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "same.txt").symlink_to(folder / "in.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "up.txt").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")
    found = {article.path: article.reason if isinstance(article, Rejected) else "ok" for article in read_folder(folder)}
    assert found == {"gone.txt": "missing", "in.txt": "ok", "out.txt": "link_outside", "pipe.txt": "not_a_file",
                     "same.txt": "ok", "up.txt": "link_outside"}


def test_root_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list_inputs(tmp_path / "none")


def test_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    article = one(tmp_path, "d.jsonl", '{"id": "a\\ud800", "title": "t\\udfff", "text": "Acme \\ud83d gave"}')
    assert article.text == "Acme \ufffd gave"
    json.dumps([article.id, article.title], ensure_ascii=False).encode()


def test_too_large_is_told_before_it_fills_the_memory(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(packer.compress(b"a " * 500_000) for _ in range(120)) + packer.flush()
    assert reasons(tmp_path, "bomb.txt.gz", data) == ["too_large"]
    assert reasons(tmp_path, "bomb.jsonl.gz", data)[0] == "too_large"


def test_html(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html lang="en-US"><head><title>Acme gives | Daily</title><meta charset="utf-8">
    <meta property="og:site_name" content="Daily"><meta property="article:published_time" content="2021-05-03T10:00:00Z">
    <script type="application/ld+json">{"@graph": [{"headline": "Acme gives", "author": [{"name": "Jane Doe"}]}]}</script></head>
    <body><nav><ul><li><a>Home</a></li><li><a>News</a></li></ul></nav><h1>Acme   gives</h1>
    <p>Acme gave <b>500</b>&nbsp;books
    to schools.<br>And more.</p><div hidden>unseen</div><ul><li>One</li><li>Two</li></ul>
    <table><tr><td>Books</td><td>500</td></tr></table><script>x()</script></body></html>"""
    article = one(tmp_path, "a.html", page)
    lines = [line for line in article.text.split("\n") if line]
    assert lines == ["Home | News", "Acme gives", "Acme gave 500\u00a0books to schools.", "And more.", "One", "Two", "Books | 500"]
    assert "\n\nAcme gives\n\nAcme gave" in article.text
    assert (article.title, article.published, article.source) == ("Acme gives", "2021-05-03", "Daily")
    assert (article.author, article.language) == ("Jane Doe", "en")


@pytest.mark.parametrize("tag", ["div", "b", "p", "ul><li"])
def test_deep_html(tag: str, tmp_path: Path) -> None:
    article = one(tmp_path, "a.html", f"<{tag}>" * 100_000 + "Acme gave books to the schools")
    assert "Acme gave" in article.text


def test_html_in_its_own_charset(tmp_path: Path) -> None:
    page = "<meta charset='windows-1251'><p>Фонд помог школам и больницам</p>"
    assert "Фонд помог" in one(tmp_path, "a.html", page.encode("cp1251")).text


def test_markdown_front_matter(tmp_path: Path) -> None:
    source = '---\ntitle: "A gift"\ndate: 2020-11-05\nauthor: Jane Doe\n---\n\nAcme gave books.\n'
    article = one(tmp_path, "a.md", source)
    assert (article.text, article.title, article.published, article.author) == (source, "A gift", "2020-11-05", "Jane Doe")
