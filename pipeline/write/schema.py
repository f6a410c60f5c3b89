"""The model of one line of records.jsonl, and the JSON Schema that ships with the dataset."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Confidence = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0)]
DecimalText = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
IsoDate = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
Qualifier = Literal["exact", "about", "nearly", "at_least", "more_than", "up_to", "range"]
Role = Literal["donated", "invested", "pledged", "raised", "granted", "other"]


class Strict(BaseModel):
    """What every part shares: no unknown keys, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Place(Strict):
    """A value's place: half-open character offsets into texts/<article_id>.txt, what stands there, who found it."""

    text: str
    start: Offset
    end: Offset
    rule: str
    confidence: Confidence


class Name(Place):
    """A partner or a program by its canonical name."""

    value: str


class Company(Name):
    """An organisation that runs or funds the initiative; company_id is its key in companies.csv."""

    company_id: str | None


class StartYear(Place):
    """The year in which the initiative began; derived: reckoned from the date of publication."""

    value: Annotated[int, Field(ge=1000, le=2999)]
    basis: Literal["stated", "derived"]


class Count(Place):
    """People, households or institutions served; count_max closes a range."""

    count: int
    count_max: int | None
    qualifier: Qualifier
    unit: str | None
    unit_class: Literal["people", "households", "institutions"] | None


class OtherCount(Place):
    """Anything else that was counted: goods, sites, staff, volunteers, places, awards ..."""

    count: int | float
    count_max: int | float | None
    qualifier: Qualifier
    unit: str | None
    unit_class: str | None


class Sum(Place):
    """A sum of money: value is a decimal string, currency null where the text leaves it open."""

    value: DecimalText
    value_max: DecimalText | None
    currency: Currency | None
    qualifier: Qualifier
    same_as: Offset | None = Field(default=None, description="start of the mention that states the same sum in another currency")


class Amount(Sum):
    """Money for the initiative, and what was done with it."""

    role: Role


class OtherAmount(Sum):
    """Money that was not given: a price, revenue, a goal, a sum per unit; role says which."""

    role: str | None


class ArticleFacts(Strict):
    """The article that the record comes from."""

    id: str
    path: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    title: str | None
    published: IsoDate | None
    source: str | None
    author: str | None
    url: str | None
    language: str | None


class CaseFacts(Strict):
    """The section of the article that the record is about."""

    number: Annotated[int, Field(ge=1)]
    heading: str | None
    start: Offset
    end: Offset


class Line(Strict):
    """One case of one article with every value found in it."""

    schema_version: Literal["1.0"]
    record_id: str
    article: ArticleFacts
    case: CaseFacts
    companies: list[Company]
    partners: list[Name]
    programs: list[Name]
    start_year: StartYear | None
    beneficiaries: list[Count]
    amounts: list[Amount]
    other_counts: list[OtherCount]
    other_amounts: list[OtherAmount]
    flags: list[str]
    confidence: Confidence
    corrected: list[str]


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of one line of records.jsonl."""
    schema = Line.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A line of records.jsonl", **schema}


def json_schema_text() -> str:
    """The same as the text of records.schema.json."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
