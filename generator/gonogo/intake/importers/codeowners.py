"""CODEOWNERS: folders of a repository that somebody owns, each a service until a mapping says less.

Formats: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
and https://docs.gitlab.com/user/project/codeowners/reference/
"""

import re

from gonogo.intake.drafts import Delivery, ServiceDraft
from gonogo.intake.foreign import Said
from gonogo.intake.mistake import Mistake
from gonogo.intake.words import folded
from gonogo.model.problem import Place

FILES = ("CODEOWNERS",)
SURE = FILES
MARK = re.compile(rb"")

LARGEST = 3 * 1024 * 1024
"""GitHub reads no larger one."""

NO_SERVICES = frozenset(
    (
        "docs",
        "doc",
        "documentation",
        "test",
        "tests",
        "scripts",
        "tools",
        "build",
        "examples",
        "vendor",
        "third-party",
    )
)
"""Folders at the top of repositories that hold no service."""

_SECTION = re.compile(r"\^?\[([^\]]*)\](?:\[\d+\])?\s*(.*)")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")


def read(content: bytes, path: str) -> Delivery:
    """Return the folders that have an owner; the last line about a folder wins."""
    if len(content) > LARGEST:
        return Delivery(mistakes=(Mistake(place=Place(path=path), message="larger than 3 MiB"),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Delivery(
            mistakes=(Mistake(place=Place(path=path), message="not UTF-8; save the file as UTF-8"),)
        )
    found: dict[str, ServiceDraft] = {}
    strange: list[Said] = []
    owners_of_section: list[Said] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = re.split(r"(?:^|\s)#", raw, maxsplit=1)[0].strip()
        place = Place(path=path, line=number)
        section = _SECTION.fullmatch(line)
        if section is not None:
            owners_of_section = _owners(_WORD.findall(section.group(2)), place)
        elif line:
            # A line may hold nothing but a backslash, which escapes what is not there.
            words = _WORD.findall(line) or [line]
            folder = _folder(words[0])
            if folder is None:
                strange.append(Said(text=f"`{words[0][:100]}` names no folder of a service", place=place))
            else:
                found[folder] = _service(folder, _owners(words[1:], place) or owners_of_section, place)
    return Delivery(services=tuple(found.values()), strange=tuple(strange))


def _owners(words: list[str], place: Place) -> list[Said]:
    """Return the owners among `words`, teams first."""
    found = [word for word in words if "@" in word]
    return [Said(text=each, place=place) for each in sorted(found, key=lambda word: "/" not in word)]


def _folder(pattern: str) -> str | None:
    """Return the folder that a pattern is about, None for files, for wildcards and for what is no service."""
    plain = pattern.replace("\\ ", " ").removeprefix("/")
    plain = re.sub(r"/(?:\*\*?)?$", "/", plain)
    last = plain.rstrip("/").rpartition("/")[2]
    is_folder = plain.endswith("/") or (plain != "" and "." not in last)
    if not is_folder or any(each in plain for each in "*?[]!") or not plain.strip("/"):
        return None
    steps = plain.strip("/").split("/")
    if any(step.startswith(".") for step in steps) or folded(steps[0]) in NO_SERVICES:
        return None
    return "/".join(steps)


def _service(folder: str, owners: list[Said], place: Place) -> ServiceDraft:
    return ServiceDraft(
        ref=f"/{folder}/",
        place=place,
        name=folder.rpartition("/")[2],
        kinds=(),
        owners=tuple(owners),
    )
