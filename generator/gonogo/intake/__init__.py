"""Intake: foreign text becomes manifests and evidence files. Pure: reads and writes no files."""
