"""Fuzzing: inputs grown by what they make the readers, the splitter and the finders do; what breaks them is kept as a row."""
