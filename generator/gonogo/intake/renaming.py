"""Renaming a service or a team: the new id everywhere, comments and layout kept."""

import re


def renamed_service(text: str, old: str, new: str) -> str:
    """Return a manifest whose service is called `new`, with `old` among its former ids."""
    text = re.sub(
        rf"^(\s+id:\s*)(['\"]?){re.escape(old)}\2(?=\s|$)", rf"\g<1>{new}", text, count=1, flags=re.MULTILINE
    )
    found = re.search(r"^[ ]+former_ids:[ ]*(?:#[^\n]*)?\n([ ]+)- ", text, re.MULTILINE)
    if found is not None:
        start = found.start(1)
        return f"{text[:start]}{found.group(1)}- {old}\n{text[start:]}"
    place = re.search(rf"^(\s+)id:\s*{re.escape(new)}[^\n]*\n", text, re.MULTILINE)
    if place is None:
        return text
    indent = place.group(1).lstrip("\n")
    return f"{text[: place.end()]}{indent}former_ids:\n{indent}  - {old}\n{text[place.end() :]}"


def with_reference(text: str, keys: tuple[str, ...], old: str, new: str) -> str:
    """Return text in which values of `keys`, and items of lists below them, say `new` instead of `old`."""
    names = "|".join(map(re.escape, keys))
    quoted = rf"(['\"]?){re.escape(old)}\2(?=\s|$)"
    text = re.sub(rf"^(\s*(?:- )?(?:{names}):\s*){quoted}", rf"\g<1>{new}", text, flags=re.MULTILINE)
    return _in_lists(text, names, old, new)


def _in_lists(text: str, names: str, old: str, new: str) -> str:
    """Return text in which block lists below the keys say `new`."""
    lines = text.split("\n")
    inside: int | None = None
    for number, line in enumerate(lines):
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        if (
            inside is not None
            and bare
            and not bare.startswith("#")
            and (indent < inside or (indent == inside and not bare.startswith("- ")))
        ):
            inside = None
        if inside is not None:
            lines[number] = re.sub(rf"^(\s*- )(['\"]?){re.escape(old)}\2(?=\s|$)", rf"\g<1>{new}", line)
        elif re.match(rf"(?:- )?(?:{names}):\s*(?:#.*)?$", bare):
            inside = indent
    return "\n".join(lines)
