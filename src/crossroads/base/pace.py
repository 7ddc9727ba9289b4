"""How often one address may do something, for the few pages that anybody can send to.

The count lives in the memory of this process, under a keyed hash, and for minutes: it is no trace of a person.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from crossroads.base.keys import keyring


@dataclass(frozen=True, slots=True)
class Pace:
    """So many times within so many minutes, counted from the first; ``purpose`` keeps counts apart."""

    purpose: str
    most: int
    minutes: int

    def is_reached(self, request: HttpRequest) -> bool:
        return bool(cache.get(self._key(request), 0) >= self.most)

    def count(self, request: HttpRequest) -> None:
        key, seconds = self._key(request), self.minutes * 60
        if cache.add(key, 1, seconds):
            return
        try:
            cache.incr(key)
        except ValueError:  # it ran out in this moment
            cache.set(key, 1, seconds)

    def _key(self, request: HttpRequest) -> str:
        return (
            f"{self.purpose}:{keyring().blind_index(address_of(request), purpose=f'pace of {self.purpose}')}"
        )


def address_of(request: HttpRequest) -> str:
    """The visitor's address.

    From this machine itself only a proxy speaks to us: then it is the one that the proxy saw, the last of
    ``X-Forwarded-For``. What stands before it the visitor may have made up.
    """
    remote: str = request.META.get("REMOTE_ADDR", "")
    seen: str = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return seen if seen and _is_this_machine(remote) else remote


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
