"""Sealing a text so that only the right key opens it, and only in its own place. Plain values, no database.

Source: NIST SP 800-38D (November 2007): AES-GCM with a random nonce of 96 bits.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
FORM = b"\x01"  # the first byte of whatever is sealed: how the rest is to be read
# What is sealed is filled up to a multiple of this: else its length would tell a number from an address.
BLOCK_BYTES = 256
LENGTH_BYTES = 4


class DoesNotOpen(Exception):
    """The key is another, the text was changed, or it lies in a place for which it was not sealed."""


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """Seal some bytes for one place; they open with the same key and the same place only."""
    nonce = os.urandom(NONCE_BYTES)
    filled = len(plain).to_bytes(LENGTH_BYTES, "big") + plain
    filled += bytes(-len(filled) % BLOCK_BYTES)
    return FORM + nonce + AESGCM(key).encrypt(nonce, filled, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """Open what `seal` made. Raises: DoesNotOpen, which tells nothing of the content."""
    if sealed[:1] != FORM:
        raise DoesNotOpen
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        filled = AESGCM(key).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen from error
    length = int.from_bytes(filled[:LENGTH_BYTES], "big")
    return filled[LENGTH_BYTES : LENGTH_BYTES + length]


def derive_key(master: bytes, purpose: str) -> bytes:
    """Make a key for one purpose out of a master key. Source: RFC 5869 (May 2010)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(master)
