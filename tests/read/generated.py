"""Inputs that cannot stand in git as files, or that no editor would show: made when they are needed."""

import contextlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path], None]

PAYMENTS = """\
schema_version: 1
service:
  id: payments
  name: Payments
  owner: team-pay
  kind: service
  lifecycle: production
"""
LIMIT = 256 * 1024


def manifest(content: str | bytes, name: str = "services/payments.yaml") -> Make:
    """Return what writes one file of the catalog."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return lambda catalog: _write(catalog / name, data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def named(name: str) -> Make:
    """Return what writes a manifest whose service is called `name`, as YAML has it."""
    return manifest(PAYMENTS.replace("name: Payments", f"name: {name}"))


def more(text: str) -> Make:
    """Return what writes a manifest with more text at its end."""
    return manifest(PAYMENTS + text)


def _link(target: str, name: str = "services/payments.yaml") -> Make:
    def make(catalog: Path) -> None:
        path = catalog / name
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    return make


def _chain(catalog: Path) -> None:
    _link("one")(catalog)
    _link("two", "services/one")(catalog)
    _link("/etc/passwd", "services/two")(catalog)


def _linked_folder(catalog: Path) -> None:
    (catalog.parent / "elsewhere").mkdir()
    _write(catalog.parent / "elsewhere" / "other.yaml", PAYMENTS.encode())
    (catalog / "services" / "elsewhere").symlink_to("../../elsewhere")


def _pipe(catalog: Path) -> None:
    (catalog / "services" / "payments.yaml").unlink()
    os.mkfifo(catalog / "services" / "payments.yaml")


def _folder(catalog: Path) -> None:
    (catalog / "services" / "payments.yaml").unlink()
    (catalog / "services" / "payments.yaml").mkdir()


def _socket(catalog: Path) -> None:
    (catalog / "services" / "payments.yaml").unlink()
    # A socket's address is short, hence the relative name.
    with contextlib.chdir(catalog / "services"), socket.socket(socket.AF_UNIX) as held:
        held.bind("payments.yaml")


def _of_bytes(name: bytes) -> Make:
    return lambda catalog: _write(catalog / "services" / os.fsdecode(name), _OTHER)


def _in_two_cases(catalog: Path) -> None:
    for name in ("other.yaml", "Other.yaml"):
        _write(catalog / "services" / name, b"service: [\n")


_OTHER = PAYMENTS.replace("payments", "other").replace("Payments", "Other").encode()


def _padded(size: int) -> bytes:
    """Return a manifest of exactly `size` bytes, most of them comments."""
    line = b"# " + b"x" * 97 + b"\n"
    missing = size - len(PAYMENTS)
    return PAYMENTS.encode() + line * (missing // 100) + b"#" * (missing % 100)


def _nested(levels: int) -> str:
    return "x-a:\n" + "".join(" " * level + "a:\n" for level in range(1, levels)) + " " * levels + "a: 1\n"


def _laughs(levels: int) -> str:
    lines = ["x-a0: &a0 lol\n"]
    lines += [f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, levels)]
    return "".join(lines)


def _merges(levels: int) -> str:
    lines = ["x-a0: &a0 {k0: 0}\n"]
    lines += [f"x-a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], k{n}: 1}}\n" for n in range(1, levels)]
    return "".join(lines)


def _ring(catalog: Path) -> None:
    """Write a circle of dependencies that is longer than Python's stack is deep."""
    size = 1100
    for number in range(size):
        text = _OTHER.decode().replace("other", f"s{number}").replace("Other", f"Service no. {number}")
        text += f"  depends_on:\n    - service: s{(number + 1) % size}\n      criticality: hard\n"
        _write(catalog / "services" / "ring" / f"s{number}.yaml", text.encode())


def _many(number: int) -> str:
    return "checks:\n" + "".join(f"  alerts-{each}:\n    status: ment\n" for each in range(number))


GENERATED: dict[str, Make] = {
    "invalid/030-number-of-5000-digits": more("  tier: " + "9" * 5000 + "\n"),
    "invalid/030-number-of-19-digits": more("  tier: " + "9" * 19 + "\n"),
    "invalid/030-number-of-5000-decimals": more("x-a: 0." + "9" * 5000 + "\n"),
    "invalid/037-billion-laughs": more(_laughs(9)),
    "invalid/038-merge-keys-without-end": more(_merges(24)),
    "invalid/039-25000-lists-in-a-line": manifest("- " * 25_000),
    "invalid/040-100000-brackets": manifest("[" * 100_000),
    "invalid/040-50000-braces": manifest("{a:" * 50_000),
    "invalid/040-50000-braces-with-spaces": manifest("{a: " * 50_000),
    "invalid/040-100000-brackets-behind-a-manifest": more("x-a: " + "[" * 100_000 + "\n"),
    "invalid/041-33-levels": more(_nested(32)),
    "valid/041-32-levels": more(_nested(31)),
    "invalid/042-ten-megabytes": manifest(b"# x\n" * (10 * 1024 * 1024 // 4)),
    "valid/043-just-small-enough": manifest(_padded(LIMIT)),
    "invalid/043-a-byte-too-many": manifest(_padded(LIMIT + 1)),
    "invalid/044-20001-values": more("x-a: [" + "1," * 20_000 + "1]\n"),
    "invalid/045-value-of-nine-kilobytes": more("x-a: " + "word " * 1_800 + "\n"),
    "invalid/045-quoted-value-of-nine-kilobytes": more('x-a: "' + "word " * 1_800 + '"\n'),
    "invalid/046-key-of-1100-characters": more("k" * 1_100 + ": x\n"),
    "invalid/046-quoted-key-of-1100-characters": more('"' + "k" * 1_100 + '": x\n'),
    "valid/048-byte-order-mark": manifest(b"\xef\xbb\xbf" + PAYMENTS.encode()),
    "invalid/049-utf-16-le": manifest(("\ufeff" + PAYMENTS).encode("utf-16-le")),
    "invalid/049-utf-16-be": manifest(("\ufeff" + PAYMENTS).encode("utf-16-be")),
    "invalid/049-utf-32": manifest(("\ufeff" + PAYMENTS).encode("utf-32-le")),
    "invalid/049-utf-16-without-mark": manifest(PAYMENTS.encode("utf-16-le")),
    "invalid/050-latin-1": manifest(PAYMENTS.replace("Payments", "café").encode("latin-1")),
    "invalid/051-nul": named("Pay\0ments"),
    "invalid/051-nul-by-escape": named(r'"Pay\0ments"'),
    "invalid/052-bell": named("Pay\x07ments"),
    "invalid/052-escape": named("\x1b[31mPayments"),
    "invalid/052-delete": named("Pay\x7fments"),
    "invalid/052-escape-by-escape": named(r'"\e[31mPayments"'),
    "invalid/053-next-line": more("  description: one\x85two\n"),
    "invalid/053-line-separator": more("  description: one\u2028two\n"),
    "invalid/054-lone-carriage-returns": manifest(PAYMENTS.replace("\n", "\r")),
    "valid/054-crlf": manifest(PAYMENTS.replace("\n", "\r\n")),
    "invalid/055-surrogate-in-utf-8": named("Pay\ud800ments"),
    "valid/056-bidi-in-name": named("Pay\u202ements"),
    "invalid/056-bidi-in-id": manifest(PAYMENTS.replace("id: payments", "id: pay\u202ements")),
    "invalid/057-zero-width-space-in-owner": manifest(PAYMENTS.replace("team-pay", "team\u200b-pay")),
    "valid/057-zero-width-space-in-name": named("Pay\u200bments"),
    "invalid/058-no-break-spaces-as-indentation": manifest(PAYMENTS.replace("  owner", "\xa0\xa0owner")),
    "invalid/058-no-break-spaces-in-the-last-line": manifest(
        PAYMENTS.replace("  lifecycle", "\xa0\xa0lifecycle")
    ),
    "valid/071-circle-of-1100": _ring,
    "invalid/086-link-to-a-file": _link("/etc/passwd"),
    "invalid/086-link-to-a-manifest": _link("cart.yaml"),
    "invalid/086-chain-of-links": _chain,
    "invalid/086-link-to-nothing": _link("nothing"),
    "invalid/086-link-to-itself": _link("payments.yaml"),
    "invalid/086-link-to-a-folder": _linked_folder,
    "invalid/086-link-to-a-device": _link("/dev/zero"),
    "invalid/087-pipe": _pipe,
    "invalid/087-folder": _folder,
    "invalid/087-socket": _socket,
    "invalid/088-newline-in-file-name": _of_bytes(b"a\n::error::b.yaml"),
    "invalid/088-escape-in-file-name": _of_bytes(b"a\x1b[31mb.yaml"),
    "invalid/088-file-name-not-utf-8": _of_bytes(b"caf\xe9.yaml"),
    "invalid/088-file-name-of-250-characters": manifest("service: [\n", f"services/{'n' * 245}.yaml"),
    "invalid/088-file-names-that-differ-in-case": _in_two_cases,
    "valid/088-file-name-like-an-option": _of_bytes(b"-rf.yaml"),
    "invalid/091-1000-errors": more(_many(1_000)),
}
"""What lays each of these cases over a catalog, by the case's name."""
