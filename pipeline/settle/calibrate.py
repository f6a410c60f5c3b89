"""Calibrate: how sure a record's values are becomes the share that is right among values like them; the values stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import exp, log

from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.rulebook import Rulebook

LEAST = 0.01
Line = Mapping[str, float]


def calibrated(record: Record, several: bool, rules: Rulebook) -> Record:
    """The record with its values' confidence by rules/calibration.toml; `several` where the article has more cases than this.

    A field without numbers there, and everything outside the six fields, keeps its confidence.
    """
    lines: Mapping[str, Line] = rules.words.get("calibration", {})

    def sure(field: str, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        line = lines.get(field)
        return tuple(replace(m, confidence=probability(m.confidence, several, line)) if line else m for m in mentions)

    start = sure("start_year", [record.start_year] if record.start_year else [])
    return replace(
        record,
        companies=sure("companies", record.companies),
        partners=sure("partners", record.partners),
        programs=sure("programs", record.programs),
        start_year=start[0] if start else None,
        beneficiaries=sure("beneficiaries", record.beneficiaries),
        amounts=sure("amounts", record.amounts),
    )


def probability(confidence: float, several: bool, line: Line) -> float:
    """A confidence as the numbers of its field have it; a surer value stays surer.

    >>> probability(0.9, True, {"constant": 0.0, "odds": 1.0, "digest": 0.0})
    0.9
    >>> probability(0.9, False, {"constant": -0.5, "odds": 0.7, "digest": 1.0})
    0.738
    """
    inside = min(1 - LEAST, max(LEAST, confidence))
    odds = line["constant"] + line["odds"] * log(inside / (1 - inside)) + line["digest"] * several
    return round(1 / (1 + exp(-odds)), 3)
