"""The shipped models, each a folder, and the code that reads and writes their numbers."""
