"""Encryption of personal values: AES-256-GCM, bound to table, row and column, keys outside the database.

A ciphertext reads ``v1.<key id>.<nonce>.<sealed>`` in URL-safe base64. Moving it to another row or column makes
it unreadable, since the place is authenticated with it. A blind index (HMAC-SHA-256 of a normalised value) finds
duplicates without reading anything. Method: NIST SP 800-38D; 96-bit random nonces.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crossroads.engines.errors import ConfigurationProblem

NONCE_BYTES = 12
KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The installation's keys: one for writing, all for reading, one for the blind index."""

    active: str
    keys: dict[str, bytes]
    index: bytes

    @classmethod
    def fresh(cls) -> Keyring:
        return cls("k1", {"k1": os.urandom(KEY_BYTES)}, os.urandom(KEY_BYTES))

    @classmethod
    def read(cls, path: Path) -> Keyring:
        """Raises ConfigurationProblem "keys.missing" or "keys.unreadable"; neither shows any of the content."""
        try:
            data = json.loads(path.read_text(encoding="ascii"))
        except FileNotFoundError:
            raise ConfigurationProblem("keys.missing", path=str(path)) from None
        except (OSError, ValueError):
            raise ConfigurationProblem("keys.unreadable", path=str(path)) from None
        try:
            keys = {name: _unpack(text) for name, text in data["keys"].items()}
            ring = cls(data["active"], keys, _unpack(data["index"]))
        except (KeyError, AttributeError, TypeError, ValueError):
            raise ConfigurationProblem("keys.unreadable", path=str(path)) from None
        if ring.active not in keys or any(len(key) != KEY_BYTES for key in [*keys.values(), ring.index]):
            raise ConfigurationProblem("keys.unreadable", path=str(path))
        return ring

    def write(self, path: Path) -> None:
        """Write the keys so that only the owner can read them. An existing file is never overwritten."""
        data = {
            "active": self.active,
            "keys": {name: _pack(key) for name, key in self.keys.items()},
            "index": _pack(self.index),
        }
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(data, file, indent=1)

    def seal(self, value: bytes, *, place: str) -> str:
        return f"v1.{self.active}.{seal_with(self.keys[self.active], value, place=place)}"

    def open(self, ciphertext: str, *, place: str) -> bytes:
        """Raises ConfigurationProblem "keys.unknown" or "keys.does_not_fit"."""
        version, name, sealed = [*ciphertext.split(".", 2), "", ""][:3]
        if version != "v1" or name not in self.keys:
            raise ConfigurationProblem("keys.unknown", key=name)
        return open_with(self.keys[name], sealed, place=place)

    def blind_index(self, value: str, *, purpose: str) -> str:
        """The same value gives the same index for one purpose, and another for another purpose."""
        return hmac.new(self.index, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def seal_with(key: bytes, value: bytes, *, place: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return f"{_pack(nonce)}.{_pack(AESGCM(key).encrypt(nonce, value, place.encode()))}"


def open_with(key: bytes, sealed: str, *, place: str) -> bytes:
    nonce, _, body = sealed.partition(".")
    try:
        return AESGCM(key).decrypt(_unpack(nonce), _unpack(body), place.encode())
    except (InvalidTag, ValueError):
        raise ConfigurationProblem("keys.does_not_fit", place=place.split(":")[0]) from None


def _pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _unpack(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
