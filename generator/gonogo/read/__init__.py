"""Read: files and git become a catalog of what is sound, and all problems."""

from gonogo.read.reading import Reading, configured, read

__all__ = ["Reading", "configured", "read"]
