"""A shape like the 360Giving Data Standard's, for gifts that the press reported; it claims no more than the press said.

A press article seldom says who received a sum, when it was awarded, or under which number. What 360Giving requires and the
article does not say is left out, so this is not a valid 360Giving file and does not pretend to be one. The standard's fields
are filled only with what they mean there; everything else is told under `pressStatement`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from pipeline.export.place import placed
from pipeline.export.tables import Cells, Source
from pipeline.write.line import json_text

GIVEN = ("donated", "granted")
PROMISED = "pledged"
AROUND = 160
NOTE = (
    "Gifts as press articles reported them, in the shape of the 360Giving Data Standard 1.1 but not valid under it: recipients, award "
    "dates and registered identifiers are left out, for articles seldom say them. amountAwarded stands only where the article states an "
    "exact sum that was given; every sum is told with its qualifier in pressStatement. Sums of one case may be a total and its parts: do "
    "not add them up."
)
COUNT = {"count": "count", "countMax": "count_max", "qualifier": "qualifier", "unit": "unit"}
CONVERSION = {
    "amount": "converted_amount", "amountMax": "converted_amount_max", "currency": "converted_currency",
    "year": "conversion_year", "rate": "conversion_rate",
}
Object = dict[str, Any]
NONE: tuple[Any, Iterator[Cells]] = (None, iter(()))


def write(source: Source, output: Path) -> list[Path]:
    """Write the JSON file `output`."""
    head = json.dumps({"version": "1.1", "note": NOTE, "about": source.about}, ensure_ascii=False, indent=1)
    with placed(output) as new, new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(head.removesuffix("\n}") + ',\n "grants": [')
        for number, grant in enumerate(grants(source)):
            file.write(("," if number else "") + "\n  " + json_text(grant))
        file.write("\n ]\n}\n")
    return [output]


def grants(source: Source) -> Iterator[Object]:
    """Every sum that was given or promised, once; the same sum in another currency stands with it."""
    mentions = groupby(source.table("mentions").cells(), key=itemgetter("record_id"))
    known, rows = next(mentions, NONE)
    for record in source.lines():
        converted: dict[Any, Cells] = {}
        if known == record["record_id"]:
            converted = {row["start"]: row for row in rows if row.get("converted_currency")}
            known, rows = next(mentions, NONE)
        text = source.text(record["article"]["id"])
        for amount in record["amounts"]:
            if amount["role"] in (*GIVEN, PROMISED) and "same_as" not in amount:
                yield grant_of(record, amount, text, converted.get(amount["start"]))


def grant_of(record: Mapping[str, Any], amount: Mapping[str, Any], text: str, converted: Cells | None) -> Object:
    """One sum as an entry of `grants`."""
    article, case = record["article"], record["case"]
    programs = [program["value"] for program in record["programs"]]
    awarded = amount["currency"] and amount["qualifier"] == "exact" and amount["role"] in GIVEN
    told: Object = {
        "id": f"press-records-{record['record_id']}-{amount['start']}",
        "title": next(iter(programs), None) or case["heading"] or article["title"],
        "description": around(text, amount["start"], amount["end"]),
        "currency": amount["currency"],
        "amountAwarded": number(amount["value"]) if awarded else None,
        "fundingOrganization": [{"id": f"press-records-org-{c['company_id']}", "name": c["value"]} for c in record["companies"]],
        "grantProgramme": [{"title": program} for program in programs],
        "dataSource": article["url"],
        "pressStatement": statement(record, amount, converted),
    }
    return {key: value for key, value in told.items() if value not in (None, [])}


def statement(record: Mapping[str, Any], amount: Mapping[str, Any], converted: Cells | None) -> Object:
    """What the article said of a sum, with its place and how sure we are."""
    article = record["article"]
    told: Object = {
        "recordId": record["record_id"],
        "amount": number(amount["value"]),
        "amountMax": amount["value_max"] and number(amount["value_max"]),
        "qualifier": amount["qualifier"],
        "role": amount["role"],
        "quote": amount["text"],
        "start": amount["start"],
        "end": amount["end"],
        "confidence": amount["confidence"],
        "alsoStatedAs": [other["text"] for other in record["amounts"] if other.get("same_as") == amount["start"]],
        "sumsInCase": len(record["amounts"]),
        "published": article["published"],
        "publishedBy": article["source"],
        "articleTitle": article["title"],
        "namedPartners": [partner["value"] for partner in record["partners"]],
        "beneficiaries": [{key: b[name] for key, name in COUNT.items() if b[name] is not None} for b in record["beneficiaries"]],
        "flags": record["flags"],
        "converted": converted and conversion(converted),
    }
    return {key: value for key, value in told.items() if value not in (None, [])}


def conversion(cells: Cells) -> Object:
    """The converted sum and what it rests on."""
    values = {key: cells[name] for key, name in CONVERSION.items()}
    return {key: number(str(value)) if isinstance(value, Decimal) else value for key, value in values.items() if value is not None}


def number(digits: str) -> int | float:
    """A sum as a JSON number."""
    exact = Decimal(digits)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def around(text: str, start: int, end: int) -> str:
    """The paragraph that a sum stands in, cut at spaces where it is long."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    begin, stop = max(first, start - AROUND), min(len(text) if last < 0 else last, end + AROUND)
    begin = text.find(" ", begin, start) + 1 or begin if begin > first else begin
    stop = max(text.rfind(" ", end, stop), end) if stop < (len(text) if last < 0 else last) else stop
    return " ".join(text[begin:stop].split())
