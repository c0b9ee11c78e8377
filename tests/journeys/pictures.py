"""Make the pictures of the main pages in `docs/pages` anew, from a fresh demo: `./run pages`.

Look at each: would a tired person know what to do? A page that is not worth a picture is not done.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.first_screen import free_port, start_demo

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pages"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
COLOURS = 128  # of a picture; a page has few, and the pictures stay small


@dataclass(frozen=True)
class Picture:
    """One picture: whose page, how to get there, and on which screen."""

    name: str
    whose: str
    address: str
    screen: dict[str, int]
    links: tuple[str, ...] = ()  # pressed one after the other from there
    reading: dict[str, str] = field(default_factory=dict)
    is_dark: bool = False


PICTURES = [
    Picture("1-your-money", "Ada", "/money/", PHONE),
    Picture("2-pay-or-be-paid", "Ada", "/money/pay/", PHONE),
    Picture("3-your-money-easy-read", "Malik", "/money/", PHONE, reading={"page_format": "easy_read"}),
    Picture(
        "4-your-money-in-arabic-at-night",
        "Malik",
        "/money/",
        PHONE,
        reading={"language": "ar", "page_format": "standard"},
        is_dark=True,
    ),
    Picture("5-people-by-need", "Wren", "/worker/", DESK),
    Picture("6-one-person", "Wren", "/worker/", DESK, links=("Ada",)),
    Picture("7-finance-today", "Ngozi", "/finance/", DESK),
    Picture("8-every-fund", "Ngozi", "/finance/funds/", DESK),
    Picture("9-a-funders-quarter", "Callum", "/funder/report/", DESK),
    Picture("10-from-yes-to-money", "Priya", "/manager/", DESK),
]


def take(browser: Browser, address: str, picture: Picture) -> None:
    window = browser.new_context(
        base_url=address,
        viewport=picture.screen,
        color_scheme="dark" if picture.is_dark else "light",  # type: ignore[arg-type]
    )
    tab = window.new_page()
    tab.goto("/")
    tab.get_by_role("button", name=re.compile(f"^Sign in as {picture.whose}")).click()
    if picture.reading:
        read_as(tab, picture.reading)
    tab.goto(picture.address)
    for link in picture.links:
        tab.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()
    path = FOLDER / f"{picture.name}.png"
    tab.screenshot(path=str(path))
    with Image.open(path) as drawn:
        drawn.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    window.close()
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


def read_as(tab: Page, wanted: dict[str, Any]) -> None:
    tab.goto("/reading/")
    for name, value in wanted.items():
        tab.check(f"main input[name={name}][value={value}]")
    tab.locator("main form button[type=submit]").last.click()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="commonpurse-pages-") as folder:
        demo = start_demo(Path(folder), port)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                for picture in PICTURES:
                    take(browser, f"http://127.0.0.1:{port}", picture)
                browser.close()
        finally:
            demo.terminate()
            demo.wait(timeout=20)


if __name__ == "__main__":
    main()
