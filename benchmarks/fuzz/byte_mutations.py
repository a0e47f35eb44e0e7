"""Mutations of the bytes of a file, which know nothing of its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

_ByteMutation = Callable[[bytes, Random], bytes]
_BYTES = b'\x00\x0a\x0d",;\t\xff\xfe\xef\xbb\xbf\xf1\x9f 09.-='


def _flip(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _insert(data: bytes, rng: Random) -> bytes:
    position = rng.randrange(len(data) + 1)
    count = rng.randint(1, 3)
    return data[:position] + bytes(rng.choice(_BYTES) for _ in range(count)) + data[position:]


def _delete(data: bytes, rng: Random) -> bytes:
    position = rng.randrange(len(data))
    return data[:position] + data[position + rng.randint(1, 20) :]


def _truncate(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _repeat(data: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(data))
    part = data[start : start + rng.randint(1, 60)]
    position = rng.randrange(len(data))
    return data[:position] + part + data[position:]


def _join(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    position = rng.randrange(1, len(lines))
    return b"\n".join(lines[:position]) + b"\n".join(lines[position:])


def _as_bytes(encoding: str) -> _ByteMutation:
    def encode(data: bytes, rng: Random) -> bytes:
        text = data.decode("utf-8")
        position = rng.randrange(len(text))
        mixed = text[:position] + rng.choice("éñ€ß名") + text[position:]
        return mixed.encode(encoding, errors=rng.choice(("replace", "ignore")))

    return encode


BYTES: Mapping[str, _ByteMutation] = MappingProxyType(
    {
        "flip bits": _flip,
        "insert bytes": _insert,
        "delete bytes": _delete,
        "truncate": _truncate,
        "repeat bytes": _repeat,
        "join lines": _join,
        "as Windows-1252": _as_bytes("cp1252"),
        "as UTF-16": _as_bytes("utf-16"),
        "as UTF-16 without mark": _as_bytes("utf-16-le"),
        "as code page 437": _as_bytes("cp437"),
        "as Shift JIS": _as_bytes("shift_jis"),
    }
)
DAMAGES: tuple[_ByteMutation, ...] = (_flip, _insert, _delete, _truncate)
