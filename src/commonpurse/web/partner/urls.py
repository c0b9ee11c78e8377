from __future__ import annotations

from django.urls import path

from commonpurse.web.partner import charter, draft, kept, network, readiness

app_name = "partner"
urlpatterns = [
    path("charter/", charter.charter, name="charter"),
    path("charter/back/", charter.take_back, name="take_back"),
    path("charter/draft/", draft.draft, name="draft"),
    path("charter/clauses/<uuid:clause_id>/", draft.clause, name="clause"),
    path("network/", network.network, name="network"),
    path("kept/", kept.kept, name="kept"),
    path("kept/<uuid:clause_id>/", kept.kept_clause, name="kept_clause"),
    path("kept/talks/<uuid:talk_id>/", kept.kept_talk, name="kept_talk"),
    path("guidance/", charter.guidance, name="guidance"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("readiness/answer/", readiness.answer, name="readiness_answer"),
    path("speakers/", charter.speakers, name="speakers"),
]
