"""Gather what there is to translate into the catalogues, and compile them: `python -m tests.texts`."""

from __future__ import annotations

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpurse.config.settings")
django.setup()

from tests.texts.catalogues import LANGUAGES, as_mo, as_po, is_translated, known, path_of, renewed  # noqa: E402
from tests.texts.gathering import gather  # noqa: E402


def main() -> None:
    texts = gather()
    hers = {(text.marked.text, text.marked.context) for text in texts if text.is_for_a_person}
    for language in LANGUAGES:
        catalog = renewed(language, texts, known(language))
        Path(path_of(language, "po")).parent.mkdir(parents=True, exist_ok=True)
        Path(path_of(language, "po")).write_bytes(as_po(catalog))
        Path(path_of(language, "mo")).write_bytes(as_mo(catalog))
        done = {
            (each.id if isinstance(each.id, str) else each.id[0], each.context or "")
            for each in catalog
            if each.id and is_translated(each)
        }
        print(f"{language}: {len(done)} of {len(texts)} texts; {len(done & hers)} of {len(hers)} that a person meets")


main()
