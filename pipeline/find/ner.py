"""The NER model as a finder: texts in, labelled character spans out.

Nothing heavy is imported or loaded before the first call of `load_model`.
"""

import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from pipeline.models.pieces import Span, encode, shadow, spans_of, windows

MODELS = Path(__file__).resolve().parent.parent / "models"


class ModelError(Exception):
    """A model that cannot be used: which file, and what to do."""


class Tagger(Protocol):
    """Anything that finds names in texts."""

    def tag(self, texts: list[str]) -> list[list[Span]]:
        """Per text its names, sorted, apart: (start, end, label, probability), half-open in characters."""


class OnnxTagger:
    """A token classifier in ONNX. One text at a time, so that no text's answer depends on its neighbours."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime
        import tokenizers

        self.tags: list[str] = json.loads(verified(folder))["tags"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))

    def scores(self, ids: list[int], shapes: list[int]) -> Any:
        """Log-probabilities [pieces, tags]."""
        import numpy as np

        rows = []
        for start, end, first, last in windows(len(ids)):
            feed = {k: np.array([[e, *v[start:end], e2]]) for k, v, e, e2 in (("pieces", ids, 101, 102), ("shapes", shapes, 0, 0))}
            rows.append(self.session.run(None, feed)[0][0, 1:-1][first - start : last - start])
        return np.concatenate(rows)

    def tag(self, texts: list[str]) -> list[list[Span]]:
        """See Tagger."""
        return [self._tag_one(shadow(text)) for text in texts]

    def _tag_one(self, text: str) -> list[Span]:
        ids, shapes, offsets, opens = encode(self.tokenizer, text)
        if not ids:
            return []
        scores = self.scores(ids, shapes)
        words = [i for i, opening in enumerate(opens) if opening]
        ends = [offsets[j - 1][1] for j in [*words[1:], len(ids)]]
        return spans_of(scores[words], [offsets[i][0] for i in words], ends, self.tags)


class SpacyTagger:
    """Any spaCy pipeline as a tagger; its labels are mapped by models/labels.toml. It gives no probability: 0.5 stands for it."""

    def __init__(self, name: str) -> None:
        import spacy

        try:
            self.nlp = spacy.load(name)
        except OSError:
            known = ", ".join(sorted(p.parent.name for p in MODELS.glob("*/meta.json")))
            raise ModelError(f"no model {name!r}: give {known}, or an installed spaCy pipeline or its path") from None
        self.labels: dict[str, str] = tomllib.loads((MODELS / "labels.toml").read_text("utf-8"))["labels"]

    def tag(self, texts: list[str]) -> list[list[Span]]:
        """See Tagger."""
        docs = self.nlp.pipe(map(shadow, texts))
        return [[(e.start_char, e.end_char, self.labels[e.label_], 0.5) for e in d.ents if e.label_ in self.labels] for d in docs]


def verified(folder: Path) -> str:
    """The text of meta.json, once every file that it lists has the digest that it gives."""
    meta = folder / "meta.json"
    if not meta.is_file():
        raise ModelError(f"{meta} is missing: restore it with git, or train with make model")
    text = meta.read_text("utf-8")
    for name, wanted in json.loads(text)["sha256"].items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise ModelError(f"{path} is not the file that its meta.json describes: restore it with git, or train with make model")
    return text


@cache
def load_model(name_or_path: str, threads: int = 1) -> Tagger:
    """The tagger of a shipped model ("accurate", "fast"), of a folder with meta.json, or of a spaCy pipeline; loaded once.

    Raises ModelError where a file is missing or changed, or no such model is known.
    """
    shipped, folder = MODELS / name_or_path, Path(name_or_path)
    if shipped.parent == MODELS and shipped.is_dir():
        return OnnxTagger(shipped, threads)
    if (folder / "model.onnx").exists():
        return OnnxTagger(folder, threads)
    return SpacyTagger(name_or_path)


def press_ner(name: str = "accurate") -> Any:
    """A spaCy component that sets doc.ents, sentence by sentence where sentences are known."""
    tagger = load_model(name)

    def component(doc: Any) -> Any:
        parts = list(doc.sents) if doc.has_annotation("SENT_START") else [doc[:]]
        found = zip(parts, tagger.tag([part.text for part in parts]), strict=True)
        spans = [part.char_span(s, e, label=k, alignment_mode="expand") for part, names in found for s, e, k, _ in names]
        doc.set_ents([s for i, s in enumerate(spans) if not i or s.start >= spans[i - 1].end])
        return doc

    return component


def register_press_ner() -> None:
    """Make `nlp.add_pipe("press_ner", config={"model": "fast"})` known to spaCy."""
    from spacy.language import Language

    def create(nlp: Language, name: str, model: str) -> Any:
        return press_ner(model)

    if not Language.has_factory("press_ner"):
        Language.factory("press_ner", default_config={"model": "accurate"}, assigns=["doc.ents"], func=create)
