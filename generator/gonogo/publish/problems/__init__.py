"""Problems in the words of terminals, editors and hosts. A format is a module with `render(report)`."""

from collections.abc import Callable

from gonogo.publish.problems import concise, full, github, gitlab, json_, junit, sarif
from gonogo.publish.problems.report import Report

__all__ = ["FORMATS", "Report"]

FORMATS: dict[str, Callable[[Report], str]] = {
    "full": full.render,
    "concise": concise.render,
    "json": json_.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "sarif": sarif.render,
    "junit": junit.render,
}
