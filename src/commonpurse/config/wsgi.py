"""What the web server calls."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpurse.config.settings")
application = get_wsgi_application()
if settings.DEBUG:
    raise RuntimeError("DEBUG is on: pages would show what breaks, with people's names in it")
