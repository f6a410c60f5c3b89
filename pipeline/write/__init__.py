"""Records into files: the dataset that DATASET.md describes, written whole or not at all."""
