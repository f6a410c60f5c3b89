"""A dump into results, article by article."""
