"""One file an engine. Each is a whole process: ``python -m engines.NAME SIZE`` reads, scores and writes both files."""
