"""What files were turned into before, by what they hold."""

from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec
from msgspec.structs import asdict

from gonogo.model.history import Memory
from gonogo.model.noun import Noun
from gonogo.model.problem import Problem

N = TypeVar("N", bound=Noun)

_MARK = 32


def mark(content: bytes | Problem) -> bytes:
    """Return what tells the content of a file, or why it has none, from any other."""
    if isinstance(content, Problem):
        return blake2b(msgspec.msgpack.encode(content), digest_size=_MARK, person=b"problem").digest()
    return blake2b(content, digest_size=_MARK).digest()


def value(memory: Memory, kind: str, of: bytes, noun: type[N]) -> N | None:
    """Return the noun that was made of the content of that mark; None where that is not known."""
    held = memory.get(kind, of)
    return None if held is None else made(noun, held)


def made(noun: type[N], held: bytes) -> N | None:
    """Return the noun that a memory holds, None where another edition of the code has left it."""
    try:
        value: N = _decoder(noun).decode(held)
    except msgspec.DecodeError:
        return None
    return value


def keep(memory: Memory, kind: str, of: bytes, value: Noun | None) -> None:
    """Remember what was made of the content of that mark."""
    memory.put(_encoder.encode(value), kind, of)


def context_mark(context: Noun) -> bytes:
    """Return what tells what files are read against from any other."""
    told = [sorted(each) if isinstance(each, frozenset) else each for each in asdict(context).values()]
    return blake2b(_encoder.encode(told), digest_size=_MARK).digest()


def clean(memory: Memory, context: bytes) -> frozenset[bytes]:
    """Return the marks of files against which nothing was said in that context."""
    held = memory.get(_CLEAN, context) or b""
    return frozenset(held[place : place + _MARK] for place in range(0, len(held), _MARK))


def keep_clean(memory: Memory, context: bytes, marks: frozenset[bytes]) -> None:
    """Remember the same."""
    memory.put(b"".join(sorted(marks)), _CLEAN, context)


_CLEAN = "clean"
_encoder = msgspec.msgpack.Encoder()


@cache
def _decoder(noun: type[Noun]) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(noun)
