"""Kindred: of many names only those are looked at that share a sign with a form."""

from __future__ import annotations

from pipeline.find.lexicon import lexicon
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.kindred import Kin


def test_a_form_is_held_against_few_of_many_names() -> None:
    names = [f"{a}{b} Mills {c}ton" for a in ("Bar", "Lin", "Kan", "Ofi") for b in "abcdefgh" for c in ("Nor", "Sut", "Wes")]
    names.append("Tamani Rural Trust")
    solid = {name.casefold(): [Mention("company", 0, len(name), name, "x", value=name)] for name in names}
    kin = Kin("", solid, lexicon(load_rules()))
    form = [Mention("company", 0, 12, "Tamani Trust", "x", value="Tamani Trust")]
    assert kin.of("tamani trust", form) == "tamani rural trust"
    assert kin._alike(["Tamani", "Trust"]) == {"tamani rural trust"}
    assert len(kin._alike(["Bara", "Mills"])) == 3
