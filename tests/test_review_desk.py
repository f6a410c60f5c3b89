"""The desk: every key is one line of the ledger, nothing is lost between two editors, and nobody else gets in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.aliases import with_aliases
from pipeline.review.bench import Bench
from pipeline.review.dataset import read_dataset
from pipeline.review.grammar import read_selection
from pipeline.rulebook import load_rules
from pipeline.settle.ledger import read_corrections
from tests.report_sample import DIGEST, article, write_sample

pytest.importorskip("starlette", reason="the desk needs the extra [server]")
httpx = pytest.importorskip("httpx", reason="the desk's tests need httpx")

RULES = load_rules()
TOKEN = "a-token-of-this-test"
HOST = "127.0.0.1:8765"
GOOD = {"Host": HOST, "Origin": f"http://{HOST}", "X-Desk-Token": TOKEN, "Content-Type": "application/json"}


class Desk:
    """The desk as a test uses it: a dataset, a ledger, and a client that talks to the application."""

    def __init__(self, folder: Path, ledger: Path) -> None:
        from starlette.testclient import TestClient

        from pipeline.review.desk import desk_app

        self.folder, self.ledger = folder, ledger
        app = desk_app(folder, RULES, ledger, token=TOKEN, port=8765)
        self.client = TestClient(app, base_url=f"http://{HOST}")

    def view(self, record: str) -> dict[str, Any]:
        return Bench(read_dataset(self.folder), RULES, self.ledger).view(record)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(path, json=body, headers={**GOOD, **headers})

    def decide(self, record: str, action: str, field: str = "case", at: int = 0, who: str = "mia", **more: Any) -> Any:
        version = more.pop("version", None) or self.view(record)["version"]
        return self.post("/decide", {"who": who, "record": record, "version": version, "action": action, "field": field, "at": at, **more})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(write_sample(tmp_path / "output"), tmp_path / "rules" / "corrections.jsonl")


def shown(answer: Any, field: str) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [v["v"] for v in answer.json()["cases"][0]["values"] if v["f"] == field]


# --- decisions ---


def test_accepting_saves_a_line(desk: Desk) -> None:
    answer = desk.decide("spring-digest-1", "accept", "beneficiaries")
    assert shown(answer, "beneficiaries") == ["441 pupils"]
    value = next(v for v in answer.json()["cases"][0]["values"] if v["f"] == "beneficiaries")
    assert (value["c"], value["by"]["who"]) == (0.99, "mia")
    line = json.loads(desk.ledger.read_text("utf-8"))
    assert (line["who"], line["action"], line["field"], line["article"]) == ("mia", "accept", "beneficiaries", "spring-digest")
    assert line["quote"]["exact"] == "a total of 441 pupils"
    assert line["old"]["rule"] == "beneficiaries.reached"
    assert answer.json()["progress"] == {"left": 5, "done": 1, "decisions": 1}


def test_rejecting_sets_aside(desk: Desk) -> None:
    answer = desk.decide("spring-digest-2", "reject", "beneficiaries")
    assert shown(answer, "beneficiaries") == []
    assert [(m["t"], m["why"]) for m in answer.json()["cases"][0]["aside"]] == [("60 wells", ["rejected_by_hand"])]


def test_editing_and_undoing_without_limit(desk: Desk) -> None:
    new = {"count": 414, "count_max": None, "qualifier": "exact", "unit": "pupils", "unit_class": "people"}
    assert shown(desk.decide("spring-digest-1", "edit", "beneficiaries", new=new), "beneficiaries") == ["414 pupils"]
    assert shown(desk.decide("spring-digest-1", "reject", "programs"), "programs") == []
    assert shown(desk.post("/undo", {"who": "mia"}), "programs") == ["Reading Boats"]
    assert shown(desk.post("/undo", {"who": "mia"}), "beneficiaries") == ["441 pupils"]
    assert desk.post("/undo", {"who": "mia"}).status_code == 422
    assert [c.action for c in read_corrections(desk.ledger)] == ["edit", "reject", "undo", "undo"]


def test_undo_takes_back_only_ones_own(desk: Desk) -> None:
    desk.decide("spring-digest-1", "reject", "programs", who="mia")
    desk.decide("spring-digest-2", "reject", "programs", who="tom")
    assert [c["id"] for c in desk.post("/undo", {"who": "mia"}).json()["cases"]] == ["spring-digest-1"]
    assert desk.view("spring-digest-1")["values"][1]["v"] == "Reading Boats"
    assert "Clear Wells" not in [v["v"] for v in desk.view("spring-digest-2")["values"]]


def test_a_selection_is_read_by_the_grammar(desk: Desk) -> None:
    start = DIGEST.index("60 wells")
    version = desk.view("spring-digest-2")["version"]
    body = {"who": "mia", "record": "spring-digest-2", "version": version, "action": "add", "at": 0}
    read = desk.post("/read", {**body, "field": "other_counts", "start": start, "end": start + 8}).json()
    assert (read["value"]["count"], read["value"]["unit"]) == (60, "wells")
    words = DIGEST.index("dug")
    assert desk.post("/read", {**body, "field": "amounts", "start": words, "end": words + 3}).json()["value"] is None
    assert not desk.ledger.exists()


def test_adding_a_selection(desk: Desk) -> None:
    start = DIGEST.index("Clear Wells programme")
    answer = desk.decide("spring-digest-2", "add", "programs", start=start, end=start + 22)
    assert shown(answer, "programs") == ["Clear Wells", "Clear Wells programme"]


@pytest.mark.parametrize(
    ("field", "words", "expected"),
    [
        ("amounts", "over 3 million kwacha", {"value": "3000000", "currency": None, "qualifier": "more_than"}),
        ("beneficiaries", "441 pupils", {"count": 441, "unit": "pupils"}),
        ("start_year", "since 2014", {"value": 2014}),
        ("start_year", "2021", {"value": 2021}),
        ("companies", "Nordkap Shipping ", {"value": "Nordkap Shipping"}),
        ("programs", "the Reading Boats", {"value": "the Reading Boats"}),
        ("amounts", "In 2021 it won", None),
        ("beneficiaries", "boats reached", None),
        ("start_year", "an award", None),
    ],
)
def test_what_the_grammar_makes_of_words(field: str, words: str, expected: dict[str, Any] | None) -> None:
    start = DIGEST.index(words)
    told = read_selection(field, article("spring-digest", DIGEST), start, start + len(words), RULES)
    assert (told if told is None or expected is None else {key: told[key] for key in expected}) == expected


def test_a_partner_becomes_the_lead(desk: Desk) -> None:
    answer = desk.decide("spring-digest-2", "lead", "partners")
    assert shown(answer, "companies") == ["Kalabo Trust", "Bluewater Pumps"]
    assert shown(answer, "partners") == []
    back = desk.post("/undo", {"who": "mia"})
    assert shown(back, "companies") == ["Bluewater Pumps"]
    assert shown(back, "partners") == ["Kalabo Trust"]


def test_approving_a_case_accepts_what_nobody_looked_at(desk: Desk) -> None:
    desk.decide("spring-digest-2", "reject", "beneficiaries")
    answer = desk.decide("spring-digest-2", "approve")
    assert all("by" in v for v in answer.json()["cases"][0]["values"])
    assert answer.json()["cases"][0]["read"]["action"] == "accept"
    assert [c.action for c in read_corrections(desk.ledger)] == ["reject", *["accept"] * 5]


def test_the_same_elsewhere(desk: Desk) -> None:
    answer = desk.decide("spring-digest-3", "edit", "companies", new={"value": "Marlowe", "company_id": None})
    assert answer.json()["elsewhere"] == 1
    spread = desk.post("/elsewhere", {"who": "mia", "id": answer.json()["ids"][-1]})
    assert (spread.json()["count"], spread.json()["cases"][0]["id"]) == (1, "mill-story-1")
    assert shown(spread, "companies") == ["Marlowe"]
    assert desk.post("/elsewhere", {"who": "mia", "id": answer.json()["ids"][-1]}).status_code == 422


def test_two_companies_become_one_and_the_table_changes_on_demand(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from starlette.testclient import TestClient

    from pipeline.review.desk import desk_app

    rules = tmp_path / "ours"
    rules.mkdir()
    (rules / "companies.csv").write_text("name,aliases\nAcme,\nMarlowe Group,MG\n", "utf-8")
    desk.client = TestClient(desk_app(desk.folder, replace(RULES, folder=rules), desk.ledger, token=TOKEN, port=8765), base_url=f"http://{HOST}")
    answer = desk.post("/merge", {"who": "mia", "record": "mill-story-1", "version": "", "action": "merge", "field": "companies", "at": 0, "into": "Marlowe Group"})
    assert sorted(c["id"] for c in answer.json()["cases"]) == ["mill-story-1", "spring-digest-3"]
    assert "+Marlowe Group,MG|Marlowe Foods" in answer.json()["diff"]
    assert (rules / "companies.csv").read_text("utf-8").endswith("Marlowe Group,MG\n")
    assert desk.post("/table", {"base": "0" * 64}).status_code == 422
    assert desk.post("/table", {"base": answer.json()["base"]}).status_code == 200
    assert (rules / "companies.csv").read_text("utf-8") == "name,aliases\nAcme,\nMarlowe Group,MG|Marlowe Foods\n"


def test_aliases_of_an_alias_move_along() -> None:
    from pipeline.settle.ledger import Correction

    merged = Correction("1", "mia", "2026", "merge", "companies", old={"value": "Old"}, new={"value": "New"})
    assert with_aliases("name,aliases,note\nNew,,x\nOld,Older|Oldest,y\n", [merged]) == "name,aliases,note\nNew,Old|Older|Oldest,x\n"


# --- two editors ---


def test_two_editors_get_a_conflict_not_a_loss(desk: Desk) -> None:
    version = desk.view("spring-digest-1")["version"]
    assert desk.decide("spring-digest-1", "reject", "programs", who="tom", version=version).status_code == 200
    answer = desk.decide("spring-digest-1", "accept", "programs", who="mia", version=version)
    assert answer.status_code == 409
    assert answer.json()["cases"][0]["version"] != version
    assert [c.who for c in read_corrections(desk.ledger)] == ["tom"]
    assert desk.decide("spring-digest-2", "accept", "programs", who="mia").status_code == 200


def test_lines_that_others_appended_are_seen(desk: Desk) -> None:
    other = Desk(desk.folder, desk.ledger)
    version = desk.view("spring-digest-1")["version"]
    assert other.decide("spring-digest-1", "reject", "programs").status_code == 200
    assert desk.decide("spring-digest-1", "accept", "companies", version=version).status_code == 409


def test_undoing_what_the_run_had_applied(tmp_path: Path) -> None:
    first = Desk(write_sample(tmp_path / "one"), tmp_path / "corrections.jsonl")
    first.decide("spring-digest-1", "reject", "programs")
    first.decide("spring-digest-2", "accept", "amounts")
    done = read_corrections(first.ledger)
    again = Desk(write_sample(tmp_path / "two", done), first.ledger)
    assert [v["v"] for v in again.view("spring-digest-1")["values"] if v["f"] == "programs"] == []
    amount = next(v for v in again.view("spring-digest-2")["values"] if v["f"] == "amounts")
    assert amount["c"] == 0.99
    again.post("/undo", {"who": "mia"})
    amount = next(v for v in again.view("spring-digest-2")["values"] if v["f"] == "amounts")
    assert (amount["c"], amount["r"], "by" in amount) == (0.55, "money.given", False)
    again.post("/undo", {"who": "mia"})
    assert [(v["v"], v["r"]) for v in again.view("spring-digest-1")["values"] if v["f"] == "programs"] == [("Reading Boats", "program.sample")]


# --- what must be refused ---

BODY: dict[str, Any] = {"who": "mia", "record": "spring-digest-1", "version": "x", "action": "accept", "field": "programs", "at": 0}
Ask = Callable[[Desk], Any]


def send(method: str, path: str, *, body: Any = BODY, drop: str = "", raw: bytes | None = None, **headers: str) -> Ask:
    def ask(desk: Desk) -> Any:
        held = {key: value for key, value in {**GOOD, **headers}.items() if key != drop}
        version = {**body, "version": desk.view("spring-digest-1")["version"]} if isinstance(body, dict) and body.get("version") == "x" else body
        content = raw if raw is not None else json.dumps(version).encode()
        return desk.client.request(method, path, content=content if method not in ("GET", "HEAD") else None, headers=held)

    return ask


def with_body(**changes: Any) -> Ask:
    return send("POST", "/decide", body={**BODY, **changes})


REFUSED: list[tuple[str, int, Ask]] = [
    ("no token in the address", 403, send("GET", "/")),
    ("a wrong token in the address", 403, send("GET", "/?token=guess")),
    ("an empty token", 403, send("GET", "/?token=")),
    ("a token that begins rightly", 403, send("GET", f"/?token={TOKEN[:-1]}")),
    ("a wrong cookie", 403, send("GET", "/", Cookie="desk-8765=guess")),
    ("a broken cookie", 403, send("GET", "/", Cookie="desk-8765=\x01;;==")),
    ("a cookie of another port", 403, send("GET", "/", Cookie=f"desk-9999={TOKEN}")),
    ("another Host", 421, send("GET", f"/?token={TOKEN}", Host="evil.example")),
    ("our Host without its port", 421, send("GET", f"/?token={TOKEN}", Host="127.0.0.1")),
    ("a Host that only begins like ours", 421, send("GET", f"/?token={TOKEN}", Host="127.0.0.1:8765.evil.example")),
    ("another Host for a post", 421, send("POST", "/decide", Host="evil.example:8765")),
    ("a get from another site", 403, send("GET", f"/?token={TOKEN}", **{"Sec-Fetch-Site": "cross-site"})),
    ("a post from another site", 403, send("POST", "/decide", **{"Sec-Fetch-Site": "cross-site"})),
    ("a post from a neighbour", 403, send("POST", "/decide", **{"Sec-Fetch-Site": "same-site"})),
    ("a post without Origin", 403, send("POST", "/decide", drop="Origin")),
    ("a post with Origin null", 403, send("POST", "/decide", Origin="null")),
    ("a post from another Origin", 403, send("POST", "/decide", Origin="http://evil.example")),
    ("a post from another port", 403, send("POST", "/decide", Origin="http://127.0.0.1:9999")),
    ("a post from https", 403, send("POST", "/decide", Origin=f"https://{HOST}")),
    ("a post without token", 403, send("POST", "/decide", drop="X-Desk-Token")),
    ("a post with a wrong token", 403, send("POST", "/decide", **{"X-Desk-Token": "guess"})),
    ("a post with the token only in a cookie", 403, send("POST", "/decide", drop="X-Desk-Token", Cookie=f"desk-8765={TOKEN}")),
    ("a form", 415, send("POST", "/decide", **{"Content-Type": "application/x-www-form-urlencoded"})),
    ("plain text, as a form can send it", 415, send("POST", "/decide", **{"Content-Type": "text/plain"})),
    ("no content type", 415, send("POST", "/decide", drop="Content-Type")),
    ("a compressed body", 415, send("POST", "/decide", **{"Content-Encoding": "gzip"})),
    ("a body over the cap", 413, send("POST", "/decide", raw=b"[" + b"1," * 40_000 + b"1]")),
    ("a length over the cap", 413, send("POST", "/decide", **{"Content-Length": "999999999"})),
    ("a length that is none", 413, send("POST", "/decide", **{"Content-Length": "-1"})),
    ("a put", 405, send("PUT", "/decide")),
    ("a delete", 405, send("DELETE", "/")),
    ("a get of an act", 404, send("GET", "/decide")),
    ("a get of undo", 404, send("GET", f"/undo?token={TOKEN}")),
    ("a file", 404, send("GET", "/texts/spring-digest.txt")),
    ("a file above", 404, send("GET", "/../../etc/passwd")),
    ("a file above, encoded", 404, send("GET", "/%2e%2e/%2e%2e/etc/passwd")),
    ("a post to a file", 404, send("POST", "/records.jsonl")),
    ("a post to the page", 405, send("POST", "/")),
    ("no JSON", 422, send("POST", "/decide", raw=b"{")),
    ("a list", 422, send("POST", "/decide", raw=b"[]")),
    ("JSON that nests too deep", 422, send("POST", "/decide", raw=b"[" * 30_000)),
    ("bytes that are no UTF-8", 422, send("POST", "/decide", raw=b'{"who": "\xff"}')),
    ("a key that is not known", 422, with_body(path="/etc/passwd")),
    ("nobody's name", 422, with_body(who="")),
    ("a name without end", 422, with_body(who="x" * 81)),
    ("an action that is none", 422, with_body(action="erase")),
    ("a field that is none", 422, with_body(field="__class__")),
    ("a value that is not there", 422, with_body(at=9)),
    ("a value before the first", 422, with_body(at=-1)),
    ("a place as text", 422, with_body(at="0")),
    ("a case that is not there", 422, with_body(record="../../etc/passwd", version="y")),
    ("an old version", 409, with_body(version="0" * 16)),
    ("a selection outside the case", 422, with_body(action="add", start=0, end=5)),
    ("a selection turned round", 422, with_body(action="add", start=80, end=70)),
    ("a selection without end", 422, with_body(action="add", start=50)),
    ("an edit to a name without letters", 422, with_body(action="edit", new={"value": "  "})),
    ("an edit to something else", 422, with_body(action="edit", new={"count": 3})),
    ("a year before time", 422, with_body(action="edit", field="start_year", new={"value": 12, "basis": "stated"})),
    ("a count that is none", 422, with_body(action="edit", field="beneficiaries", new={"count": "NaN", "unit": "pupils"})),
    ("a class that is none", 422, with_body(action="edit", field="beneficiaries", new={"count": 3, "unit_class": "ghosts", "qualifier": "exact"})),
    ("undoing nothing", 422, send("POST", "/undo", body={"who": "mia"})),
    ("spreading nothing", 422, send("POST", "/elsewhere", body={"who": "mia", "id": "none"})),
    ("a merge without a company", 422, send("POST", "/merge", body={**BODY, "into": ""})),
    ("a merge of a program", 422, send("POST", "/merge", body={**BODY, "into": "Acme"})),
    ("a table nobody proposed", 422, send("POST", "/table", body={"base": "x"})),
]


@pytest.mark.parametrize(("why", "status", "ask"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(desk: Desk, why: str, status: int, ask: Ask) -> None:
    answer = ask(desk)
    assert answer.status_code == status, answer.text
    assert not desk.ledger.exists()
    assert "root:" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_there_are_enough_refusals() -> None:
    assert len(REFUSED) >= 30


def test_the_page_opens_with_the_token_and_again_with_its_cookie(desk: Desk) -> None:
    first = desk.client.get(f"/?token={TOKEN}")
    assert first.status_code == 200
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert desk.client.get("/").status_code == 200
    assert not desk.ledger.exists()


def test_a_get_changes_nothing(desk: Desk) -> None:
    before = {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()}
    for query in ("", "&action=accept", "&undo=1"):
        desk.client.get(f"/?token={TOKEN}{query}")
    assert {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()} == before
    assert not desk.ledger.exists()
