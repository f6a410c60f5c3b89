"""Peers: other libraries on the same text in the same run, where they are installed (bench/requirements.txt)."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence

Reader = Callable[[str], int]
SECONDS = 20.0


def peers() -> Iterator[tuple[str, str, Callable[[], Reader]]]:
    """Each peer's name, what it does, and how to make it; its reader answers how much it found in a text."""
    yield "quantulum3", "quantities with units", quantulum
    yield "recognizers-text-number", "numbers", numbers
    yield "recognizers-text-number-with-unit", "sums of money", currencies
    yield "dateparser.search", "dates", dates
    yield "spaCy, en_core_web_sm's architecture, random weights", "tokens, tags, parses, names", spacy_small
    yield "bare read: str.split()", "the floor", lambda: lambda text: len(text.split())


def quantulum() -> Reader:
    from quantulum3 import parser

    return lambda text: len(parser.parse(text))


def numbers() -> Reader:
    from recognizers_number import Culture, recognize_number

    return lambda text: len(recognize_number(text, Culture.English))


def currencies() -> Reader:
    from recognizers_number_with_unit import Culture, recognize_currency

    return lambda text: len(recognize_currency(text, Culture.English))


def dates() -> Reader:
    from dateparser.search import search_dates

    return lambda text: len(search_dates(text, languages=["en"]) or [])


def spacy_small() -> Reader:
    """The pipeline of en_core_web_sm without its weights, which cost no time: the same layers, the same widths."""
    import spacy

    nlp = spacy.blank("en")
    tok2vec = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2", "width": 96, "rows": [5000, 1000, 2500, 2500],
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "include_static_vectors": False,
        },
        "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 96, "depth": 4, "window_size": 1, "maxout_pieces": 3},
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    nlp.add_pipe("tok2vec", config={"model": tok2vec})
    tagger = nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    parser_model = {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "parser", "extra_state_tokens": False,
        "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": listener,
    }
    parser = nlp.add_pipe("parser", config={"model": parser_model})
    entities = nlp.add_pipe("ner", config={"model": parser_model | {"state_type": "ner", "tok2vec": tok2vec}})
    for label in ("NN", "NNP", "VBD", "IN", "DT", "CD", "JJ", ".", ","):
        tagger.add_label(label)
    for label in ("nsubj", "dobj", "prep", "pobj", "det", "amod", "compound", "punct"):
        parser.add_label(label)
    for label in ("ORG", "MONEY", "DATE", "CARDINAL", "GPE", "PERSON"):
        entities.add_label(label)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nlp.initialize()
    return lambda text: len(nlp(text[:1_000_000]))


def measured(texts: Sequence[str]) -> Iterator[tuple[str, str, float | None]]:
    """Each peer's words a second on these texts, or None where it is not installed; a slow one is stopped after some seconds."""
    for name, what, make in peers():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                reader = make()
                yield name, what, rate(reader, texts)
        except ImportError:
            yield name, what, None


def rate(reader: Reader, texts: Sequence[str]) -> float:
    """Words a second."""
    reader(texts[0])
    begun, words = time.process_time(), 0
    for text in texts:
        reader(text)
        words += len(text.split())
        if time.process_time() - begun > SECONDS:
            break
    return words / (time.process_time() - begun)
