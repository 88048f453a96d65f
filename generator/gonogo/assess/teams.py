"""The tree of teams: who is below whom."""

from collections.abc import Iterator, Mapping

from gonogo.model.catalog import Team


def with_parents(team: str, teams: Mapping[str, Team]) -> Iterator[str]:
    """Yield `team` and what it is below, upwards; a circle ends where it closes."""
    seen: set[str] = set()
    each: str | None = team
    while each is not None and each not in seen:
        seen.add(each)
        yield each
        known = teams.get(each)
        each = known.parent if known is not None else None
