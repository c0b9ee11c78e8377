"""The walls are tried on the site as a test client sees it: with the fixtures of the pages' own tests."""

from tests.web.conftest import (
    clock,
    english_again,
    imports_folder,
    look_anew,
    scene,
    scene_database,
    sign_in,
    standing,
    unknown_variables_fail,
)

__all__ = [
    "clock",
    "english_again",
    "imports_folder",
    "look_anew",
    "scene",
    "scene_database",
    "sign_in",
    "standing",
    "unknown_variables_fail",
]
