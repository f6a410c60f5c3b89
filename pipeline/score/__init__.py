"""Records against gold: precision, recall, F1 by field, how sure the pipeline should have been, and every error with its text."""
