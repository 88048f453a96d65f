"""Readiness manifests in git, rendered into a static portal."""

__version__ = "0.1.0"
