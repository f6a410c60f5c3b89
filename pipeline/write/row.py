"""Records as rows of the tables: the primary value of each field for analysts, and one row a mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from pipeline.article import Article
from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.write.line import json_number, mentions_of, money_of, plain

Row = list[str]
JOINT = "; "
CLASS_ORDER = {"people": 0, "households": 1, "institutions": 2}
# What a spreadsheet may take for a formula; a plain negative number is none.
FORMULA = regex.compile(r"[=+@\t\r]|-(?!\d+(?:\.\d+)?$)")


def cell(value: object) -> str:
    """A value as a CSV cell on one line: unknown is empty, and nothing that a spreadsheet would run.

    >>> cell(None), cell(" two\\u00a0words "), cell("=HYPERLINK(1)"), cell(-5), cell("@home")
    ('', 'two words', "'=HYPERLINK(1)", '-5', "'@home")
    """
    return "" if value is None else safe(" ".join(str(value).split()))


def safe(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return "'" + text if FORMULA.match(text) else text


def record_row(record: Record) -> Row:
    """The row of records.csv: the primary value of each field, in the contract's order of columns."""
    article, case = record.article, record.case
    values = [
        *(record.record_id, article.id, article.title, article.published, article.source, article.url),
        *(case.number, case.heading),
        *company_cells(record),
        *program_cells(record),
        *year_cells(record.start_year),
        *beneficiary_cells(record.beneficiaries),
        *amount_cells(record.amounts),
        *(plain_score(record.confidence), JOINT.join(record.flags), JOINT.join(record.corrected)),
        *(case.start, case.end),
    ]
    return [cell(value) for value in values]


def company_cells(record: Record) -> list[object]:
    """company_id, company, partners."""
    lead = record.companies[0] if record.companies else None
    partners = joined(m.value for m in record.partners)
    return [lead and lead.company_id, lead and lead.value, partners]


def program_cells(record: Record) -> list[object]:
    """program, other_programs."""
    values = [m.value for m in record.programs]
    return [values[0] if values else None, joined(values[1:])]


def year_cells(year: Mention | None) -> list[object]:
    """start_year, start_year_basis."""
    return [None, None] if year is None else [year.value, year.basis]


def beneficiary_cells(counts: tuple[Mention, ...]) -> list[object]:
    """beneficiaries, their maximum, qualifier and unit, other_beneficiaries."""
    if not counts:
        return [None] * 5
    first, *others = sorted(counts, key=lambda m: (CLASS_ORDER.get(m.unit_class or "", 3), m.order))
    rest = joined(count_text(m) for m in sorted(others, key=lambda m: m.order))
    return [json_number(first.value), json_number(first.value_max), first.qualifier, first.unit, rest]


def amount_cells(amounts: tuple[Mention, ...]) -> list[object]:
    """amount, its maximum, currency, qualifier and role, other_amounts."""
    if not amounts:
        return [None] * 6
    first, *others = amounts
    money = money_of(first)
    most = None if money.value_max is None else plain(money.value_max)
    return [plain(money.value), most, money.currency, first.qualifier, first.role, joined(amount_text(m) for m in others)]


def count_text(mention: Mention) -> str:
    """A count in few words: "953 children", "200-300 schools"."""
    most = "" if mention.value_max is None else f"-{json_number(mention.value_max)}"
    return f"{json_number(mention.value)}{most} {mention.unit or ''}".strip()


def amount_text(mention: Mention) -> str:
    """A sum in few words: "14000000 CNY"."""
    money = money_of(mention)
    most = "" if money.value_max is None else f"-{plain(money.value_max)}"
    return f"{plain(money.value)}{most} {money.currency or ''}".strip()


def joined(values: Iterable[object]) -> str:
    """Several values in one cell; a value's own "; " becomes ", " so that the cell splits again."""
    return JOINT.join(" ".join(str(v).split()).replace(JOINT, ", ") for v in values)


def plain_score(confidence: float) -> str:
    """A confidence with two digits after the point."""
    return f"{confidence:.2f}"


def mention_rows(record: Record) -> Iterator[Row]:
    """The rows of mentions.csv for one record, field by field; `text` is the article's, letter for letter."""
    number, last = 0, ""
    for field, mention in mentions_of(record):
        number, last = (number + 1 if field == last else 1), field
        yield [cell(record.record_id), field, str(number), *value_cells(mention), safe(mention.text), *place_cells(mention)]


def value_cells(mention: Mention) -> Row:
    """value, value_max, currency, and the attributes that go with them."""
    if mention.field in ("amount", "other_amount"):
        money = money_of(mention)
        values: list[object] = [plain(money.value), None if money.value_max is None else plain(money.value_max), money.currency]
    elif mention.unit is not None or mention.unit_class is not None:
        values = [json_number(mention.value), json_number(mention.value_max), None]
    else:
        values = [mention.value, mention.value_max, None]
    counted = mention.field in ("amount", "other_amount", "beneficiary", "other_count", "number")
    values += [mention.qualifier if counted else None, mention.unit, mention.unit_class, mention.role, mention.basis]
    return [cell(value) for value in [*values, mention.same_as, mention.company_id]]


def place_cells(mention: Mention) -> Row:
    """start, end, rule, confidence."""
    return [str(mention.start), str(mention.end), cell(mention.rule), plain_score(mention.confidence)]


def article_row(article: Article, cases: int, status: str, reason: str | None) -> Row:
    """The row of articles.csv for an article that was read."""
    facts = [article.id, article.path, article.sha256, article.title, article.published, article.source]
    more = [article.author, article.url, article.language, cases, status, reason]
    return [cell(value) for value in [*facts, *more]]
