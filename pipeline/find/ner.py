"""The NER model as a finder: texts in, labelled character spans out.

Nothing heavy is imported or loaded before the first call of `load_model`.
"""

import json
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol

from pipeline.find.role_model import FILE, RoleModel, Told
from pipeline.models.pieces import CLS, SEP, Span, encode, pieces_in, shadow, spans_of, windows
from pipeline.models.shipped import MODELS, folder_of, unknown, verified

ROLES = "roles.npy"
HEADS = ("lead", "partner", "program", "sum", "served", "invested", "pledged", "raised", "granted")
"""What the role head tells, row by row: of names lead and partner against bystander, and programme against none; of figures
a sum given against other sums, people served against other counts, and what was done with a sum against "donated"."""

SURE = 4.0
"""The log-odds of the role model from which on it is sure."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a model's role head reads in one text: which part in the story what stands at each place has.

    `offsets` are those of the word pieces, `pieces` [piece, HEADS] what each says of the name or figure that it belongs to,
    `whole` [HEADS] what the text says of every one in it, `before` and `behind` [piece, HEADS] what each says of one that it
    stands right before and right behind.
    """

    offsets: Sequence[tuple[int, int]]
    pieces: Any
    whole: Any
    before: Any
    behind: Any

    def at(self, start: int, end: int) -> dict[str, float] | None:
        """A quarter of the log-odds of each of HEADS for text[start:end]; None where no piece stands."""
        inside = [*pieces_in(self.offsets, start, end)]
        if not inside:
            return None
        said = self.pieces[inside].mean(axis=0) + self.whole
        if inside[0]:
            said = said + self.before[inside[0] - 1]
        if inside[-1] + 1 < len(self.offsets):
            said = said + self.behind[inside[-1] + 1]
        return dict(zip(HEADS, said.tolist()))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model tells of the parts that names and figures of an article play: its role head text by text (their places, in order,
    each with what is read in it), and its role model over whole passages."""

    parts: Sequence[tuple[int, Leaning]] = ()
    told: Told | None = None

    def over(self, spans: Iterable[tuple[int, int]]) -> dict[str, float] | None:
        """The mean over the places of a name or figure in the article, each log-odds within -1 and 1; None where nothing is read."""
        said = [known for start, end in spans if (known := self._at(start, end)) is not None]
        return {head: max(-1.0, min(1.0, sum(one[head] for one in said) / len(said))) for head in said[0]} if said else None

    def features(self, spans: Iterable[tuple[int, int]], heads: Iterable[str]) -> dict[str, float]:
        """Whether anything is read at these places, and what some of HEADS say there, as features; zeros where nothing is."""
        spans, heads = list(spans), list(heads)
        said, told = self.over(spans), self.told.over(spans) if self.told else None
        row = {"heard": float(said is not None)} | {f"head_{head}": (said or {}).get(head, 0.0) for head in heads}
        if told is not None:
            row |= {"told": 1.0} | {f"told_{head}": max(-1.0, min(1.0, told[HEADS.index(head)].item() / SURE)) for head in heads}
        return row

    def _at(self, start: int, end: int) -> dict[str, float] | None:
        place = bisect_right(self.parts, start, key=itemgetter(0)) - 1
        if place < 0:
            return None
        origin, leaning = self.parts[place]
        return leaning.at(start - origin, end - origin)


class Tagger(Protocol):
    """Anything that finds names in texts."""

    def tag(self, texts: list[str]) -> list[list[Span]]:
        """Per text its names, sorted, apart: (start, end, label, probability), half-open in characters."""

    def tag_and_lean(self, texts: list[str]) -> list[tuple[list[Span], Leaning | None]]:
        """The same, each with what the role head reads there, from one run; None where the model has no such head."""


class OnnxTagger:
    """A token classifier in ONNX. One text at a time, so that no text's answer depends on its neighbours."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime
        import tokenizers

        meta = json.loads(verified(folder))
        self.tags: list[str] = meta["tags"]
        self.head = role_head(folder / ROLES) if ROLES in meta["sha256"] else None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.roles = RoleModel(folder / FILE, self.tokenizer, options) if FILE in meta["sha256"] else None

    def outputs(self, ids: list[int], shapes: list[int], names: Sequence[str]) -> list[Any]:
        """What the network gives for each piece: "scores", log-probabilities [pieces, tags]; "hidden" [pieces, H]."""
        import numpy as np

        rows = []
        for start, end, first, last in windows(len(ids)):
            feed = {k: np.array([[e, *v[start:end], e2]]) for k, v, e, e2 in (("pieces", ids, CLS, SEP), ("shapes", shapes, 0, 0))}
            rows.append([made[0, 1:-1][first - start : last - start] for made in self.session.run(names, feed)])
        return [np.concatenate(parts) for parts in zip(*rows, strict=True)]

    def tag(self, texts: list[str]) -> list[list[Span]]:
        """See Tagger."""
        return [self._tag_one(shadow(text), None)[0] for text in texts]

    def tag_and_lean(self, texts: list[str]) -> list[tuple[list[Span], Leaning | None]]:
        """See Tagger."""
        return [self._tag_one(shadow(text), self.head) for text in texts]

    def _tag_one(self, text: str, head: Any) -> tuple[list[Span], Leaning | None]:
        ids, shapes, offsets, opens = encode(self.tokenizer, text)
        if not ids:
            return [], None
        scores, *hidden = self.outputs(ids, shapes, ["scores"] if head is None else ["scores", "hidden"])
        words = [i for i, opening in enumerate(opens) if opening]
        ends = [offsets[j - 1][1] for j in [*words[1:], len(ids)]]
        spans = spans_of(scores[words], [offsets[i][0] for i in words], ends, self.tags)
        return spans, leaning_of(offsets, hidden[0], head) if hidden else None


def role_head(path: Path) -> Any:
    """The weights [HEADS, 4 H + 1] of a role head: for the pieces of a name or figure, for its text, for the piece before it and
    the one behind it, and a constant."""
    import numpy as np

    return np.load(path, allow_pickle=False)


def leaning_of(offsets: Sequence[tuple[int, int]], hidden: Any, head: Any) -> Leaning:
    """What a role head reads in a text's hidden states [pieces, H]."""
    width = hidden.shape[1]
    inside, whole, before, behind = (head[:, at * width : (at + 1) * width].T for at in range(4))
    return Leaning(offsets, hidden @ inside, hidden.mean(axis=0) @ whole + head[:, -1], hidden @ before, hidden @ behind)


class SpacyTagger:
    """Any spaCy pipeline as a tagger; its labels are mapped by models/labels.toml. It gives no probability: 0.5 stands for it."""

    def __init__(self, name: str) -> None:
        import spacy

        try:
            self.nlp = spacy.load(name)
        except OSError:
            raise unknown(name) from None
        self.labels: dict[str, str] = tomllib.loads((MODELS / "labels.toml").read_text("utf-8"))["labels"]

    def tag(self, texts: list[str]) -> list[list[Span]]:
        """See Tagger."""
        docs = self.nlp.pipe(map(shadow, texts))
        return [[(e.start_char, e.end_char, self.labels[e.label_], 0.5) for e in d.ents if e.label_ in self.labels] for d in docs]

    def tag_and_lean(self, texts: list[str]) -> list[tuple[list[Span], Leaning | None]]:
        """See Tagger."""
        return [(spans, None) for spans in self.tag(texts)]


@cache
def load_model(name_or_path: str, threads: int = 1) -> Tagger:
    """The tagger of a shipped model ("accurate", "fast"), of a folder with meta.json, or of a spaCy pipeline; loaded once.

    Raises ModelError where a file is missing or changed, or no such model is known.
    """
    folder = folder_of(name_or_path)
    return SpacyTagger(name_or_path) if folder is None else OnnxTagger(folder, threads)


def role_model(ner: str) -> RoleModel | None:
    """The role model that comes with a tagger; None without one."""
    return getattr(load_model(ner), "roles", None) if ner != "none" else None


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
