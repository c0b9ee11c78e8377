"""Go to a page by the menu, which is folded on a phone."""

from __future__ import annotations

from playwright.sync_api import Page


def go_by_menu(page: Page, name: str) -> None:
    """Press the menu's link of that name; where the menu is folded, unfold it first."""
    menu = page.get_by_role("navigation", name="Pages")
    fold = menu.locator("summary")
    if fold.is_visible():
        fold.click()
    menu.get_by_role("link", name=name, exact=True).click()
