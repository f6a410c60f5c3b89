"""The columns of the dataset's tables: their names in order, their types, and what each one means."""

from __future__ import annotations

from typing import NamedTuple

SCHEMA_VERSION = "1.0"


class Column(NamedTuple):
    """One column of a table: its name, its Table Schema type, and a sentence for its reader."""

    name: str
    type: str
    description: str


RECORDS = (
    Column("record_id", "string", "The case: article_id, a hyphen, the case's number"),
    Column("article_id", "string", "The article, as in articles.csv"),
    Column("article_title", "string", "Title of the article"),
    Column("published", "string", "Day (or month, or year) of publication, ISO 8601"),
    Column("source", "string", "Who published the article"),
    Column("url", "string", "Where the article was found"),
    Column("case_number", "integer", "The case's place in the article, from 1"),
    Column("case_heading", "string", "The case's heading"),
    Column("company_id", "string", "The lead company, as in companies.csv"),
    Column("company", "string", "The organisation that runs or funds the initiative; the lead where there are several"),
    Column("partners", "string", "Other organisations named as working with it"),
    Column("program", "string", "Name of the initiative"),
    Column("other_programs", "string", "Further names of initiatives in the case"),
    Column("start_year", "integer", "Year in which the initiative began"),
    Column("start_year_basis", "string", "stated in the text, or derived from the date of publication"),
    Column("beneficiaries", "integer", "How many were served: people before institutions, then the first in the text"),
    Column("beneficiaries_max", "integer", "Upper end where the text gives a range"),
    Column("beneficiaries_qualifier", "string", "exact, about, nearly, at_least, more_than, up_to, range"),
    Column("beneficiaries_unit", "string", "Who was counted, as written"),
    Column("other_beneficiaries", "string", "Further counts of beneficiaries"),
    Column("amount", "number", "Money given to or spent on the initiative, the first in the text"),
    Column("amount_max", "number", "Upper end where the text gives a range"),
    Column("amount_currency", "string", "ISO 4217 code; empty where the text leaves it open"),
    Column("amount_qualifier", "string", "exact, about, nearly, at_least, more_than, up_to, range"),
    Column("amount_role", "string", "donated, invested, pledged, raised, granted, other"),
    Column("other_amounts", "string", "Further amounts of money for the initiative"),
    Column("confidence", "number", "Probability that the row's values are right"),
    Column("flags", "string", "Reasons to look at the row"),
    Column("corrected", "string", "Fields whose value a person set"),
    Column("case_start", "integer", "Where the case begins in texts/<article_id>.txt, in characters"),
    Column("case_end", "integer", "Where the case ends (the first character after it)"),
)

MENTIONS = (
    Column("record_id", "string", "The case, as in records.csv"),
    Column("field", "string", "Which field of the record: companies, partners, programs, start_year, beneficiaries ..."),
    Column("number", "integer", "Place in that field, from 1; the first is the primary one of names"),
    Column("value", "string", "What was found: a name, a number, a year"),
    Column("value_max", "number", "Upper end where the text gives a range"),
    Column("currency", "string", "ISO 4217 code of an amount"),
    Column("qualifier", "string", "exact, about, nearly, at_least, more_than, up_to, range"),
    Column("unit", "string", "What was counted, as written"),
    Column("unit_class", "string", "people, households, institutions, or for other counts goods, sites, staff ..."),
    Column("role", "string", "What was done with the money, or why it is another amount"),
    Column("basis", "string", "Of a start year: stated or derived"),
    Column("same_as", "integer", "start of the mention that states the same sum in another currency"),
    Column("company_id", "string", "Of a company: as in companies.csv"),
    Column("text", "string", "What the article says, letter for letter"),
    Column("start", "integer", "Where it stands in texts/<article_id>.txt, in characters"),
    Column("end", "integer", "The first character after it"),
    Column("rule", "string", "The rule or model that found it"),
    Column("confidence", "number", "Probability that the value is right"),
)

COMPANIES = (
    Column("company_id", "string", "The company's key in records.csv and mentions.csv"),
    Column("name", "string", "The name most often used"),
    Column("aliases", "string", "Other forms met in the dump"),
    Column("records", "integer", "Number of cases that name it as a company"),
    Column("articles", "integer", "Number of articles with such a case"),
)

ARTICLES = (
    Column("id", "string", "The article's key; its text is texts/<id>.txt"),
    Column("path", "string", "Where it came from, relative to the dump's folder"),
    Column("sha256", "string", "Digest of what was read"),
    Column("title", "string", "Title"),
    Column("published", "string", "Day (or month, or year) of publication, ISO 8601"),
    Column("source", "string", "Who published it"),
    Column("author", "string", "Who wrote it"),
    Column("url", "string", "Where it was found"),
    Column("language", "string", "ISO 639-1 code"),
    Column("cases", "integer", "Number of cases found in it"),
    Column("status", "string", "ok, no_case, duplicate_of, rejected"),
    Column("reason", "string", "Why there is no case; of a duplicate the id of the first copy"),
)


def names(columns: tuple[Column, ...]) -> list[str]:
    """The columns' names in order: the header line of the table."""
    return [column.name for column in columns]
