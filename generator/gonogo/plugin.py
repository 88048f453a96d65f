"""The MkDocs plugin: `plugins: [search, {gonogo: {catalog: catalog}}]`. Thin: options become an order."""

from datetime import UTC, datetime
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from gonogo import portal, store
from gonogo.model.problem import Problem
from gonogo.model.words import Severity
from gonogo.order import Order
from gonogo.site.adapter import Adapter, log
from gonogo.site.publication import Publication
from gonogo.soundly import Unusable

MOST_LOGGED = 20
"""Problems that are logged one by one."""


class GonogoPlugin(Adapter):  # type: ignore[no-untyped-call] # MkDocs is typed in parts
    """Reads, assesses and publishes whenever MkDocs builds."""

    def on_config(self, config: MkDocsConfig, **_: Any) -> None:
        """Have the catalog and the templates watched."""
        super().on_config(config)
        watched = (self.told.catalog, self.told.templates)
        config.watch.extend(
            str(each) for each in watched if each is not None and str(each) not in config.watch
        )

    def publish(self, config: MkDocsConfig) -> Publication:
        """Return the catalog of the options as of their day, unless whoever runs MkDocs gives another."""
        if self.given is not None:
            return super().publish(config)
        try:
            made = portal.portal_of(self._order(), config)
        except Unusable as error:
            tell(error.problems)
            raise PluginError(str(error)) from error
        tell(made.problems)
        return made.publication

    def _order(self) -> Order:
        told, today = self.told, datetime.now(UTC).date()
        if told.catalog is None:
            message = "the option `catalog` is missing"
            raise PluginError(message)
        return Order(
            catalog=told.catalog,
            day=told.as_of or today,
            today=today,
            templates=told.templates,
            memory=store.folder(),
            is_late=self.is_late,
        )


def tell(problems: tuple[Problem, ...]) -> None:
    """Log what is worse than a notice, as warnings, so that `--strict` fails."""
    told = [problem for problem in problems if problem.severity is not Severity.NOTICE]
    for problem in told[:MOST_LOGGED]:
        place = f"{problem.place.path}:{problem.place.line}:{problem.place.column}"
        log.warning(f"{place}: {problem.severity}[{problem.code}]: {problem.message}")
    if len(told) > MOST_LOGGED:
        log.warning(f"{len(told) - MOST_LOGGED} more problems; `gonogo validate` prints them all")
