"""Settle: one case's mentions into one record, with its lead, its primary values, its flags and its confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from pipeline.article import Article
from pipeline.case import Case
from pipeline.find.names import lexicon
from pipeline.find.years import choose_start
from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.rulebook import Rulebook
from pipeline.settle.counts import settle_amounts, settle_counts
from pipeline.settle.entities import Entity, fold
from pipeline.settle.features import features_of
from pipeline.settle.flags import confidence_of, flags_of
from pipeline.settle.programs import programs_of
from pipeline.settle.resolve import company_id, slug
from pipeline.settle.roles import Role, cast

WE = regex.compile(r"(?i)\b(?:we|our|us)\b")


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the finders found in one article."""

    sentences: Sequence[tuple[int, int]]
    entities: Sequence[Entity]
    programs: Sequence[Mention]
    years: Sequence[Mention]
    amounts: Sequence[Mention]
    counts: Sequence[Mention]
    about: str = ""


def settle(article: Article, case: Case, found: Found, rules: Rulebook) -> Record:
    """One record for one case of an article."""
    text = article.text
    programs, no_programs = programs_of(text, case, found.programs, found.entities, rules)
    roles = roles_of(text, case, found, programs, rules)
    companies = [_named(r, case, "company", rules) for r in roles if r.part == "lead"]
    partners = [_named(r, case, "partner", rules) for r in roles if r.part == "partner"]
    bystanders = [_named(r, case, "organisation", rules) for r in roles if r.part == "aside" and any(case.covers(m.start, m.end) for m in r.entity.mentions)]
    if not companies and (lead := _elsewhere(article, case, found)):
        companies = [lead]
    years = [m for m in found.years if case.covers(m.start, m.end)]
    start = choose_start(years)
    amounts, other_amounts = settle_amounts([m for m in found.amounts if case.covers(m.start, m.end)])
    beneficiaries, other_counts = settle_counts([m for m in found.counts if case.covers(m.start, m.end)])
    record = Record(
        record_id=f"{article.id}-{case.number}",
        article=article,
        case=case,
        companies=tuple(companies),
        partners=tuple(sorted(partners, key=lambda m: m.order)),
        programs=tuple(programs),
        start_year=start,
        beneficiaries=tuple(beneficiaries),
        amounts=tuple(amounts),
        other_counts=tuple(other_counts),
        other_amounts=tuple(other_amounts),
        aside=tuple(sorted([*bystanders, *no_programs, *(y for y in years if y is not start)], key=lambda m: m.order)),
    )
    record = replace(record, confidence=confidence_of(record))
    return replace(record, flags=flags_of(record))


def roles_of(text: str, case: Case, found: Found, programs: Iterable[Mention], rules: Rulebook) -> list[Role]:
    """The part of every entity of the article in one case; a name that is a programme's is no organisation."""
    named = {fold(str(p.value)) for p in programs}
    entities = [e for e in found.entities if e.key not in named]
    rows = features_of(text, case, entities, found.sentences, rules, found.about, programs)
    present = [any(case.covers(m.start, m.end) for m in e.mentions) for e in entities]
    return cast(entities, rows, present, rules)


def _named(role: Role, case: Case, field: str, rules: Rulebook) -> Mention:
    """The mention that stands for an entity in a case: its fullest form there, the first of them."""
    inside = [m for m in role.entity.mentions if case.covers(m.start, m.end)]
    best = max(inside, key=lambda m: (m.start >= case.body, len(str(m.value)), -m.start))
    value = max((str(m.value) for m in inside), key=lambda v: (len(v), v))
    confidence = {"company": role.lead, "partner": role.partner}.get(field, 1 - role.lead - role.partner)
    known = company_id(role.entity, lexicon(rules)) if field == "company" else None
    return replace(best, field=field, value=value, confidence=round(confidence, 3), company_id=known)


def _elsewhere(article: Article, case: Case, found: Found) -> Mention | None:
    """For a section that says only "we": the company that the article's title, source or "About us" names."""
    if not WE.search(article.text, case.start, case.end):
        return None
    named = fold(f"{article.title or ''} {article.source or ''} {found.about}")
    own = [e for e in found.entities if e.kind in ("company", "foundation", "name") and any(fold(f) in named for f in e.forms if len(f) > 3)]
    if not own:
        return None
    entity = max(own, key=lambda e: (e.kind != "name", len(e.mentions), -e.mentions[0].start))
    first = entity.mentions[0]
    return replace(first, field="company", value=entity.name, confidence=0.5, company_id=slug(entity.name))
