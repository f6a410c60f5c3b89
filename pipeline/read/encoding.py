"""Encoding: from a file's bytes to its characters, exactly."""

from __future__ import annotations

import codecs

import regex

from pipeline.read.rejection import BadInput

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SURROGATE = regex.compile(r"[\ud800-\udfff]")
CONTROL = regex.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
HIGH_RUN = regex.compile(rb"[\x80-\xff]+")
SAMPLE = 65536


def decode(data: bytes, declared: str | None = None) -> str:
    """The characters of `data`, without a byte-order mark; `declared` is the encoding that the file names itself.

    >>> decode(b"\\xef\\xbb\\xbfcaf\\xc3\\xa9"), decode(b"caf\\xe9 au lait")
    ('café', 'café au lait')
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return whole(data[len(mark) :].decode(name, "replace"))
    if not _is_utf8(data):
        name = declared if declared and _fits(data, declared) else guess(data)
        return whole(data.decode(name, "replace"))
    text = data.decode("utf-8")
    return whole(data.decode(guess(data), "replace")) if "\x00" in text else text


def whole(text: str) -> str:
    """The text with every lone surrogate replaced; BadInput "binary" if it is no text."""
    if "\x00" in text:
        raise BadInput("binary", "The file holds NUL characters: it is not text. Convert it to UTF-8 text.")
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)


def guess(data: bytes) -> str:
    """The likeliest encoding of bytes that carry no mark: UTF-8, UTF-16, gb18030, big5 or cp1252."""
    sample = data[:SAMPLE]
    if name := _utf16(sample):
        return name
    if b"\x00" in sample or len(CONTROL.findall(sample)) > max(2, len(sample) // 100):
        raise BadInput("binary", "The file holds control characters throughout: it is not text. Convert it to UTF-8 text.")
    if _is_utf8(data):
        return "utf-8"
    scores = {"gb18030": _gb18030(sample), "big5": _big5(sample), "cp1252": _cp1252(sample)}
    return max(scores, key=lambda name: scores[name])


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fits(data: bytes, name: str) -> bool:
    try:
        return bool(data.decode(codecs.lookup(name).name)) or not data
    except (LookupError, UnicodeError):
        return False


def _utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: in text of European languages every other byte is NUL."""
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None


def _characters(sample: bytes, name: str) -> list[str]:
    """The characters outside ASCII that `name` reads; none if it cannot read the sample (a cut-off last one aside)."""
    for cut in range(4):
        try:
            text = sample[: len(sample) - cut].decode(name)
        except UnicodeDecodeError:
            continue
        return [character for character in text if character > "\x7f"]
    return []


def _share_of_common(characters: list[str], name: str, first: int, last: int) -> float:
    """How many of the characters lie in the rows of `name` that hold its punctuation and its common ideographs."""
    codes = (character.encode(name, "ignore") for character in characters)
    good = sum(len(code) == 2 and (0xA1 <= code[0] <= 0xA3 or first <= code[0] <= last) for code in codes)
    return good / len(characters) if characters else 0.0


def _gb18030(sample: bytes) -> float:
    return _share_of_common(_characters(sample, "gb18030"), "gb2312", 0xB0, 0xD7)


def _big5(sample: bytes) -> float:
    return _share_of_common(_characters(sample, "big5"), "big5", 0xA4, 0xC6)


def _cp1252(sample: bytes) -> float:
    """In Western text a high byte stands alone or beside one other; in Chinese text they come in long runs."""
    runs = [len(run) for run in HIGH_RUN.findall(sample)]
    return 0.9 * sum(n for n in runs if n <= 2) / sum(runs) if runs else 0.9
