"""A catalog in which every field that takes any text holds text that somebody chose to do harm.

It is made out of the case that uses every field of every file. Which fields are free is not written down
here: a field is, where its schema takes the string.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import jsonschema_rs

from gonogo import resources
from gonogo.read import yaml12
from hostile.payloads import TEXTS, URLS
from read.cases import EXAMPLES

RICH = EXAMPLES / "valid" / "000-every-field"

WORD = 63
"""The longest text that every free field takes, words included."""

REFERENCES = frozenset({
    "$schema", "accepted_by", "approved_by", "by", "check", "collected_by", "env", "extends", "file", "icon",
    "parent", "path", "ref", "rotation", "service", "standard", "teams", "tiers", "pages", "from",
})  # fmt: skip
"""Keys that must name something, or else what they stand in would be told of and left out."""

ADDRESS = "https://example.com/x"
Swap = Callable[[str], str]


@cache
def _schema(kind: str) -> jsonschema_rs.Validator:
    text = (resources.schemas() / f"{kind}.schema.json").read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(text), validate_formats=True)


@cache
def source(name: str) -> Any:
    """Return a file of the case as plain data."""
    document, _ = yaml12.parse((RICH / name).read_bytes(), name)
    assert document.data is not None
    return json.loads(json.dumps(document.data, default=float))


def _leaves(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where each text stands: what holds it, and the key or the position."""
    for step, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        if isinstance(value, str):
            yield node, step
        elif isinstance(value, dict | list):
            yield from _leaves(value)


def free(data: Any, kind: str) -> Iterator[tuple[Any, Any, bool]]:
    """Yield the places of `data` that take any text, and whether it must be an address."""
    fits = _schema(kind).is_valid
    assert fits(data), list(_schema(kind).iter_errors(data))
    for holder, step in list(_leaves(data)):
        if step in REFERENCES:
            continue
        before = holder[step]
        holder[step] = "=<no word> of ours"
        is_free = fits(data)
        holder[step] = before
        if is_free:
            yield holder, step, before.startswith("https://")


class Hostile:
    """Writes the catalog; `swap` turns each hostile text into what shall stand there."""

    def __init__(self, folder: Path, swap: Swap = str) -> None:
        self.folder = folder
        self.swap = swap
        self.keys: set[str] = set()
        """Keys under which a free text was put."""
        self._turn = count()

    def filled(self, data: Any, kind: str, first: str | None = None) -> Any:
        """Fill every free field of `data`: one after the other gets the next text."""
        turn = next(self._turn)
        for number, (holder, step, is_address) in enumerate(free(data, kind), turn):
            texts = URLS if is_address else TEXTS
            text = texts[number % len(texts)]
            holder[step] = self.swap(text)
            if len(text) > WORD and not _schema(kind).is_valid(data):
                holder[step] = self.swap(text[:WORD])
            self.keys.add(str(step))
        if first is not None:
            (data.get("service") or data)["name"] = self.swap(first)
        return data

    def write(self, name: str, data: Any) -> None:
        """Write a file; YAML holds JSON."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")

    def services(self) -> None:
        """Write a manifest for each text, which is its service's name."""
        for number, text in enumerate(TEXTS):
            data = deepcopy(source("services/payments.yaml"))
            service = data["service"] | {"owner": f"t{number}", "platforms": [f"p{number % 3}"]}
            service |= {"id": f"s{number}", "former_ids": [f"was-s{number}"], "tags": ["tag", f"tag{number}"]}
            service["depends_on"][0]["service"] = f"s{(number + 1) % len(TEXTS)}"
            data["service"] = service
            data["checks"] |= {f"h{number}": deepcopy(data["checks"]["alerts"])}
            self.write(f"services/t{number}/s{number}.yaml", self.filled(data, "manifest", text))
        cart = deepcopy(source("services/cart.yaml"))
        cart["service"]["owner"] = "t0"
        self.write(FILE_NAME, self.filled(cart, "manifest", "Cart"))

    def teams(self) -> None:
        """Write a team for each text, one person of each."""
        said = deepcopy(source("teams.yaml"))
        mould = said["teams"][1]
        for number, text in enumerate(TEXTS):
            team = deepcopy(mould) | {"id": f"t{number}", "people": ["ana"]}
            said["teams"].append(team | {"parent": "shop" if number else "team-pay"})
            said["people"].append({"id": f"h{number}", "name": self.swap(text)})
        self.filled(said, "teams")
        for team, text in zip(said["teams"][3:], TEXTS, strict=True):
            team["name"] = self.swap(text)
        self.write("teams.yaml", said)

    def standard(self) -> None:
        """Write a check and a risk for each text."""
        said = deepcopy(source("standard.yaml"))
        check, risk = said["checks"][0], said["risks"][0]
        for number in range(len(TEXTS)):
            own = deepcopy(check) | {"id": f"h{number}", "mitigates": [f"r{number}"]}
            said["checks"].append(own | {"not_applicable": "allowed"})
            said["risks"].append(deepcopy(risk) | {"id": f"r{number}"})
        self.write("standard.yaml", self.filled(said, "standard"))

    def others(self) -> None:
        """Write platforms, decisions and evidence."""
        for number in range(3):
            data = deepcopy(source("platforms/kubernetes-prod.yaml"))
            self.write(f"platforms/p{number}.yaml", self.filled(data | {"id": f"p{number}"}, "platform"))
        for path in sorted((RICH / "decisions").rglob("*.yaml")):
            name = path.relative_to(RICH).as_posix()
            for number in range(0, len(TEXTS), 8):
                data = deepcopy(source(name)) | {"scope": {"services": [f"s{number}", f"s{number + 1}"]}}
                self.write(name.replace(".yaml", f"-{number}.yaml"), self.filled(data, "decision"))
        result = source("evidence/k6/2026-11-20.yaml")["results"][0]
        results = [deepcopy(result) | {"service": f"s{number}"} for number in range(len(TEXTS))]
        said = {"schema_version": 1, "source": "k6", "results": results}
        self.write("evidence/k6/2026-11-20.yaml", self.filled(said, "evidence"))

    def settings(self) -> None:
        """Write catalog.yaml and tiers.yaml."""
        said = deepcopy(source("catalog.yaml"))
        said["title"] = self.swap(TITLE)
        said["source"]["branch"] = self.swap(BRANCH)
        del said["severities"]
        self.write("catalog.yaml", said)
        self.write("tiers.yaml", deepcopy(source("tiers.yaml")))


TITLE = '</title><svg onload=canary(40)> & "co"'
BRANCH = "main'\"><script>canary(41)<\\script>"
FILE_NAME = 'services/it\'s <b onclick=canary(42)> & $(id) "x" ::error::y.yaml'


def write(folder: Path, swap: Swap = str) -> Hostile:
    """Write the catalog to `folder`; with `swap` one that looks the same and means no harm."""
    made = Hostile(folder, swap)
    for part in (made.settings, made.teams, made.standard, made.others, made.services):
        part()
    return made


def harmless(text: str) -> str:
    """Return an ordinary text in the place of a hostile one."""
    return ADDRESS if text in URLS else f"Plain words {sum(map(ord, text))}"
