"""The forms of a page as a browser sees them: their fields, what stands in them, and what somebody might type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import lxml.html
from django.http import HttpResponse
from django.test import Client

from tests.web.scenes import Scene
from tests.web.site_map import SHOWN, PageOf

TYPED = "Typed & kept, “as it was”: für Ümit"
# What goes into a field of this name; anything else gets the words above.
VALUES = {
    "amount": "12.50",
    "reference": "H-77",
    "language": "en",
    "sort_code": "20-00-00",
    "account_number": "55779911",
    "cut_off": "14:45",
    "organisation_id": "AB12",
    "find": "Nobody",
    "value": "07700 900456",
    "remittance": "Order 12",
    "holder_name": "A King",
}
DAY = "2026-06-30"


@dataclass
class FormOnPage:
    page: PageOf
    number: int  # its place among the forms of the page
    action: str
    form: Any  # of lxml

    def __str__(self) -> str:
        return f"{self.page.name}[{self.number}]"

    def all(self, tags: str) -> list[Any]:
        """Its parts of these kinds, and those elsewhere on the page that name it as their form."""
        kinds = " or ".join(f"self::{tag}" for tag in tags.split())
        inside = self.form.xpath(f".//*[{kinds}]")
        name = self.form.get("id")
        return inside + (self.form.xpath(f"//*[{kinds}][@form='{name}']") if name else [])

    @property
    def controls(self) -> list[Any]:
        return self.all("input select textarea")

    @property
    def typed_names(self) -> list[str]:
        """The fields that somebody fills in by hand; neither passwords, codes and files nor what is searched for."""
        return sorted({element.get("name") for element in self.controls if is_typed(element)})

    def values(self) -> dict[str, list[str]]:
        """What a browser sends of the form as it stands."""
        found: dict[str, list[str]] = {}
        for element in self.controls:
            name, kind = element.get("name"), element.get("type", "")
            if not name or kind in ("submit", "button", "file"):
                continue
            if kind in ("radio", "checkbox"):
                chosen = [element.get("value", "on")] if element.get("checked") is not None else []
            elif element.tag == "select":
                chosen = list(element.value) if element.multiple else [element.value]
            else:
                # The line break after the tag is no part of a text area's words.
                chosen = [(element.value or "").removeprefix("\n" if element.tag == "textarea" else "")]
            found.setdefault(name, []).extend(chosen)
        return {name: values for name, values in found.items() if values}

    def buttons(self) -> list[dict[str, list[str]]]:
        """The name and value of each of its buttons; one without a name says nothing."""
        named = [button for button in self.all("button") if button.get("name")]
        return [{button.get("name"): [button.get("value", "")]} for button in named] or [{}]

    def filled(self) -> dict[str, list[str]]:
        """What a browser sends after somebody typed into every field, the first button pressed."""
        said = self.values() | self.buttons()[0]
        for element in self.controls:
            name = element.get("name")
            if not is_typed(element):
                continue
            if element.tag == "select":
                said[name] = [[option for option in element.value_options if option][-1]]
            elif element.get("type") in ("radio", "checkbox"):
                # the last one of its name
                said[name] = [element.get("value", "on")]
            elif "day" in element.get("class", "").split():
                said[name] = [DAY]
            else:
                known = next((value for key, value in VALUES.items() if name == key or name.endswith(f"_{key}")), TYPED)
                limit = int(element.get("maxlength") or 1000)
                said[name] = ["9.99" if name.endswith("_limit") else known[:limit]]
        return said


def is_typed(element: Any) -> bool:
    if not element.get("name") or element.get("name") in ("find", "code"):
        return False
    return element.get("type", "text") not in ("hidden", "password", "file", "submit", "button")


def forms_of(page: PageOf, address: str, answer: HttpResponse) -> Iterator[FormOnPage]:
    """Every form of the page's own part that is sent by POST."""
    tree = lxml.html.fromstring(answer.content.decode())
    for number, form in enumerate(tree.xpath("//main//form[translate(@method, 'POST', 'post')='post']")):
        yield FormOnPage(page, number, urljoin(address, form.get("action") or ""), form)


def every_form(scene: Scene, clients: dict[str | None, Client]) -> Iterator[FormOnPage]:
    for page in SHOWN:
        address = page.address(scene)
        yield from forms_of(page, address, clients[page.opened_by].get(address))


def typed_forms(scene: Scene, clients: dict[str | None, Client]) -> list[FormOnPage]:
    return [form for form in every_form(scene, clients) if form.typed_names and form.page.opened_by]
