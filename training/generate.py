"""The generator of press paragraphs: expands the grammar in training/data into labelled text.

A paragraph is a dict {"text": str, "spans": [[start, end, label], ...]}; offsets are half-open, in
characters. The same seed gives the same paragraphs.
"""

import json
import random
import re
import sys
import tomllib
from pathlib import Path

DATA = Path(__file__).parent / "data"
LABELLED = {"company": "COMPANY", "program": "PROGRAM", "person": "PERSON", "place": "PLACE", "country": "PLACE"}
LABELLED |= dict.fromkeys(["org", "foundation", "ngo", "gov", "uni", "school", "hospital"], "ORG")
SLOT = re.compile(r"\{([\w:-]+)(?:@([A-Z]+))?\}")
Piece = tuple[str, str | None]


def read_grammar(listed: list[str]) -> dict[str, list[str]]:
    """The grammar of training/data; `listed` are real company names for the {listed} slot."""
    grammar: dict[str, list[str]] = {}
    for name in ("names", "text", "templates"):
        grammar |= tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))
    grammar["listed"] = [n.replace("{", "").replace("[", "") for n in listed] or ["{bigbrand}"]
    return {key: [w for alt in alts for w in weighted(alt)] for key, alts in grammar.items()}


def weighted(alternative: str) -> list[str]:
    """'3* x' is x three times.

    >>> weighted("3* x"), weighted("y")
    (['x', 'x', 'x'], ['y'])
    """
    match = re.match(r"(\d)\* (.+)", alternative, re.S)
    return [match[2]] * int(match[1]) if match else [alternative]


def choose(pattern: str, rng: random.Random) -> str:
    """Settle every [a|b] of a pattern, the innermost first."""
    while "[" in pattern:
        pattern = re.sub(r"\[([^\[\]]*)\]", lambda m: rng.choice(m[1].split("|")), pattern, count=1)
    return pattern


def expand(pattern: str, grammar: dict[str, list[str]], rng: random.Random, state: dict[str, list[Piece]]) -> list[Piece]:
    """The pieces (text, label) that a pattern stands for."""
    pattern, pieces, done = choose(pattern, rng), [], 0
    for slot in SLOT.finditer(pattern):
        pieces.append((pattern[done : slot.start()], None))
        pieces += fill(slot[1], slot[2], grammar, rng, state)
        done = slot.end()
    return [p for p in [*pieces, (pattern[done:], None)] if p[0]]


def fill(slot: str, label: str | None, grammar: dict[str, list[str]], rng: random.Random, state: dict[str, list[Piece]]) -> list[Piece]:
    """The pieces of one slot: a number, a name of the paragraph, a quoted program, or a drawn name."""
    if slot.startswith("int:"):
        low, high = slot[4:].split("-")
        return [(str(rng.randint(int(low), int(high))), None)]
    if slot in FORMS:
        return rng.choice(FORMS[slot](state)) if state else [("", None)]
    if slot in ("program_q", "program_n"):
        small = slot == "program_q" and rng.random() < 0.25
        name = [(plain("program_small" if small else "program", grammar, rng), "PROGRAM")]
        return quoted(name, rng) if slot == "program_q" else name
    label = label or LABELLED.get(slot)
    if label:
        return [(plain(slot, grammar, rng), label)]
    return expand(rng.choice(grammar[slot]), grammar, rng, state)


def plain(slot: str, grammar: dict[str, list[str]], rng: random.Random) -> str:
    """A drawn name as text; a name inside a name has no label of its own."""
    name = "".join(text for text, _ in expand(rng.choice(grammar[slot]), grammar, rng, {}))
    return " ".join(name.split())


def quoted(name: list[Piece], rng: random.Random) -> list[Piece]:
    """The name in one of the quotation marks of the press; the marks are no part of it."""
    left, right = rng.choice(['""', '""', "“”", "‘’", "''", "«»"])
    return [(left, None), *name, ("," if rng.random() < 0.04 else "", None), (right, None)]


FORMS = {
    "lead": lambda s: [s["full"], s["short"], s["short"], s["legal"]],
    "lead_full": lambda s: [s["full"]],
    "lead_short": lambda s: [s["short"], s["short"], s["abbr"]],
    "lead_intro": lambda s: [s["intro"], s["full"], s["legal"]],
    "prog": lambda s: [s["prog_n"], s["prog_q"], s["prog_the"]],
    "prog_q": lambda s: [s["prog_q"]],
    "prog_n": lambda s: [s["prog_n"]],
    "who": lambda s: [s["who"]],
    "who_last": lambda s: [s["who_last"]],
    "ally": lambda s: [s["ally"]],
    "ally_short": lambda s: [s["ally_short"]],
    "ally_intro": lambda s: [s["ally_intro"], s["ally"]],
}
TAIL = re.compile(r"[,\s]+(?:" + "|".join(tomllib.loads((DATA / "text.toml").read_text("utf-8"))["legal_tails"]) + r")$")


def shorten(name: str) -> str:
    """A company's name without legal tail and group words.

    >>> shorten("Huarui (Shandong) Paper Group Co., Ltd."), shorten("Visa")
    ('Huarui (Shandong) Paper', 'Visa')
    """
    while (shorter := TAIL.sub("", name)) != name:
        name = shorter
    return name


def initials(name: str) -> str:
    """The capitals of a name of three words and more, else the name."""
    letters = "".join(w[0] for w in re.split(r"[\s-]+", name) if w[:1].isupper())
    return letters if len(letters) >= 3 else name


def cast(grammar: dict[str, list[str]], rng: random.Random) -> dict[str, list[Piece]]:
    """The names that one paragraph speaks of, in their forms."""
    kind_of_lead = "foundation" if rng.random() < 0.1 else "company"
    full, org, person = (plain(k, grammar, rng) for k in (kind_of_lead, "org", "person"))
    label = LABELLED[kind_of_lead]
    short, abbr = shorten(full), initials(shorten(full))
    first_word = short.split(" ")[0].rstrip(",")
    if rng.random() < 0.25 and first_word not in grammar["no_short_name"] and label == "COMPANY":
        short = first_word
    legal = short + rng.choice([" ", ", "]) + plain("legal", grammar, rng) if full == short and label == "COMPANY" else full
    name: list[Piece] = [(plain("program_small" if rng.random() < 0.12 else "program", grammar, rng), "PROGRAM")]
    bracket = rng.choice([' ("{}")', " ({})", " (“{}”)", ", or {},", ' (hereinafter referred to as "{}")'])
    before, after = bracket.split("{}")
    as_lead: list[Piece] = [(full, label)]
    in_brackets = [*as_lead, (before, None), (rng.choice([short, abbr]), label), (after, None)]
    ally_short = initials(org)
    kind = program_word(rng)
    return {
        "full": as_lead, "short": [(short, label)], "abbr": [(abbr, label)], "legal": [(legal, label)], "intro": in_brackets,
        "prog_n": name, "prog_q": quoted(name, rng),
        "prog_the": [("the ", None), *(quoted(name, rng) if rng.random() < 0.5 else name), (kind, None)],
        "who": [(person, "PERSON")], "who_last": [(person.split(",")[0].split(" ")[-1], "PERSON")],
        "ally": [(org, "ORG")], "ally_short": [(ally_short, "ORG")],
        "ally_intro": [(org, "ORG"), (" (", None), (ally_short, "ORG"), (")", None)],
    }


def program_word(rng: random.Random) -> str:
    """The lower-case word after a program's name, which is no part of it."""
    return " " + rng.choice(["program", "project", "initiative", "campaign", "plan", "scheme", "public welfare project", "action"])


def paragraph(grammar: dict[str, list[str]], rng: random.Random) -> dict[str, object]:
    """One press paragraph: perhaps a heading, an opening, some sentences."""
    state, parts, glue = cast(grammar, rng), [], "\n"
    kinds = ["heading"] * (rng.random() < 0.4) + ["opening"] * (rng.random() < 0.6) + ["body"] * rng.randint(0, 3)
    for kind in kinds or ["body"]:
        pieces = expand(rng.choice(grammar[kind]), grammar, rng, state)
        parts += [(glue if parts else "", None), *(retitled(pieces, rng) if kind == "heading" else capitalised(pieces))]
        glue = "\n" if kind == "heading" else " "
    return joined(parts)


def capitalised(pieces: list[Piece]) -> list[Piece]:
    """The sentence with a capital at its start, but for a name that begins small."""
    (text, label), rest = pieces[0], pieces[1:]
    return [(text if label else text[:1].upper() + text[1:], label), *rest]


def retitled(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """A heading as it is, in Title Case, or in CAPITALS."""
    draw = rng.random()
    if draw < 0.08:
        return [(text.upper() if len(text.upper()) == len(text) else text, label) for text, label in pieces]
    if draw < 0.5:
        return [(text if label else re.sub(r"\b[a-z](?=[a-z]{3})", lambda m: m[0].upper(), text), label) for text, label in pieces]
    return capitalised(pieces)


def joined(pieces: list[Piece]) -> dict[str, object]:
    """Pieces to text and spans."""
    text, spans = "", []
    for piece, label in pieces:
        if label and piece:
            spans.append([len(text), len(text) + len(piece), label])
        text += piece
    return {"text": text, "spans": spans}


def generate(count: int, seed: int, listed: list[str]) -> list[dict[str, object]]:
    """`count` paragraphs."""
    grammar, rng = read_grammar(listed), random.Random(seed)
    return [paragraph(grammar, rng) for _ in range(count)]


if __name__ == "__main__":
    for record in generate(int(sys.argv[1]) if len(sys.argv) > 1 else 20, 1, []):
        print(json.dumps(record, ensure_ascii=False))
