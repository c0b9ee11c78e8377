"""Every address of the API, each with the door that its endpoint declares."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse

from commonpurse.api.v1 import explain_ask, who_decides
from commonpurse.api.v1.about import opened
from commonpurse.api.v1.site import api
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.request import PageRequest

DESCRIPTION = "openapi.json"

api.add_router("", explain_ask.router)
api.add_router("", who_decides.router)


@door(MEMBER, why="to read how the API is used", is_api=True)
def description(request: PageRequest) -> HttpResponse:
    """The description of the API as OpenAPI, for members alone."""
    return JsonResponse(api.get_openapi_schema(path_prefix=reverse("api:description").removesuffix(DESCRIPTION)))


def addresses() -> list[URLPattern]:
    """The endpoints' addresses. The API's own root has none: it would say nothing, and it has no door."""
    endpoints: dict[Any, Any] = {
        operation.url_name: operation.view_func
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    }
    made: Any = api.urls[0]
    return [
        path(str(pattern.pattern), opened(pattern.callback, endpoints[pattern.name]), name=pattern.name)
        for pattern in made
        if pattern.name in endpoints
    ]


app_name = "api"
urlpatterns = [*addresses(), path(DESCRIPTION, description, name="description")]
