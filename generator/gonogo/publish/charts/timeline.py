"""A timeline: what happened, newest first."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from gonogo.model.noun import Noun
from gonogo.publish.charts.svg import element


class Entry(Noun):
    """One thing that happened; `body` is HTML that is safe as it stands."""

    day: date
    title: Markup
    tone: str
    body: Markup
    id: str | None = None


def timeline(entries: Sequence[Entry], title: str) -> Markup:
    """Return the entries as an ordered list along a line."""
    return element(
        "ol",
        *(
            element(
                "li",
                element("p", element("time", str(entry.day)), " ", entry.title, class_="go-when"),
                entry.body,
                class_=f"go-{entry.tone}",
                id=entry.id,
            )
            for entry in entries
        ),
        class_="go-timeline",
        aria_label=title,
    )
