from __future__ import annotations

from django.urls import path

from commonpurse.web.partner import (
    charter,
    draft,
    flexing,
    kept,
    network,
    own,
    partners,
    readiness,
    together,
    together_reports,
    together_writing,
)

app_name = "partner"
urlpatterns = [
    path("", partners.partners, name="partners"),
    path("organisations/<uuid:organisation_id>/", partners.organisation, name="organisation"),
    path("own/", own.own, name="own"),
    path("own/teams/<uuid:team_id>/", own.team, name="team"),
    path("own/contact/", own.contact, name="add_contact"),
    path("own/contact/<uuid:contact_id>/", own.contact, name="contact"),
    path("own/offer/", own.offer, name="add_offer"),
    path("own/offer/<uuid:offer_id>/", own.offer, name="offer"),
    path("charter/", charter.charter, name="charter"),
    path("charter/back/", charter.take_back, name="take_back"),
    path("charter/draft/", draft.draft, name="draft"),
    path("charter/clauses/<uuid:clause_id>/", draft.clause, name="clause"),
    path("network/", network.network, name="network"),
    path("flexing/", flexing.flexing, name="flexing"),
    path("kept/", kept.kept, name="kept"),
    path("kept/<uuid:clause_id>/", kept.kept_clause, name="kept_clause"),
    path("kept/talks/<uuid:talk_id>/", kept.kept_talk, name="kept_talk"),
    path("guidance/", charter.guidance, name="guidance"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("readiness/answer/", readiness.answer, name="readiness_answer"),
    path("speakers/", charter.speakers, name="speakers"),
    path("money/", together.together, name="together"),
    path("money/write/", together_writing.together_write, name="together_write"),
    path("money/<uuid:agreement_id>/", together.together_one, name="together_one"),
    path("money/<uuid:agreement_id>/change/", together_writing.together_change, name="together_change"),
    path("money/<uuid:agreement_id>/versions/", together.together_versions, name="together_versions"),
    path("money/<uuid:agreement_id>/leave/", together.together_leave, name="together_leave"),
    path("money/<uuid:agreement_id>/end/", together.together_end, name="together_end"),
    path("money/<uuid:agreement_id>/statement/", together_reports.together_report, name="together_report"),
    path("money/<uuid:agreement_id>/statement.csv", together_reports.together_report_csv, name="together_report_csv"),
    path("money/<uuid:agreement_id>/statement.pdf", together_reports.together_report_pdf, name="together_report_pdf"),
]
