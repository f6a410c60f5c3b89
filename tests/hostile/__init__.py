"""Hostile input: files that no honest editor would save, and a process to read each of them in."""
