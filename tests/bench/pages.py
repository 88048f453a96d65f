"""The same content as Markdown pages, as one would write them for plain MkDocs with Material."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench import catalogs
from bench.services import Organisation, id_of, service

OUTSIDE, INSIDE = "outside.yml", "inside.yml"
"""Configurations: with the services outside the navigation, and with MkDocs' own navigation of all pages."""

_COMMON = """\
site_name: Readiness of a made organisation
docs_dir: docs
theme:
  name: material
  font: false
"""
_OUTSIDE = """\
nav:
  - Home: index.md
  - Services: services/index.md
not_in_nav: |
  /services/*/*.md
"""
_STAMP = ".made"


def make(folder: Path, organisation: Organisation) -> Path:
    """Write the pages and both configurations to `folder`, unless they are there; return `folder`."""
    stamp = f"{organisation} {catalogs.fingerprint()}"
    if (folder / _STAMP).is_file() and (folder / _STAMP).read_text(encoding="utf-8") == stamp:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    files = dict(_overview(organisation))
    for index in range(organisation.services):
        name = catalogs.manifest_name(index, organisation).replace(".yaml", ".md")
        files[f"docs/{name}"] = page(service(index, organisation), organisation)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / _STAMP).write_text(stamp, encoding="utf-8")
    return folder


def _overview(organisation: Organisation) -> Iterator[tuple[str, str]]:
    yield OUTSIDE, f"{_COMMON}site_dir: outside\n{_OUTSIDE}"
    yield INSIDE, f"{_COMMON}site_dir: inside\n"
    yield "docs/index.md", "# Readiness\n\nSee the [services](services/index.md).\n"
    rows = (
        (f"[{id_of(index)}]({organisation.team(index)}/{id_of(index)}.md)", organisation.team(index))
        for index in range(organisation.services)
    )
    yield "docs/services/index.md", f"# Services\n\n{_table(('Service', 'Owner'), rows)}\n"


def page(manifest: dict[str, Any], organisation: Organisation) -> str:
    """Return the page of a service: all that its manifest says."""
    block = manifest["service"]
    parts = [
        f"# {block['name']}",
        block["description"],
        _facts(block),
        "## Links",
        *_bullets(_link(each) for each in block["links"]),
        "## Depends on",
        *_bullets(_dependency(each, organisation) for each in block["depends_on"]),
        "## Operations",
        *_operations(manifest["operations"]),
        "## Changes",
        *_bullets(f"{each['on']} ({each['kind']}): {each['text']}" for each in manifest["changes"]),
        "## Checks",
        *(part for name, answer in manifest["checks"].items() for part in _check(name, answer)),
        "## Risks",
        *(part for risk in manifest["risks"] for part in _risk(risk)),
        "## Reviews",
        *(part for review in manifest["reviews"] for part in _review(review)),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _bullets(items: Iterable[str]) -> Iterator[str]:
    text = "\n".join(f"- {item}" for item in items)
    if text:
        yield text


def _link(link: dict[str, Any]) -> str:
    return f"[{link['title']}]({link['url']})"


def _facts(block: dict[str, Any]) -> str:
    keys = ("owner", "kind", "tier", "lifecycle", "system")
    rows = [(key.title(), block[key]) for key in keys]
    rows += (
        [("Target", "{lifecycle}, tier {tier}, on {on}".format(**block["target"]))]
        if "target" in block
        else []
    )
    rows += [("Traits", ", ".join(trait for trait, holds in block["traits"].items() if holds) or "none")]
    rows += [("Platforms", ", ".join(block["platforms"])), ("Tags", ", ".join(block["tags"]))]
    rows += [("Confirmed", "{on} by {by}".format(**block["confirmed"]))]
    return _table(("Fact", "Value"), rows)


def _dependency(need: dict[str, Any], organisation: Organisation) -> str:
    if "external" in need:
        return f"{need['external']} ({need['criticality']}), else: {need['fallback']}"
    name = need["service"]
    return f"[{name}](../{organisation.team(int(name[-5:]))}/{name}.md) ({need['criticality']})"


def _operations(run: dict[str, Any]) -> Iterator[str]:
    if "on_call" in run:
        yield f"On call: [{run['on_call']['rotation']}]({run['on_call']['url']})"
    yield from _bullets(f"{each['role']}: {each['contact']}" for each in run["escalation"])
    yield from _bullets(_link(each) for each in run["runbooks"])
    rows = (
        (each["indicator"], each["target"], each["unit"], f"{each['window_days']} days")
        for each in run["objectives"]
    )
    yield _table(("Objective", "Target", "Unit", "Window"), rows)


def _check(name: str, answer: dict[str, Any]) -> Iterator[str]:
    yield f"### {name.replace('-', ' ').title()}"
    owner = f", {answer['owner']} until {answer['due_on']}" if "owner" in answer else ""
    yield f"**{answer['status']}**{owner}"
    if "reason" in answer:
        yield answer["reason"]
    yield from _bullets(_evidence(piece) for piece in answer.get("evidence", ()))
    if "note" in answer:
        yield answer["note"]
    if "waiver" in answer:
        yield "Waived by {approved_by} from {approved_on} to {expires_on}: {reason}".format(
            **answer["waiver"]
        )


def _evidence(piece: dict[str, Any]) -> str:
    text = f"{_link(piece)} ({piece['kind']}), {piece['collected_on']} by {piece['collected_by']}"
    if "expires_on" in piece:
        text += f", until {piece['expires_on']}"
    return f"{text}: {piece['excerpt']}" if "excerpt" in piece else text


def _risk(risk: dict[str, Any]) -> Iterator[str]:
    yield f"### {risk['id']}: {risk['title']}"
    yield f"{risk['cause']} → {risk['consequence']}. {risk['mitigation']}"
    keys = ("category", "likelihood", "impact", "treatment", "status", "owner", "identified_on", "due_on")
    rows = [(key.replace("_", " ").title(), risk[key]) for key in keys]
    rows += [("Residual", "{likelihood} × {impact}".format(**risk["residual"]))]
    rows += [(key.title(), ", ".join(risk[key])) for key in ("checks", "covers") if key in risk]
    if risk["status"] == "accepted":
        rows += [("Accepted", "{accepted_on} by {accepted_by}, until {review_on}".format(**risk))]
    yield _table(("Fact", "Value"), rows)


def _review(review: dict[str, Any]) -> Iterator[str]:
    yield f"### {review['date']}: {review['kind']} review"
    who = ", ".join(f"{each.get('id') or each['name']} ({each['role']})" for each in review["reviewers"])
    yield f"**{review['decision']}** by {who}: [{review['summary']}]({review['url']})"
    yield from _bullets(_condition(each) for each in review.get("conditions", ()))
    yield f"Next review on {review['next_review_on']}"


def _condition(condition: dict[str, Any]) -> str:
    done = f", done on {condition['done_on']}" if "done_on" in condition else ""
    blocking = ", blocking" if condition["blocking"] else ""
    return (
        f"{condition['id']} {condition['text']} ({condition['check']}): "
        f"{condition['owner']} until {condition['due_on']}{blocking}{done}"
    )
