"""`python -m training`: train the accurate model, let it learn from releases and answers, teach the fast one, export both."""

import argparse
import copy
import random
import time
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import torch

from training import corpora, export
from training.answers import lessons
from training.encoder import TokenClassifier, load_base, student_of
from training.generate import generate, read_grammar
from training.train import Example, Kit, example, fit, own_answers, tag_names, taught
from training.unseen import PARTS, part_model

HERE = Path(__file__).parent
MODELS = HERE.parent / "pipeline" / "models"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a tiny random model, a few steps on generated text: proves that the code works")
    parser.add_argument("--out", type=Path, default=MODELS, help="folder for accurate/ and fast/")
    parser.add_argument("--keep", type=Path, help="folder for checkpoints; a stage whose checkpoint lies there is not run again")
    parser.add_argument("--parts", action="store_true", help="also the accurate models that each leave out a part of the answered articles")
    parser.add_argument("--log", type=Path, default=HERE / "log" / "training.txt")
    options = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text("utf-8"))
    torch.manual_seed(config["seed"])
    torch.set_num_threads(config["threads"])
    options.log.parent.mkdir(parents=True, exist_ok=True)
    with options.log.open("a", encoding="utf-8") as file:
        def log(line: str) -> None:
            print(line, flush=True)
            file.write(line + "\n")
            file.flush()
        try:
            run(options, toy(config) if options.toy else config, log)
        except corpora.MissingData as error:
            raise SystemExit(str(error)) from None


def toy(config: dict[str, Any]) -> dict[str, Any]:
    """The config cut down to seconds."""
    tiny = {"epochs": 1, "generated": 60, "copies": 1, "steps": 6}
    stages = {name: {**config[name], **tiny} for name in ("supervised", "fast")}
    return {**config, **stages, "toy": True, "half": False, "batch_pieces": 512}


def run(options: argparse.Namespace, config: dict[str, Any], log: Callable[[str], None]) -> None:
    """All stages; each leaves a checkpoint where asked."""
    started, tags, is_toy = time.time(), tag_names(config["labels"]), config.get("toy", False)
    weights, tokenizer = export.base_files(config["base"])
    model = TokenClassifier(len(tags), tokenizer.get_vocab_size(), 1 if is_toy else 6)
    load_base(model, str(weights))
    model.words.weight.requires_grad_(False)
    folder = None if is_toy else corpora.shared()
    grammar = read_grammar(corpora.listed_companies(folder))
    fixed = [] if folder is None else corpora.open_corpora(folder, config["corpora"])
    by_hand, kit = corpora.labelled(), Kit(config, tags, tokenizer)
    log(f"training {config['version']}, seed {config['seed']}: {len(fixed)} corpus records, {len(by_hand)} labelled by hand")

    def stage(name: str, network: TokenClassifier, data: Callable[[int], list[Example]]) -> None:
        checkpointed(name, network, options.keep, lambda: fit(network, data, config[name.rstrip("012")], kit, log))
        log(f"{name}: {time.time() - started:.0f} s since the start")

    stage("supervised", model, lambda epoch: epoch_examples(kit, "supervised", epoch, fixed, grammar))
    raw: list[corpora.Record] = []
    if folder is not None:
        documents = corpora.releases(folder, corpora.left_out())
        random.Random(config["seed"]).shuffle(documents)

        @cache
        def answers() -> list[corpora.Record]:
            found = own_answers(model, documents[: config["self"]["releases"]], kit, corpora.head_words())
            log(f"self: {len(found)} sentences of {config['self']['releases']} releases answered by the model itself")
            return found

        stage("self", model, lambda epoch: epoch_examples(kit, "self", epoch, fixed + answers(), grammar))
        raw = [{"text": p, "spans": []} for d in documents[: config["fast"]["releases"]] for p in d]

        def answered(left_out: int | None) -> TokenClassifier:
            """The model after what the answers teach it, all but one part's."""
            wise = copy.deepcopy(model)
            wise.freeze_below(len(wise.layers) - config["answers"]["layers"])
            fixed_lessons = lessons(model, kit, left_out)

            def data(epoch: int) -> list[Example]:
                return fixed_lessons + taught(model, epoch_examples(kit, "answers", epoch, [], grammar), config)

            stage("answers" if left_out is None else f"answers{left_out}", wise, data)
            return wise

        if options.parts:
            for part in range(PARTS):
                export.export(answered(part), tokenizer, config, tags, part_model("accurate", part))
        model = answered(None)
    export.export(model, tokenizer, config, tags, options.out / "accurate")
    student = student_of(model, [0] if is_toy else config["fast"]["layers"], config["fast"]["rank"], config["fast"]["inner"])
    shown = taught(model, epoch_examples(kit, "fast", 0, fixed + raw, grammar), config)
    stage("fast", student, lambda epoch: shown)
    export.export(student, tokenizer, config, tags, options.out / "fast")


def checkpointed(stage: str, model: TokenClassifier, keep: Path | None, work: Callable[[], None]) -> None:
    """Run a stage, or load what it left."""
    file = keep / f"{stage}.pt" if keep else None
    if file and file.exists():
        model.load_state_dict(torch.load(file))
        model.eval()
        return
    work()
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), file)


def epoch_examples(kit: Kit, name: str, epoch: int, fixed: list[corpora.Record], grammar: dict[str, list[str]]) -> list[Example]:
    """What one epoch sees: corpora, new generated paragraphs, the hand-labelled sentences with other names; half of it in sentences."""
    config, stage = kit.config, kit.config[name]
    seed = config["seed"] + 1000 * epoch + stage["generated"]
    rng = random.Random(seed)
    made = generate(stage["generated"], seed, grammar["listed"])
    by_hand = corpora.labelled()
    for turn in range(stage["copies"]):
        made += by_hand if turn % 3 == 0 else [corpora.with_other_names(r, rng, grammar) for r in by_hand]
    records: list[corpora.Record] = []
    for record in fixed + made:
        records += [record] if len(record["text"]) < 900 and rng.random() < 0.5 else corpora.in_sentences(record)
    records = [corpora.as_headline(r, rng) if len(r["text"]) < 160 and rng.random() < stage["headlines"] else r for r in records]
    return [e for r in records if (e := example(r, kit.tokenizer, kit.tags))]


if __name__ == "__main__":
    main()
