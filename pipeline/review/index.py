"""What the page's script knows before it decodes a case: one short row a case, and the page's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.review.cases import shortened
from pipeline.review.words import Json, name, words
from pipeline.rulebook import Rulebook
from pipeline.settle.shapes import FIELDS


def row_of(view: Json, rule_ids: Sequence[str], doubtful: float) -> dict[str, Any]:
    """A case as one row of the list: what it is called, and everything that the facets ask for."""
    held = view["values"]
    leads = [v["v"] for v in held if v["f"] == "companies"]
    return {
        "id": view["id"],
        "article": view["article"],
        "title": view["title"],
        "heading": view["heading"] and shortened(view["heading"]),
        "source": view["source"],
        "lead": leads[0] if leads else None,
        "program": next((v["v"] for v in held if v["f"] == "programs"), None),
        "companies": sorted({key_of(v) for v in held if v["f"] == "companies"}),
        "confidence": view["confidence"],
        "flags": view["flags"],
        "corrected": bool(view["corrected"]),
        "fields": [field for field in FIELDS if any(v["f"] == field for v in held)],
        "bands": sorted({min(int(v["c"] * 10 + 1e-9), 9) for v in held}),
        "doubtful": sum(v["c"] < doubtful and not v.get("by") for v in held),
        "rules": sorted({rule_ids.index(v["r"]) for v in held if v["r"] in rule_ids}),
        "done": bool(view.get("read")),
    }


def key_of(company: Json) -> str:
    """The key by which a company is looked for: its id, or its name where it has none."""
    return str(company["d"].get("company_id") or company["v"])


def config_of(views: Sequence[Json], rules: Rulebook, rule_ids: Sequence[str], desk: Json | None) -> dict[str, Any]:
    """The page's words and settings."""
    settings = words(rules, "settings")
    companies = {key_of(v): v["v"] for view in views for v in view["values"] if v["f"] == "companies"}
    return {
        "fields": list(FIELDS),
        "names": {field: name(rules, "fields", field) for field in FIELDS},
        "tags": dict(words(rules, "tags")),
        "flags": dict(words(rules, "flags")),
        "whys": dict(words(rules, "whys")),
        "facets": dict(words(rules, "facets")),
        "keys": {part: list(map(list, words(rules, f"{part}_keys").items())) for part in ("report", "desk")},
        "plain": list(settings.get("plain_flags", ())),
        "doubtful": float(settings.get("doubtful", 0.8)),
        "chunk": int(settings.get("chunk", 40)),
        "companies": companies,
        "rules": list(rule_ids),
        "desk": desk,
    }
