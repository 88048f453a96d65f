"""Links of other catalogs as links of a manifest."""

from collections.abc import Iterable

from gonogo.intake.clean import LONGEST_TITLE, LONGEST_WORD, line
from gonogo.intake.words import folded
from gonogo.model.noun import Noun
from gonogo.model.problem import Place

REPOSITORY = "repository"
RUNBOOK = "runbook"
"""The kind of links that become runbooks of a manifest."""

_KINDS = {
    "repo": REPOSITORY,
    "repository": REPOSITORY,
    "repositories": REPOSITORY,
    "source": REPOSITORY,
    "source-code": REPOSITORY,
    "code": REPOSITORY,
    "git": REPOSITORY,
    "doc": "documentation",
    "docs": "documentation",
    "document": "documentation",
    "documentation": "documentation",
    "wiki": "documentation",
    "on-call": "on-call",
    "incidents": "on-call",
    "pagerduty": "on-call",
    "chat-channel": "chat",
    "slack": "chat",
    "microsoft-teams": "chat",
    "runbook": RUNBOOK,
    "runbooks": RUNBOOK,
    "playbook": RUNBOOK,
}
_HOSTS = {
    "github": "https://github.com/",
    "gitlab": "https://gitlab.com/",
    "bitbucket": "https://bitbucket.org/",
}


class Address(Noun):
    """A link and where its source has it; whether it may be one is not known yet."""

    kind: str
    title: str
    url: str
    place: Place


def link(kind: str | None, title: str | None, url: str | None, place: Place) -> Address | None:
    """Return a link; what it leads to is told by the first of kind and title that is known."""
    if not url:
        return None
    word = folded(kind or "")
    of_title = folded(title or "")
    shown = _KINDS.get(word) or (word if word not in ("", "other", "link") else _KINDS.get(of_title, "link"))
    return Address(
        kind=line(shown, LONGEST_WORD),
        title=line(title or shown.replace("-", " ").capitalize(), LONGEST_TITLE) or shown,
        url=url.strip(),
        place=place,
    )


def repository(provider: str, name: str | None, place: Place) -> Address | None:
    """Return the link to a repository that is named as `owner/name` on a public host."""
    if not name:
        return None
    url = name if "://" in name else f"{_HOSTS.get(folded(provider), _HOSTS['github'])}{name.strip('/')}"
    return Address(kind=REPOSITORY, title="Source", url=url, place=place)


def distinct(found: Iterable[Address | None]) -> tuple[Address, ...]:
    """Return the links that there are, each address once: the first title wins."""
    by_url: dict[str, Address] = {}
    for each in found:
        if each is not None:
            by_url.setdefault(each.url.rstrip("/"), each)
    return tuple(by_url.values())
