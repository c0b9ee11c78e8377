from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from commonpurse.web.doors import SIGNED_IN, door
from commonpurse.web.parts.drafts import forget_draft
from commonpurse.web.parts.marks import read_mark
from commonpurse.web.parts.pages import or_404
from commonpurse.web.request import PageRequest


@door(SIGNED_IN, why="to throw away what one typed and did not send", methods="POST")
def forget(request: PageRequest) -> HttpResponse:
    """Throw away the draft of the page that this button stood on, and open that page with an empty form."""
    mark = or_404(read_mark(request))
    forget_draft(request, mark.path)
    return redirect(mark.path)
