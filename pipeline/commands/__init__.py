"""Commands: the longer ones of the command line, each in a module of its own that `__main__` puts in place."""
