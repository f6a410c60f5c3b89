"""The network: the layers of all-MiniLM-L6-v2 with an embedding of letter case, and a linear token head.

Shapes: B sentences, T word pieces, H = 384 hidden, K tags.
"""

import math

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from pipeline.models.pieces import SHAPES

HIDDEN, HEADS, INNER, POSITIONS, CASE = 384, 12, 1536, 512, 32


class Layer(nn.Module):
    """One transformer layer, normalised after each half as in BERT."""

    def __init__(self, inner: int) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.up, self.down = nn.Linear(HIDDEN, inner), nn.Linear(inner, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def split(self, x: Tensor) -> Tensor:
        """[B, T, H] to [B, heads, T, H / heads]."""
        return x.reshape(x.shape[0], x.shape[1], HEADS, HIDDEN // HEADS).transpose(1, 2)

    def mixed(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Attention: in one step while learning, which is twice as fast; else in steps that an ONNX graph can fuse."""
        if self.training:
            bias = None if mask is None else mask.to(query.dtype)
            return functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        weights = query @ key.transpose(-1, -2) / math.sqrt(HIDDEN // HEADS)
        return (weights if mask is None else weights + mask).softmax(-1) @ value

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        query, key, value = (self.split(part(x)) for part in (self.query, self.key, self.value))
        x = self.norm1(x + self.dropout(self.out(self.mixed(query, key, value, mask).transpose(1, 2).reshape(x.shape))))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class TokenClassifier(nn.Module):
    """Word pieces and their shapes [B, T] to log-probabilities of tags [B, T, K]."""

    def __init__(self, tags: int, words: int, layers: int, rank: int = 0, inner: int = INNER) -> None:
        super().__init__()
        self.words = nn.Embedding(words, rank or HIDDEN)
        self.widen = nn.Linear(rank, HIDDEN, bias=False) if rank else nn.Identity()
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.case = nn.Embedding(SHAPES, HIDDEN)
        self.head_case = nn.Embedding(SHAPES, CASE)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(inner) for _ in range(layers))
        self.head = nn.Linear(HIDDEN + CASE, tags)
        nn.init.normal_(self.case.weight, std=0.02)

    def freeze_below(self, layer: int) -> None:
        """Let only the layers from this one on, and the head, learn; what `scores_and_hidden` gives as hidden stays as it is."""
        for parameter in self.parameters():
            parameter.requires_grad_(False)
        for part in (*self.layers[layer:], self.head):
            part.requires_grad_(True)

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor | None = None) -> Tensor:
        return self.scores_and_hidden(pieces, shapes, mask)[0]

    def scores_and_hidden(self, pieces: Tensor, shapes: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The log-probabilities, and what the layer at two thirds of the height gives [B, T, H]: the role head reads that."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.dropout(self.norm(self.widen(self.words(pieces)) + self.positions(places) + self.case(shapes)))
        bias = None if mask is None else (~mask)[:, None, None, :] * -1e4
        hidden = x
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, bias)
            if number == max(1, len(self.layers) * 2 // 3):
                hidden = x
        return self.head(torch.cat([x, self.head_case(shapes)], -1)).float().log_softmax(-1), hidden


def load_base(model: TokenClassifier, weights: str) -> None:
    """Fill the model's first layers and embeddings from the weights file of all-MiniLM-L6-v2."""
    base = {k.removeprefix("bert."): v for k, v in load_file(weights).items()}
    model.words.weight.data.copy_(base["embeddings.word_embeddings.weight"])
    kind = base["embeddings.token_type_embeddings.weight"][0]
    model.positions.weight.data.copy_(base["embeddings.position_embeddings.weight"] + kind)
    copy_linear(model.norm, base, "embeddings.LayerNorm")
    for number, layer in enumerate(model.layers):
        for ours, theirs in PARTS.items():
            copy_linear(getattr(layer, ours), base, f"encoder.layer.{number}.{theirs}")


def copy_linear(part: nn.Module, base: dict[str, Tensor], name: str) -> None:
    """Copy one weight and bias."""
    part.weight.data.copy_(base[f"{name}.weight"])
    part.bias.data.copy_(base[f"{name}.bias"])


PARTS = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "out": "attention.output.dense",
    "norm1": "attention.output.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
}


def narrowed(layer: dict[str, Tensor], inner: int) -> dict[str, Tensor]:
    """A layer's weights with the `inner` units of its middle that weigh most."""
    weight = layer["up.weight"].norm(dim=1) * layer["down.weight"].norm(dim=0)
    keep = weight.topk(inner).indices.sort().values
    less = {"up.weight": layer["up.weight"][keep], "up.bias": layer["up.bias"][keep], "down.weight": layer["down.weight"][:, keep]}
    return {**layer, **less}


def student_of(teacher: TokenClassifier, layers: list[int], rank: int, inner: int) -> TokenClassifier:
    """A smaller model: some layers of the teacher, narrower inside, and its word embedding as a product of two thin matrices."""
    words = teacher.words.weight.data
    student = TokenClassifier(teacher.head.out_features, words.shape[0], len(layers), rank, inner)
    left, size, right = torch.linalg.svd(words, full_matrices=False)
    student.words.weight.data.copy_(left[:, :rank] * size[:rank])
    student.widen.weight.data.copy_(right[:rank].T)
    for part in ("positions", "case", "head_case", "norm", "head"):
        getattr(student, part).load_state_dict(getattr(teacher, part).state_dict())
    for own, number in zip(student.layers, layers, strict=True):
        own.load_state_dict(narrowed(teacher.layers[number].state_dict(), inner))
    return student
