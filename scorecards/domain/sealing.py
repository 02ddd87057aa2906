"""Seals: a digest that proves a record was not rewritten, also after the texts of an erased person are gone."""

import hashlib
import json


def canonical(value: object) -> str:
    """JSON with one spelling for one value: sorted keys, no spaces, plain Unicode."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def salted(salt: str, text: str) -> str:
    """Digest of one text under the record's salt; nobody can guess the text back once salt and text are erased."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
