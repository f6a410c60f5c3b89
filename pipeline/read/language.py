"""Language: which language an article is written in, by its function words and its script."""

from __future__ import annotations

from collections import Counter

import regex

from pipeline.rulebook import Rulebook

WORD = regex.compile(r"[^\W\d_]+")
IDEOGRAPH = regex.compile(r"[\u4e00-\u9fff]")
KANA = regex.compile(r"[\u3040-\u30ff]")
SCRIPTS = (("ko", regex.compile(r"[\uac00-\ud7a3]")), ("ru", regex.compile(r"\p{Cyrillic}")), ("ar", regex.compile(r"\p{Arabic}")),
           ("hi", regex.compile(r"\p{Devanagari}")), ("th", regex.compile(r"\p{Thai}")), ("el", regex.compile(r"\p{Greek}")))
SAMPLE, CLEAR = 800, 5


def language_of(text: str, rules: Rulebook) -> str | None:
    """An ISO 639-1 code, or None where neither script nor words decide."""
    sample = text[:SAMPLE]
    if not sample.isascii() and (name := _by_script(sample)):
        return name
    words = WORD.findall(sample.lower())
    seen = Counter(words)
    counts: dict[str, int] = {}
    for code, listed in rules.words["metadata"]["languages"].items():
        counts[code] = sum([seen[word] for word in listed])
        if counts[code] * CLEAR > len(words) > 40:
            return str(code)
    best = max(counts, key=lambda name: (counts[name], name == "en"))
    others = max(count for name, count in counts.items() if name != best)
    return best if counts[best] >= 2 and counts[best] * 20 >= len(words) and counts[best] > others else None


def _by_script(sample: str) -> str | None:
    letters = len(sample) // 5
    if len(IDEOGRAPH.findall(sample)) > letters // 2:
        return "ja" if len(KANA.findall(sample)) > 10 else "zh"
    return next((name for name, script in SCRIPTS if len(script.findall(sample)) > letters), None)


def language_code(text: str) -> str | None:
    """The code in a field such as "en-US", "EN" or "zh_CN".

    >>> language_code("en-US"), language_code("English")
    ('en', None)
    """
    code = text.strip().replace("_", "-").split("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
