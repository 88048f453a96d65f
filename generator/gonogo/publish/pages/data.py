"""Data: every file that the portal has for machines, what it holds, and how to use it."""

from collections.abc import Iterable

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio
from gonogo.model.problem import Problem
from gonogo.publish.formats.json_ import API
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs


class File(Noun):
    """A file, or many of one shape: `path` with a thing in braces; `example` is one of them."""

    path: str
    text: str
    schema: str | None = None
    example: str | None = None


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.DATA, "Data", "API JSON CSV badges feed calendar metrics"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    service = next(iter(inputs.portfolio.scorecards), None)
    return inputs.page(
        ref,
        "data.html",
        description="The portal's data as JSON, CSV, badges, Atom, iCalendar and OpenMetrics.",
        json=json_files(service),
        tables=[
            File(path="services.csv", text="One line a service, for spreadsheets; no cell is a formula.")
        ],
        feeds=feeds(inputs.portfolio, service),
        metrics=[
            File(path="metrics.txt", text="OpenMetrics: counts, scores, verdicts, exposure, upkeep."),
            File(path="llms.txt", text="What the portal is and where its data lies, for language models."),
        ],
        service=service,
        site=inputs.links.site_url or "",
    )


def json_files(service: str | None) -> list[File]:
    """Return the files of the JSON interface."""
    return [
        File(
            path="score.json",
            text="The whole assessment: all that the command score prints as JSON.",
            schema=f"{API}/schemas/score.schema.json",
        ),
        File(
            path=f"{API}/index.json",
            text="Title, day, standard, counts, and where the other files are.",
            schema=f"{API}/schemas/api-index.schema.json",
        ),
        File(
            path=f"{API}/services.json",
            text="Every service in one line.",
            schema=f"{API}/schemas/api-services.schema.json",
        ),
        File(
            path=f"{API}/services/{{id}}.json",
            text="One service with reasons, findings and risks.",
            schema=f"{API}/schemas/api-service.schema.json",
            example=service and f"{API}/services/{service}.json",
        ),
        File(
            path=f"{API}/teams.json",
            text="Teams, each with all below it: services, verdicts, levels, shares.",
            schema=f"{API}/schemas/api-teams.schema.json",
        ),
    ]


def feeds(portfolio: Portfolio, service: str | None) -> list[File]:
    """Return what people subscribe to."""
    team = next(iter(portfolio.catalog.teams), None)
    return [
        File(path="feed.xml", text="Atom: reviews and verdicts of the organisation."),
        File(
            path="feeds/{team}.xml",
            text="The same of a team with all below it.",
            example=team and f"feeds/{team}.xml",
        ),
        File(path="calendars/all.ics", text="iCalendar: everything that falls due, as whole days."),
        File(
            path="calendars/teams/{team}.ics",
            text="The same of a team with all below it.",
            example=team and f"calendars/teams/{team}.ics",
        ),
        File(
            path="calendars/services/{id}.ics",
            text="The same of a service.",
            example=service and f"calendars/services/{service}.ics",
        ),
        File(
            path="badges/{id}.svg",
            text="A badge for a README.",
            example=service and f"badges/{service}.svg",
        ),
        File(
            path="badges/{id}.json",
            text="The same as an endpoint for badge servers.",
            example=service and f"badges/{service}.json",
        ),
    ]
