"""Importers: one module for each catalog of others, each a function from bytes to a delivery.

A module has `read(content, path)`, which never raises for what a file holds. In a folder its files are
those with a name of `SURE`, and those with a name of `FILES` that hold `MARK`.
"""

import re
from typing import Protocol

from gonogo.intake.drafts import Delivery
from gonogo.intake.importers import backstage, codeowners, compass, cortex, csv_, datadog, opslevel


class Importer(Protocol):
    """What the rest of the program knows of an importer."""

    @property
    def FILES(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """Names that its files may have."""

    @property
    def SURE(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """Names that only its files have."""

    @property
    def MARK(self) -> re.Pattern[bytes]:  # noqa: N802 - a constant of the module
        """What its files hold."""

    def read(self, content: bytes, path: str) -> Delivery:
        """Return what is in a file."""


IMPORTERS: dict[str, Importer] = {
    "backstage": backstage,
    "datadog": datadog,
    "opslevel": opslevel,
    "cortex": cortex,
    "compass": compass,
    "csv": csv_,
    "codeowners": codeowners,
}
"""The importers by the name under which the command line and the manifests know them."""
