"""The spaCy component `press_records`: a pipeline's documents get their records, and their mentions as spans.

    nlp.add_pipe("press_records", config={"published": "2024-03-28"})   # "ner": none, fast, accurate
    doc = nlp(text)
    doc.spans["press_records"]     # a span a mention: label_ is its field, id_ its record, kb_id_ the company's key
    doc._.records                  # list[pipeline.record.Record]

What is known of an article beside its text can be said before the pipeline runs: `doc._.press_article = {"id": "a1",
"published": "2024-03-28", "source": "..."}` (any field of pipeline.article.Article). Records count characters of `doc.text`.
A span holds whole tokens: where a token is longer than the mention (`students’happy` is one token to spaCy) the span is
expanded to it. The exact places stand in `doc.spans["press_records"].attrs["places"]`, the expanded ones' numbers in `attrs["expanded"]`.

Importing this module makes the component known to spaCy; where the package is installed spaCy does so itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.article import Article
from pipeline.flow import extract_article
from pipeline.record import Record
from pipeline.rulebook import load_rules
from pipeline.write.finished import record_from
from pipeline.write.line import mentions_of, record_line

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "press_records"
DEFAULTS = {"rules": None, "ner": "accurate", "published": None, "spans_key": NAME}
DISPLACY_COLORS = {
    "companies": "#9ecae9", "partners": "#c6dbef", "programs": "#fdd0a2", "start_year": "#d9d9d9",
    "beneficiaries": "#a1d99b", "other_counts": "#e5f5e0", "amounts": "#fa9fb5", "other_amounts": "#fde0dd",
}


@dataclass(frozen=True, slots=True)
class PressRecords:
    """A document's text through the whole pipeline. Holds no state, so that other processes can run it too."""

    rules: str | None
    ner: str
    published: str | None
    spans_key: str

    def __call__(self, doc: Doc) -> Doc:
        """Set the document's records and spans."""
        rules = load_rules(Path(self.rules).resolve() if self.rules else None)
        article = article_of(doc.text, {"published": self.published, **(doc._.press_article or {})})
        lines = [record_line(record) for record in extract_article(article, rules, ner=self.ner).records]
        # Lines rather than objects: user data goes wherever the document goes, through to_bytes, DocBin and other processes.
        doc.user_data[NAME] = lines
        set_spans(doc, [record_from(json.loads(line), doc.text) for line in lines], self.spans_key)
        return doc


def article_of(text: str, known: Mapping[str, str | None]) -> Article:
    """A document's text as an article, with what is known of it; `id` and `path` are "text" where nothing is said."""
    told = {"id": "text", **known}
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Article(**{"path": told["id"], "sha256": digest, **told}, text=text)  # type: ignore[arg-type]


def set_spans(doc: Doc, records: list[Record], key: str) -> None:
    """One span a mention, by place; what whole tokens cannot say exactly is told in the group's attributes."""
    from spacy.tokens import SpanGroup

    found = [(m.start, m.end, field, record.record_id, m.company_id or "") for record in records for field, m in mentions_of(record)]
    found.sort()
    aligned = [doc.char_span(*place[:3], kb_id=place[4], alignment_mode="expand", span_id=place[3]) for place in found]
    spans = [span for span in aligned if span is not None]
    if len(spans) < len(found):
        raise ValueError("a mention lies outside the document's text: a bug in press-records, please report it")
    expanded = [n for n, (span, place) in enumerate(zip(spans, found)) if (span.start_char, span.end_char) != place[:2]]
    attrs = {"places": [list(place[:2]) for place in found], "expanded": expanded}
    doc.spans[key] = SpanGroup(doc, name=key, spans=spans, attrs=attrs)


def records_of(doc: Doc) -> list[Record]:
    """The records of a document, as `doc._.records` gives them; none before the component has run."""
    return [record_from(json.loads(line), doc.text) for line in doc.user_data.get(NAME, ())]


def press_records(nlp: Language, name: str, rules: str | None, ner: str, published: str | None, spans_key: str) -> PressRecords:
    """The factory: reads the rules, so that a mistake in them shows when the pipe is added."""
    load_rules(Path(rules).resolve() if rules else None)
    return PressRecords(rules, ner, published, spans_key)


def register() -> None:
    """Make the component and the documents' attributes known to spaCy."""
    from spacy.language import Language
    from spacy.tokens import Doc

    if not Doc.has_extension("records"):
        Doc.set_extension("records", getter=records_of)
    if not Doc.has_extension("press_article"):
        Doc.set_extension("press_article", default=None)
    if NAME not in Language._factory_meta:
        assigns = ["doc.spans", "doc._.records"]
        Language.factory(NAME, default_config=DEFAULTS, assigns=assigns, func=press_records)


register()
