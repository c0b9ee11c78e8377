"""Every address of the site, by door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("commonpurse.web.public.urls")),
    path("", include("commonpurse.web.member.urls")),
    path("money/", include("commonpurse.web.person.urls")),
    path("worker/", include("commonpurse.web.worker.urls")),
    path("finance/", include("commonpurse.web.finance.urls")),
    path("funder/", include("commonpurse.web.funder.urls")),
    path("partners/", include("commonpurse.web.partner.urls")),
    path("styleguide/", include("commonpurse.web.parts.urls")),
    path("manager/", include("commonpurse.web.manager.urls")),
    path("api/v1/", include("commonpurse.api.v1.urls")),
    path("administrator/", include("commonpurse.web.administrator.urls")),
]

handler400 = "commonpurse.web.public.errors.bad_request"
handler403 = "commonpurse.web.public.errors.not_allowed"
handler404 = "commonpurse.web.public.errors.not_found"
handler500 = "commonpurse.web.public.errors.broken"
