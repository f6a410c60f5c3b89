"""Program kin: what the organisations of a case say of a candidate name for a programme, as numbers that are weighed."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.case import Case
from pipeline.settle.entities import Entity

Row = dict[str, float]
FIRMS = ("company", "foundation")
SURE = ("names.gazetteer", "names.legal_form")


def kin(key: str, case: Case, entities: Sequence[Entity]) -> Row:
    """What the organisations of the case have to do with a name, which is given folded."""
    same = [e for e in entities if key in e.folded]
    firms = [form for e in entities if e.kind in FIRMS for form in e.folded]
    others = [form for e in entities if e.kind not in (*FIRMS, "name") for form in e.folded]
    row = {
        "entity": max((e.trust for e in same if e.kind != "name"), default=0.0),
        "has_owner": float(any(key.startswith(form + " ") for form in firms)),
        "in_owner": float(any(f" {key} " in f" {form} " for form in firms if form != key)),
        "has_other": float(any(key.startswith(form + " ") for form in others)),
        "in_other": float(any(f" {key} " in f" {form} " for form in others if form != key)),
    }
    rivals = [e for e in entities if e.kind in FIRMS and key not in e.folded]
    return row | _namesakes(same) | _rivals(rivals, bool(same), case)


def _namesakes(same: Sequence[Entity]) -> Row:
    """What is known of the organisation that a name is taken for: its kind, how sure a model is of it, how often it stands."""
    mentions = [m for e in same for m in e.mentions]
    return {f"taken_for_{e.kind}": 1.0 for e in same} | {
        "taken_surely": float(any(m.rule.startswith(SURE) for m in mentions)),
        "taken_by_model": max((m.confidence for m in mentions if m.rule.startswith("ner.")), default=0.0),
        "taken_often": min(len(mentions), 5) / 5,
    }


def _rivals(firms: Sequence[Entity], taken: bool, case: Case) -> Row:
    """Whether the case names other firms: then a name taken for a firm's is less likely the one that runs the initiative."""
    trust = max((e.trust for e in firms), default=0.0)
    return {
        "other_firms": min(len(firms), 4) / 4,
        "other_firm": trust,
        "other_in_title": float(any(e.mentions[0].start < case.body for e in firms)),
        "taken_beside_firm": trust * taken,
        "taken_alone": float(taken and not firms),
    }
