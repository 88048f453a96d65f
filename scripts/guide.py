# ruff: noqa: INP001  a script, not a package
"""Bring the generated parts of the Guide up to date: tables, field reference, examples, what commands print.

    python scripts/guide.py           write them
    python scripts/guide.py --check   only tell which pages have drifted

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`. Besides, every ```console
block is run again, from the top of its page, in an empty folder into which the page's complete files
(```yaml title="catalog/…") are written as they come.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml

from gonogo.model.codes import CODES
from gonogo.model.standard import Category, Check, EvidenceRule, Standard
from gonogo.read.standards import standard

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "site_templates" / "guide"
SCHEMAS = ROOT / "schemas"
PACKS = ("production-readiness", "ai-readiness", "operational-excellence")

AS_OF = "2026-11-23"
"""The day on which the commands of the Guide are run."""

WIDTH = "80"

_PART = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)
_FENCE = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<title>[^"\n]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)


def main(arguments: list[str]) -> int:
    """Do what the command line says; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    is_check = parser.parse_args(arguments).check
    wrong = False
    for path in sorted(GUIDE.glob("*.md")):
        held = path.read_text("utf-8")
        fresh = renewed(held)
        if fresh == held:
            continue
        wrong = True
        if is_check:
            sys.stderr.write(f"{path.relative_to(ROOT)} has drifted; run python scripts/guide.py\n")
        else:
            path.write_text(fresh, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return 1 if wrong and is_check else 0


def renewed(page: str) -> str:
    """Return a page with its generated parts and its consoles as they would be now."""
    return replayed(filled(page))


def filled(page: str) -> str:
    """Return a page with its generated parts made anew."""

    def part(match: re.Match[str]) -> str:
        name, *arguments = match.group(2).split()
        return f"{match.group(1)}\n{PARTS[name](*arguments).strip()}\n\n{match.group(3)}"

    return _PART.sub(part, page)


def replayed(page: str) -> str:
    """Return a page with what its commands print today."""
    if "```console\n" not in page:
        return page
    with tempfile.TemporaryDirectory() as folder:

        def block(match: re.Match[str]) -> str:
            title = match["title"] or ""
            if match["language"] == "console":
                return f"```console\n{session(match['text'], Path(folder))}```"
            if match["language"] == "yaml" and title.startswith("catalog/"):
                target = Path(folder) / title
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(match["text"], encoding="utf-8")
            return match[0]

        return _FENCE.sub(block, page)


def session(text: str, folder: Path) -> str:
    """Return the commands of a console, each followed by what it prints in `folder`."""
    commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{output(command, folder)}" for command in commands)


def output(command: str, folder: Path) -> str:
    """Return what a command of ours prints."""
    command, _, lines = command.partition(" | head -")
    name, *arguments = shlex.split(command)
    if name == "rm":
        shutil.rmtree(folder / arguments[-1])
        return ""
    if name != "gonogo":
        raise SystemExit(f"a console shows commands of gonogo only, not {name}")
    days = {f"GONOGO_{each}_AS_OF": AS_OF for each in ("VALIDATE", "SCORE", "FORECAST", "GATE", "RISKS")}
    python = os.pathsep.join([str(ROOT / "generator"), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(  # noqa: S603 - our own program, with arguments from our own pages
        [sys.executable, "-m", "gonogo", *arguments],
        cwd=folder,
        env=os.environ | days | {"COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONPATH": python, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )
    printed = [line.rstrip() for line in (ran.stdout + ran.stderr).strip().splitlines()]
    shown = "\n".join(printed[: int(lines) if lines else None]).rstrip()
    return f"{shown}\n" if shown else ""


# Risks


def risks(pack: str) -> str:
    """Return the risks that a pack is the first to define: missing practice, consequences, what closes it."""
    loaded = {name: packed(name) for name in PACKS}
    earlier = {risk for name in PACKS[: PACKS.index(pack)] for risk in loaded[name].risks}
    rows = [
        "| Missing practice | In production | Technical | Business | Closed by |",
        "|---|---|---|---|---|",
    ]
    for risk in loaded[pack].risks.values():
        if risk.id not in earlier:
            effects = (risk.production_effect, risk.technical_impact, risk.business_impact)
            rows.append(row((f"**{risk.title}**", *effects, closing(risk.id, pack, loaded))))
    return "\n".join(rows)


def closing(risk: str, pack: str, loaded: Mapping[str, Standard]) -> str:
    """Return the checks that mitigate a risk: all of the base packs, of the long list only how many."""
    ids = {
        name: [each.id for each in held.checks.values() if risk in each.mitigates]
        for name, held in loaded.items()
    }
    *base, longest = PACKS
    if pack == longest:
        base.append(longest)
    named = ", ".join(f"`{id_}`" for name in base for id_ in ids[name])
    more = 0 if longest in base else len(ids[longest])
    return f"{named}; {more} more in the long list" if more else named


def packed(name: str) -> Standard:
    """Return a built-in pack."""
    held, problems = standard([name])
    if held is None or problems:
        raise SystemExit(f"the pack {name} cannot be read: {problems}")
    return held


# Codes

GROUPS = {
    "GN0": "Files",
    "GN1": "YAML",
    "GN2": "Shape",
    "GN3": "References within the catalog",
    "GN4": "Meaning",
    "GN5": "Pages and addresses",
    "GN6": "Git",
    "GN9": "Ourselves",
}
"""What codes that begin so are about."""


def codes() -> str:
    """Return the index of all codes, by group."""
    parts = []
    for group, held in groupby(CODES.values(), key=lambda code: code.code[:3]):
        rows = ["| Code | Name | Severity | What it says |", "|---|---|---|---|"]
        rows += [
            row(
                (
                    f"[{each.code}](codes/{each.code}.md)",
                    f"`{each.name}`",
                    each.severity or "off",
                    each.summary,
                )
            )
            for each in held
        ]
        parts.append(f"## {GROUPS[group]}\n\n" + "\n".join(rows))
    return "\n\n".join(parts)


# Defaults


def defaults() -> str:
    """Return what a standard means where it is silent, as the nouns have it."""
    check, rule = Check(id="x", title="x", category="x", level="x"), EvidenceRule()
    category, held = Category(id="x", name="x"), Standard(id="x", version="1", title="x")
    asked = "required" if rule.required else "not required"
    bands = ", ".join(f"`{band.id}` up to {band.up_to}" for band in held.bands)
    rows = (
        ("`weight` of a check or a category", f"{check.weight}" if check.weight == category.weight else "?"),
        ("`effort`", f"`{check.effort.value}`"),
        ("`gate_for_tiers`", "a gate for no tier" if not check.gate_for_tiers else "?"),
        ("`evidence.required`", asked),
        ("`evidence.kinds`", "any kind" if not rule.kinds else "?"),
        ("`evidence.max_age_days`", "evidence does not age" if rule.max_age_days is None else "?"),
        ("`evidence.grace_days`", f"{rule.grace_days}"),
        ("`not_applicable`", f"`{check.not_applicable.value}`"),
        ("`answered_by`", "nothing answers it by itself" if check.answered_by is None else "?"),
        ("`enforce_from`", "at once" if check.enforce_from is None else "?"),
        ("`applies_to`", "everything" if not check.applies_to else "?"),
        ("`matrix.bands`", bands),
        ("`waivers`", "no maximum" if held.waivers.max_days is None else "?"),
        ("`approvals`", "anybody may approve, anywhere" if not held.approvals else "?"),
        ("`tiers`, in a standard that extends no pack", "none" if not held.tiers else "?"),
    )
    return "\n".join(["| Where the standard is silent about | it means |", "|---|---|", *map(row, rows)])


# Fields

FILES = {
    "manifest": ("Manifest", "services/**/*.yaml"),
    "standard": ("Standard", "standard.yaml"),
    "catalog": ("Catalog", "catalog.yaml"),
    "teams": ("Teams", "teams.yaml"),
    "tiers": ("Tiers", "tiers.yaml"),
    "platform": ("Platform", "platforms/*.yaml"),
    "decision": ("Decision", "decisions/**/*.yaml"),
    "evidence": ("Robots' evidence", "evidence/**/*.yaml"),
    "collect": ("Rules for robots", "collect.yaml"),
    "import-map": ("Mapping of an import", "the file of --map"),
}
"""The kinds of files, in the order in which people meet them: what each is called and where it stands."""

Schema = dict[str, Any]


def fields() -> str:
    """Return every field of every kind of file."""
    reference = Reference()
    parts = [reference.file(name) for name in FILES]
    return "\n\n".join([reference.values(), *parts])


class Reference:
    """The field reference while it is written: remembers what it has told already."""

    def __init__(self) -> None:
        """Load all schemas."""
        self.schemas = {
            name: json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")) for name in FILES
        }
        self.told: dict[str, tuple[Schema, str]] = {}

    def values(self) -> str:
        """Return the kinds of values that have no fields of their own."""
        rows = ["| Value | What it is |", "|---|---|"]
        known: dict[str, str] = {}
        for schema in self.schemas.values():
            for name, held in sorted(schema["$defs"].items()):
                if is_scalar(held) and not {"enum", "const"} & held.keys() and name != "tierKey":
                    known[name] = row((f"**{held['title'].lower()}**", held["description"]))
        rows += sorted(known.values())
        return "## Kinds of values\n\n" + "\n".join(rows)

    def file(self, name: str) -> str:
        """Return one kind of file with everything in it that was not told before."""
        title, where = FILES[name]
        schema = self.schemas[name]
        head = f"## {title} {{ #{name} }}\n\n{schema['description']} It stands in `{where}`."
        parts = [head, self.table(schema, name)]
        waiting = list(self.parts_of(schema, name, ""))
        while waiting:
            id_, route = waiting.pop(0)
            held = schema["$defs"][id_]
            if id_ in self.told:
                continue
            anchor = f"{name}-{id_.lower()}"
            self.told[id_] = (held, anchor)
            waiting += self.parts_of(held, name, route)
            head = f"### {held['title']} {{ #{anchor} }}\n\n`{route}`: {lowered(held['description'])}"
            same = self.same(held, name)
            parts.append(f"{head} {same}" if same else f"{head}\n\n{self.table(held, name)}")
        return "\n\n".join(parts)

    def same(self, held: Schema, name: str) -> str | None:
        """Return where the fields are told of a part that has those of another but its id."""
        for id_, (other, anchor) in self.told.items():
            rest = {key: value for key, value in other.get("properties", {}).items() if key != "id"}
            if held is not other and held["properties"] == rest:
                if "id" not in other["properties"]:
                    raise SystemExit(f"{id_} and {held['title']} of {name} are the same")
                return f"They are those of a [{other['title'].lower()}](#{anchor}), all but `id`."
        return None

    def parts_of(self, held: Schema, name: str, route: str) -> Iterator[tuple[str, str]]:
        """Yield the parts with fields of their own, each with the way to it."""
        for key, value in held.get("properties", {}).items():
            for id_, way in self.inner(value, f"{route}.{key}" if route else key):
                target = self.schemas[name]["$defs"][id_]
                if is_scalar(target):
                    continue
                known = self.told.get(id_)
                if known is not None and known[0] != target:
                    raise SystemExit(f"{id_} means two things; the reference tells it once")
                yield id_, way

    def inner(self, value: Schema, way: str) -> Iterator[tuple[str, str]]:
        """Yield the definitions that a value consists of, each with the way to it."""
        if "$ref" in value:
            yield value["$ref"].rpartition("/")[2], way
        for held in (value.get("items"), value.get("then", {}).get("items")):
            if held:
                yield from self.inner(held, f"{way}[]")
        if isinstance(value.get("additionalProperties"), dict):
            yield from self.inner(
                value["additionalProperties"], f"{way}.<{KEYS_OF.get(value['title'], 'id')}>"
            )
        if "$ref" in value.get("else", {}):
            yield from self.inner(value["else"], way)

    def table(self, held: Schema, name: str) -> str:
        """Return the fields of an object."""
        if "properties" not in held:
            raise SystemExit(f"{held['title']} has no fields")
        required = set(held.get("required", ()))
        conditions = conditional(held)
        rows = ["| Field | Required | Value | What it says |", "|---|---|---|---|"]
        for key, value in held["properties"].items():
            needed = "yes" if key in required else conditions.get(key, "no")
            rows.append(row((f"**{key}**", needed, self.value(value, name), self.said(value, name))))
        return "\n".join(rows)

    def value(self, value: Schema, name: str) -> str:
        """Return what may stand in a field, in words."""
        words = self.kind(value, name)
        if "default" in value and value["default"] is not None:
            words += f"; default {literal(value['default'])}"
        return words

    def kind(self, value: Schema, name: str) -> str:
        """Return the type of a value, and what is allowed of it."""
        if "$ref" in value:
            return self.of_definition(value["$ref"].rpartition("/")[2], name)
        if "const" in value:
            return literal(value["const"])
        if "enum" in value:
            return "one of " + ", ".join(literal(each) for each in value["enum"] if each is not None)
        kinds = value["type"] if isinstance(value["type"], list) else [value["type"]]
        if "if" in value:
            return f"{self.kind(value['else'], name)}, or a list of such"
        return " or ".join(self.of_type(kind, value, name) for kind in kinds if kind != "null")

    def of_definition(self, id_: str, name: str) -> str:
        """Return a definition's name, linked where it has fields of its own."""
        held = self.schemas[name]["$defs"][id_]
        if "enum" in held or "const" in held:
            return self.kind(held, name)
        title = held["title"].lower()
        if is_scalar(held):
            return str(title)
        anchor = self.told[id_][1] if id_ in self.told else f"{name}-{id_.lower()}"
        return f"[{title}](#{anchor})"

    def of_type(self, kind: str, value: Schema, name: str) -> str:
        """Return a plain type in words."""
        if kind == "array":
            return f"list: {self.kind(value['items'], name)}"
        if kind == "object":
            by = KEYS_OF.get(value["title"], "id")
            return f"mapping: {by} to {self.kind(value['additionalProperties'], name)}"
        bounds = f", {value['minimum']} to {value['maximum']}" if "maximum" in value else ""
        bounds = bounds or (f", at most {value['maxLength']} characters" if "maxLength" in value else "")
        return WORDS[kind] + bounds

    def said(self, value: Schema, name: str) -> str:
        """Return what a field means, with an example where it fits into a line."""
        example = value.get("examples", [None])[0]
        if example is None:
            return str(value["description"])
        if isinstance(example, dict) or (isinstance(example, list) and isinstance(example[0], dict)):
            return str(value["description"])
        shown = literal(example)
        if self.kind(value, name) == shown:
            return str(value["description"])
        return f"{value['description']} Example: {shown}"


KEYS_OF = {
    "Checks": "check",
    "Traits": "trait",
    "Tiers": "service",
    "Thresholds": "report",
    **dict.fromkeys(
        (f"Words for {each}" for each in ("owners", "kinds", "tiers", "lifecycles")), "source word"
    ),
    "Severities": "code",
    "Impact by tier": "tier",
    "Longest time by tier": "tier",
}
"""What the keys of a mapping are, by its title."""

WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
}
"""Types in the words of the reference."""


def is_scalar(held: Schema) -> bool:
    """Tell whether a definition is a plain value."""
    return bool(held["type"] != "object")


def conditional(held: Schema) -> dict[str, str]:
    """Return when fields are required or refused, for those that neither always nor never are."""
    needed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    refused: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for rule in [*held.get("allOf", ()), *([held] if "if" in held else ())]:
        when = condition(rule["if"])
        for key in rule["then"].get("required", ()):
            needed[key].append(when)
        for key, value in rule["then"].get("properties", {}).items():
            if value == {"not": {}}:
                refused[key].append(when)
    kinds = len(held["properties"].get("kind", {}).get("enum", ()))
    return {
        key: "yes"
        if len(needed[key]) == kinds
        else "; ".join(
            ([alternatives(needed[key])] if needed[key] else ["no"])
            + ([f"not allowed {alternatives(refused[key])}"] if refused[key] else [])
        )
        for key in [*needed, *refused]
    }


def alternatives(whens: Iterable[tuple[str, str]]) -> str:
    """Return conditions of which any is enough, in words."""
    return "; ".join(
        f"{what} {' or '.join(value for _, value in same)}"
        for what, same in groupby(sorted(whens), key=itemgetter(0))
    )


def condition(rule: Schema) -> tuple[str, str]:
    """Return an `if` of the schemas in two parts: what it looks at, and the value."""
    if "not" in rule:
        return "without", f"`{rule['not']['required'][0]}`"
    if "properties" not in rule:
        return "with", f"`{rule['required'][0]}`"
    ((key, held),) = rule["properties"].items()
    return f"where `{key}` is", f"`{held['const']}`"


def literal(value: object) -> str:
    """Return plain data as it is written in YAML, as code."""
    if isinstance(value, list):
        return "`[" + ", ".join(literal(each).strip("`") for each in value) + "]`"
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[0] not in "#*" and yaml.safe_load(value) in (value, None):
        text = value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        text = value
    return f"`{text}`"


def lowered(sentence: str) -> str:
    """Return a sentence to stand after a colon."""
    return sentence[0].lower() + sentence[1:]


# Worked examples


def examples(topic: str) -> str:
    """Return the worked examples of a topic: a table of what comes out, and the files of each."""
    held = yaml.safe_load((GUIDE / "examples" / f"{topic}.yaml").read_text("utf-8"))
    shared = "Unless an example shows its own, the standard here is:"
    rows = ["| Example | Result |", "|---|---|"]
    for each in held["examples"]:
        days = (f"{day}: {result(expect)}" for day, expect in each["expect"].items())
        rows.append(row((each["title"], "<br>".join(days))))
    told = [example(each) for each in held["examples"]]
    return "\n\n".join([shared, block("standard.yaml", held["standard"]), "\n".join(rows), *told])


def example(each: Mapping[str, Any]) -> str:
    """Return the files of an example, folded away."""
    parts = [each["says"].strip()] if "says" in each else []
    if "before" in each:
        parts += [f"Before, on {each['before']['day']}:", *files(each["before"]), "After:"]
    parts += files(each)
    parts += ["The manifest says nothing beyond its first lines."] if not each.get("manifest") else []
    body = "\n\n".join(parts)
    indented = "\n".join(f"    {line}" if line else "" for line in body.splitlines())
    return f'??? example "{each["title"]}"\n\n{indented}'


def files(each: Mapping[str, Any]) -> list[str]:
    """Return the files of an example as blocks."""
    named = {"standard.yaml": each.get("standard"), "services/orders.yaml": each.get("manifest")}
    return [block(path, text) for path, text in (named | each.get("files", {})).items() if text]


def block(path: str, text: str) -> str:
    """Return a fragment of a file as a block."""
    return f'```yaml title="part of {path}"\n{text}```'


def result(expect: Mapping[str, Any]) -> str:
    """Return what is expected on a day, in words."""
    unknown = set(expect) - set(SAID)
    if unknown:
        raise SystemExit(f"nobody knows how to say {unknown}")
    return "; ".join(filter(None, (said(expect) for key, said in SAID.items() if key in expect)))


WHO = {
    "own": " (the team)",
    "self": " (the manifest itself)",
    "robot": " (a robot)",
    "platform": " (a platform)",
}
"""Whose answer it is, in words; nobody's needs none."""

Said = Callable[[Mapping[str, Any]], str]


def _states(expect: Mapping[str, Any]) -> str:
    who = expect.get("answered_by", {})
    told = (
        f"`{check}` **{state}**{WHO.get(who.get(check), '')}" for check, state in expect["states"].items()
    )
    return ", ".join(told) or "no check is listed"


def _each(key: str, template: str, none: str = "") -> Said:
    return lambda expect: ", ".join(template.format(*pair) for pair in expect[key].items()) or none


def _plain(key: str, template: str, none: str = "") -> Said:
    return lambda expect: none if expect[key] in ("none", []) else template.format(listed(expect[key]))


def _change(expect: Mapping[str, Any]) -> str:
    change = expect["change"]
    if change["points"] == "none":
        return f"no points; moved by {listed(list(change['parts']))}"
    parts = ", ".join(f"{cause} {points:+}" for cause, points in change["parts"].items())
    return f"{change['points']:+} points: {parts}"


def _group(expect: Mapping[str, Any]) -> str:
    group = expect["group"]
    counts = f"services {group['services']}, of them unassessed {group['unassessed']}"
    return f"share {group['share']}; mean score {group['score']}; {counts}"


def listed(value: object) -> str:
    """Return a list as words."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


SAID: dict[str, Said] = {
    "states": _states,
    "answered_by": lambda _: "",
    "beneath": _each("beneath", "beneath: `{}` {}"),
    "text": lambda expect: " ".join(f"“{text}”" for text in expect["text"].values()),
    "last_day": _each("last_day", "last day of `{}` {}"),
    "score": _plain("score", "score {}", "no score"),
    "raw_score": _plain("raw_score", "raw score {}", "no raw score"),
    "points_lost": _each("points_lost", "`{}` costs {}"),
    "coverage": _plain("coverage", "{}"),
    "level": _plain("level", "level {}", "no level"),
    "earned_level": _plain("earned_level", "earned level {}", "no earned level"),
    "effective_level": _plain("effective_level", "effective level {}", "no effective level"),
    "risks": _each("risks", "`{}` {}", "no risk"),
    "residual": _each("residual", "`{}` residual {}"),
    "verdict": _plain("verdict", "verdict **{}**", "no verdict"),
    "reasons": _plain("reasons", "because of: {}"),
    "as_if": _plain("as_if", "as if tier 2: {}"),
    "target": _plain("target", "target {}"),
    "conditions": _plain("conditions", "open: {}", "no open condition"),
    "next_review_on": _plain("next_review_on", "next review by {}"),
    "services": lambda expect: "; ".join(
        f"`{id_}`: {result(told)}" for id_, told in expect["services"].items()
    ),
    "group": _group,
    "change": _change,
    "forecast": _plain("forecast", "{}"),
    "next_steps": _plain("next_steps", "steps: {}"),
    "to_next_level": _plain("to_next_level", "to the next level: {}"),
    "unreadable": _plain("unreadable", "{} unreadable file"),
    "problems": lambda expect: (
        f"validation: {', '.join(f'[{code}](codes/{code}.md)' for code in expect['problems'])}"
    ),
}
"""How an expectation is told, by its key."""


def row(cells: Iterable[object]) -> str:
    """Return a row of a table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


PARTS: dict[str, Callable[..., str]] = {
    "codes": codes,
    "defaults": defaults,
    "examples": examples,
    "fields": fields,
    "risks": risks,
}
"""What can be generated, by the name in its marker."""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
