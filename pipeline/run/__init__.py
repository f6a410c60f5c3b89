"""A dump into a dataset: on one machine or many, remembering what it did before."""
