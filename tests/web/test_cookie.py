"""The name and the bounds of the cookie that holds a session's key."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from commonpurse.config import settings as ours

ASK = "from commonpurse.config import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"


@pytest.mark.parametrize(("https", "said"), [("1", "__Host-session True"), ("0", "sessionid False")])
def test_over_https_the_cookie_is_for_this_very_host(tmp_path, https, said):
    variables = os.environ | {"COMMONPURSE_HTTPS": https, "COMMONPURSE_DATA": str(tmp_path), "COMMONPURSE_DEMO": "0"}
    done = subprocess.run([sys.executable, "-c", ASK], env=variables, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == said


def test_no_script_reads_it_and_no_other_site_sends_it():
    assert (ours.SESSION_COOKIE_HTTPONLY, ours.SESSION_COOKIE_SAMESITE) == (True, "Lax")
    # What the prefix asks for: the whole host, and no domain beside it.
    assert not hasattr(ours, "SESSION_COOKIE_DOMAIN")
    assert not hasattr(ours, "SESSION_COOKIE_PATH")
