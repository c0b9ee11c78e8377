"""Every address of the site with what it needs from the scene, and who opens it. A new page is added here or fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.people.models import ContactWay, Support
from tests.web.scenes import Scene


@dataclass(frozen=True)
class PageOf:
    """One page: its name, who of the standing people opens it, and the arguments of its address."""

    name: str
    opened_by: str | None
    arguments: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})
    is_post_only: bool = False
    is_download: bool = False

    def address(self, scene: Scene) -> str:
        return reverse(self.name, kwargs=self.arguments(scene))


def of_ada(scene: Scene) -> dict[str, Any]:
    return {"person_id": scene.people.ada.id}


def a_way_to(scene: Scene) -> UUID:
    return ContactWay.objects.filter(person=scene.people.ada).values_list("id", flat=True)[0]


def wrens_support(scene: Scene) -> UUID:
    return Support.objects.get(person=scene.people.ada, member=scene.people.wren).id


def of_fund(scene: Scene) -> dict[str, Any]:
    return {"fund_id": scene.fund.id}


def of_protected(scene: Scene) -> dict[str, Any]:
    return {"detail_id": scene.protected.id}


def of_opening(scene: Scene) -> dict[str, Any]:
    return {"opening_id": scene.opening.id}


def of_waiting_message(scene: Scene) -> dict[str, Any]:
    return {"message_id": scene.waiting_message.id}


def of_helper_of_ada(scene: Scene) -> dict[str, Any]:
    return of_ada(scene) | {"helper_id": scene.acts.id}


PAGES = [
    PageOf("public:front", None),
    PageOf("public:colours", None, lambda scene: {"colour_name": "0b5d57"}, is_download=True),
    PageOf("public:logo", None, lambda scene: {"version": scene.logo_version}, is_download=True),
    PageOf("public:sign_in", None),
    PageOf("public:complain", None),
    PageOf("public:reading", None),
    PageOf("public:reading", "ada"),
    # Nobody is half way in: the page of the second step leads back to its beginning.
    PageOf("public:second_step", None, is_download=True),
    PageOf("public:passkey", None, is_post_only=True),
    PageOf("public:passkey_asked", None, is_post_only=True),
    # No organisation's own sign-in is named here: the pages lead back.
    PageOf("public:work", None, lambda scene: {"slug": "harbour"}, is_download=True),
    PageOf("public:work_back", None, is_download=True),
    PageOf("public:set_up", None),
    PageOf("public:sign_in_to_demo", None, is_post_only=True),
    PageOf("public:sign_out", None, is_post_only=True),
    PageOf("public:card", None),
    PageOf("public:first_card", None),
    PageOf("public:text", None),
    PageOf("public:text_code", None),
    PageOf("public:offline", None),
    PageOf("public:worker", None, is_download=True),
    PageOf("public:security", None, is_download=True),
    PageOf("public:forget_draft", "ada", is_post_only=True),
    PageOf("person:money", "ada"),
    PageOf("person:sources", "ada"),
    PageOf("person:ask", "ada"),
    PageOf("person:pay_kind", "ada", lambda scene: {"pay_id": scene.to_pay}),
    PageOf("person:pay_what", "ada", lambda scene: {"pay_id": scene.half_asked}),
    PageOf("person:pay_who", "ada", lambda scene: {"pay_id": scene.to_pay}),
    PageOf("person:pay_add", "ada", lambda scene: {"pay_id": scene.to_pay, "kind": "supplier"}),
    PageOf("person:pay_check", "ada", lambda scene: {"pay_id": scene.to_pay}),
    PageOf("person:pay_check", "ada", lambda scene: {"pay_id": scene.too_much}),
    PageOf("person:asks", "ada"),
    PageOf("person:one_ask", "ada", lambda scene: {"ask_id": scene.granted.id}),
    PageOf("person:one_ask", "ada", lambda scene: {"ask_id": scene.waiting.id}),
    PageOf("person:one_ask", "ada", lambda scene: {"ask_id": scene.declined.id}),
    PageOf("person:ask_again", "ada", lambda scene: {"ask_id": scene.declined.id}, is_post_only=True),
    PageOf("person:payments", "ada"),
    PageOf("person:payment", "ada", lambda scene: {"payment_id": scene.ready.id}),
    PageOf("person:payment", "ada", lambda scene: {"payment_id": scene.held.id}),
    PageOf("person:payment", "ada", lambda scene: {"payment_id": scene.sent.id}),
    PageOf("person:payment", "ada", lambda scene: {"payment_id": scene.back.id}),
    PageOf("person:payment", "ada", lambda scene: {"payment_id": scene.looked_at.id}),
    PageOf("person:stop_payment", "ada", lambda scene: {"payment_id": scene.ready.id}),
    PageOf("person:pay_again", "ada", lambda scene: {"payment_id": scene.back.id}),
    PageOf("person:repeat", "ada", lambda scene: {"payment_id": scene.paid.id}, is_post_only=True),
    PageOf("person:payees", "ada"),
    PageOf("person:own_phone", "ada"),
    PageOf("person:add_payee", "ada"),
    PageOf("person:add_payee_of", "ada", lambda scene: {"kind": "supplier"}),
    PageOf("person:add_payee_of", "ada", lambda scene: {"kind": "own"}),
    PageOf("person:change_payee", "ada", lambda scene: {"payee_id": scene.own.payee_id}),
    PageOf("person:ways_in", "ada"),
    PageOf("person:end_help", "ada", is_post_only=True),
    PageOf("person:end_way_in", "ada", is_post_only=True),
    PageOf("person:new_card", "ada", is_post_only=True),
    PageOf("person:card_paper", "ada", is_post_only=True),
    PageOf("person:own_password", "ada"),
    PageOf("person:passkey", "ada"),
    PageOf("person:passkey_asked", "ada", is_post_only=True),
    PageOf("person:text_codes", "ada"),
    PageOf("person:confirm_number", "ada"),
    PageOf("person:statement", "ada"),
    PageOf("person:statement_csv", "ada", is_download=True),
    PageOf("person:statement_pdf", "ada", is_download=True),
    PageOf("person:messages", "ada"),
    PageOf("person:shared", "ada"),
    PageOf("person:stop_sharing", "ada", is_post_only=True),
    PageOf("person:undo_stop", "ada", is_post_only=True),
    PageOf("person:share", "ada"),
    PageOf("person:answer_request", "ada", lambda scene: {"request_id": scene.asked_to_share.id}),
    PageOf("person:if_no", "ada"),
    PageOf("person:shared_before", "ada"),
    PageOf("person:helpers", "ada"),
    PageOf("person:add_helper", "ada"),
    PageOf("person:end_helper", "ada", lambda scene: {"helper_id": scene.acts.id}, is_post_only=True),
    PageOf("person:helping", "stranger"),
    PageOf("person:pay_for", "stranger", lambda scene: {"person_id": scene.people.ada.id}),
    PageOf("person:looks", "ada"),
    PageOf("person:looks_csv", "ada", is_download=True),
    PageOf("person:protected", "ada"),
    PageOf("person:protect", "ada"),
    PageOf("person:one_protected", "ada", of_protected),
    PageOf("person:end_protected", "ada", of_protected),
    PageOf("person:held", "ada"),
    PageOf("person:take_held", "ada", is_post_only=True),
    PageOf("person:openings", "ada"),
    PageOf("person:walls", "ada"),
    PageOf("person:add_wall", "ada"),
    PageOf("person:end_wall", "ada", lambda scene: {"wall_id": scene.wall.id}),
    PageOf("person:erase", "ada"),
    PageOf("manager:erasures", "priya"),
    PageOf("manager:erasure", "priya", lambda scene: {"request_id": scene.erasure.id}),
    PageOf("person:concerns", "ada"),
    PageOf("person:complain", "ada"),
    PageOf("person:complain_of_look", "ada", lambda scene: {"look_id": scene.look_id}),
    PageOf("person:wrong", "ada", lambda scene: {"group_name": "contact"}),
    PageOf("person:concern", "ada", lambda scene: {"concern_id": scene.complaint.id}),
    PageOf("person:concern", "ada", lambda scene: {"concern_id": scene.answered.id}),
    PageOf("member:odd_looks", "priya"),
    PageOf("member:openings", "priya"),
    PageOf("member:opening", "priya", of_opening),
    PageOf("worker:emergency", "femi"),
    PageOf("worker:opened", "femi", of_opening),
    PageOf("worker:opened_reveal", "femi", lambda scene: of_opening(scene) | {"detail_id": scene.sams_protected.id}),
    PageOf("administrator:guardian", "administrator"),
    PageOf("administrator:guardian", "priya"),
    PageOf("member:find", "wren"),
    PageOf("member:factors", "wren"),
    PageOf("member:app", "wren"),
    PageOf("member:passkey", "wren"),
    PageOf("member:passkey_asked", "wren", is_post_only=True),
    PageOf("member:link", "wren", lambda scene: {"slug": "harbour"}, is_post_only=True),
    PageOf("member:codes", "wren"),
    PageOf("member:password", "wren"),
    PageOf("member:sessions", "wren"),
    PageOf("member:sessions", "ada"),
    PageOf("member:confirm", "wren"),
    PageOf("member:confirm_passkey_asked", "wren", is_post_only=True),
    PageOf("worker:people", "wren"),
    PageOf("worker:add_person", "wren"),
    PageOf("worker:person", "wren", of_ada),
    PageOf("worker:story", "wren", of_ada),
    PageOf("worker:about", "wren", of_ada),
    PageOf("worker:hand_over", "wren", of_ada),
    PageOf("worker:add_contact", "wren", of_ada),
    PageOf("worker:change_contact", "wren", lambda scene: of_ada(scene) | {"way_id": a_way_to(scene)}),
    PageOf("worker:protect", "wren", of_ada),
    PageOf("worker:reveal", "wren", lambda scene: of_ada(scene) | of_protected(scene)),
    PageOf("worker:end_protected", "wren", lambda scene: of_ada(scene) | of_protected(scene)),
    PageOf("worker:helpers", "wren", of_ada),
    PageOf("worker:agree_helper", "wren", of_helper_of_ada, is_post_only=True),
    PageOf("worker:end_helper", "wren", of_helper_of_ada, is_post_only=True),
    PageOf("worker:walls", "wren", of_ada),
    PageOf("worker:end_wall", "priya", lambda scene: of_ada(scene) | {"wall_id": scene.wall.id}),
    PageOf("worker:shared", "wren", of_ada),
    PageOf("worker:ask_to_share", "priya", of_ada),
    PageOf("worker:told", "wren", of_ada),
    PageOf(
        "worker:told_to_stop",
        "wren",
        lambda scene: of_ada(scene) | {"permission_id": scene.shared_plan.id},
        is_post_only=True,
    ),
    PageOf("worker:start_support", "priya", of_ada),
    PageOf("worker:end_support", "priya", lambda scene: of_ada(scene) | {"support_id": wrens_support(scene)}),
    PageOf("worker:sign_in", "wren", of_ada),
    PageOf("worker:new_card", "wren", of_ada, is_post_only=True),
    PageOf("worker:card_paper", "wren", of_ada, is_post_only=True),
    PageOf("worker:stop_card", "wren", of_ada, is_post_only=True),
    PageOf("worker:recognise", "wren", of_ada),
    PageOf("worker:beside", "wren", of_ada),
    PageOf("worker:open_budget", "wren", of_ada),
    PageOf("worker:allocate", "priya", of_ada),
    PageOf("worker:change_hands", "wren", lambda scene: of_ada(scene) | {"line_id": scene.line.id}),
    PageOf("worker:ask_for", "wren", of_ada),
    PageOf("worker:release", "wren", of_ada),
    PageOf("worker:payees", "wren", of_ada),
    PageOf("worker:payment", "wren", lambda scene: of_ada(scene) | {"payment_id": scene.ready.id}),
    PageOf("worker:payment", "wren", lambda scene: of_ada(scene) | {"payment_id": scene.back.id}),
    PageOf("worker:payment", "wren", lambda scene: of_ada(scene) | {"payment_id": scene.looked_at.id}),
    PageOf("worker:add_payee", "wren", of_ada),
    PageOf("worker:change_payee", "wren", lambda scene: of_ada(scene) | {"payee_id": scene.own.payee_id}),
    PageOf("worker:call_back", "priya", lambda scene: of_ada(scene) | {"payee_id": scene.changed.id}),
    PageOf("worker:asks", "wren"),
    PageOf("worker:ask", "wren", lambda scene: {"ask_id": scene.waiting.id}),
    PageOf("worker:ask", "wren", lambda scene: {"ask_id": scene.granted.id}),
    PageOf("worker:ask", "wren", lambda scene: {"ask_id": scene.declined.id}),
    PageOf("finance:today", "ngozi"),
    PageOf("finance:funds", "ngozi"),
    PageOf("finance:add_fund", "ngozi"),
    PageOf("finance:due_back", "ngozi"),
    PageOf("finance:fund", "ngozi", of_fund),
    PageOf("finance:promise", "ngozi", of_fund),
    PageOf("finance:allocate", "ngozi", of_fund),
    PageOf("finance:allocate_many", "ngozi", of_fund),
    PageOf("finance:round_file", "ngozi", is_download=True),
    PageOf("finance:rules", "ngozi", of_fund),
    PageOf("finance:set_rules", "ngozi", of_fund),
    PageOf("finance:given", "ngozi", of_fund),
    PageOf("finance:put_given_right", "ngozi", lambda scene: of_fund(scene) | {"allocation_id": scene.given.id}),
    PageOf("finance:received", "ngozi", of_fund),
    PageOf("finance:put_received_right", "ngozi", lambda scene: of_fund(scene) | {"money_in_id": scene.arrived.id}),
    PageOf("finance:corrections", "ngozi"),
    PageOf("finance:correction", "ngozi", lambda scene: {"correction_id": scene.to_put_right.id}),
    PageOf("finance:correction", "tom", lambda scene: {"correction_id": scene.to_put_right.id}),
    PageOf("finance:correction", "ngozi", lambda scene: {"correction_id": scene.put_right.id}),
    PageOf("finance:correction", "ngozi", lambda scene: {"correction_id": scene.left_as_it_is.id}),
    PageOf("finance:payments", "ngozi"),
    PageOf("finance:payment", "ngozi", lambda scene: {"payment_id": scene.sent.id}),
    PageOf("finance:payment", "ngozi", lambda scene: {"payment_id": scene.ready.id}),
    PageOf("finance:payment", "ngozi", lambda scene: {"payment_id": scene.back.id}),
    PageOf("finance:payment", "ngozi", lambda scene: {"payment_id": scene.looked_at.id}),
    PageOf("finance:second_looks", "ngozi"),
    PageOf("finance:second_look", "ngozi", lambda scene: {"approval_id": scene.looked_at.approval.id}),
    PageOf("finance:second_look", "priya", lambda scene: {"approval_id": scene.looked_at.approval.id}),
    PageOf("finance:files", "ngozi"),
    PageOf("finance:make_file", "ngozi", lambda scene: {"account_id": scene.account.id}),
    PageOf("finance:file", "ngozi", lambda scene: {"file_id": scene.made_file.id}),
    PageOf("finance:file", "tom", lambda scene: {"file_id": scene.made_file.id}),
    PageOf("finance:file", "ngozi", lambda scene: {"file_id": scene.checked_file.id}),
    PageOf("finance:file", "ngozi", lambda scene: {"file_id": scene.sent_file.id}),
    PageOf("finance:file_content", "ngozi", lambda scene: {"file_id": scene.sent_file.id}, is_post_only=True),
    PageOf("finance:reports", "ngozi"),
    PageOf("finance:statements", "ngozi"),
    PageOf("finance:statement", "ngozi", lambda scene: {"statement_id": scene.statement.id}),
    PageOf("finance:import", "ngozi"),
    PageOf("finance:one_import", "ngozi", lambda scene: {"name": scene.job_folder.name}),
    PageOf("finance:mappings", "ngozi"),
    PageOf("finance:one_import", "ngozi", lambda scene: {"name": scene.csv_folder.name}),
    PageOf("finance:import_errors", "ngozi", lambda scene: {"name": scene.csv_folder.name}, is_download=True),
    PageOf("finance:columns", "ngozi", lambda scene: {"name": scene.csv_folder.name}),
    PageOf("finance:exports", "ngozi"),
    PageOf("finance:export", "ngozi"),
    PageOf("finance:one_export", "ngozi", lambda scene: {"export_id": scene.export.id}),
    PageOf("finance:export_csv", "ngozi", lambda scene: {"export_id": scene.export.id}, is_download=True),
    PageOf("finance:add_export_mapping", "ngozi"),
    PageOf("finance:export_mapping", "ngozi", lambda scene: {"mapping_id": scene.export.mapping_id}),
    PageOf("finance:months", "ngozi"),
    PageOf("finance:close", "ngozi"),
    PageOf("finance:unmatched", "ngozi"),
    PageOf("finance:line", "ngozi", lambda scene: {"line_id": scene.money_in.id}),
    PageOf("finance:line", "ngozi", lambda scene: {"line_id": scene.explained.id}),
    PageOf("funder:funds", "callum"),
    PageOf("funder:fund", "callum", of_fund),
    PageOf("manager:times", "priya"),
    PageOf("manager:times_csv", "priya", is_download=True),
    PageOf("manager:waits", "priya"),
    PageOf("manager:waits_csv", "priya", is_download=True),
    PageOf("funder:report", "callum"),
    PageOf("funder:report_csv", "callum", is_download=True),
    PageOf("funder:report_pdf", "callum", is_download=True),
    PageOf("administrator:members", "administrator"),
    PageOf("administrator:add_member", "administrator"),
    PageOf("administrator:member", "administrator", lambda scene: {"member_id": scene.people.wren.id}),
    PageOf("administrator:member", "administrator", lambda scene: {"member_id": scene.people.administrator.id}),
    PageOf("administrator:access", "administrator", lambda scene: {"member_id": scene.people.wren.id}),
    PageOf("administrator:sign_in", "administrator", lambda scene: {"member_id": scene.people.femi.id}),
    PageOf("administrator:new_code", "administrator", lambda scene: {"member_id": scene.people.wren.id}),
    PageOf("administrator:lost_factor", "administrator", lambda scene: {"member_id": scene.people.wren.id}),
    PageOf("administrator:lost_factor", "administrator", lambda scene: {"member_id": scene.people.ngozi.id}),
    PageOf("administrator:lost_factor", "priya", lambda scene: {"member_id": scene.people.ngozi.id}),
    PageOf("administrator:member_sessions", "administrator", lambda scene: {"member_id": scene.people.wren.id}),
    PageOf("administrator:organisations", "administrator"),
    PageOf("administrator:add_organisation", "administrator"),
    PageOf("parts:styleguide", "wren"),
    PageOf("administrator:look", "administrator"),
    PageOf("administrator:look_logo", "administrator", is_post_only=True),
    PageOf("administrator:retention", "administrator"),
    PageOf("administrator:concerns", "priya"),
    PageOf("administrator:concern", "priya", lambda scene: {"concern_id": scene.complaint.id}),
    PageOf("administrator:concern", "priya", lambda scene: {"concern_id": scene.answered.id}),
    PageOf("administrator:concern", "priya", lambda scene: {"concern_id": scene.from_outside.id}),
    PageOf("administrator:accounts", "administrator"),
    PageOf("administrator:accounts", "priya"),
    PageOf("administrator:add_account", "administrator"),
    PageOf("administrator:bases", "administrator"),
    PageOf("administrator:bases", "priya"),
    PageOf("administrator:add_basis", "administrator", lambda scene: {"organisation_id": scene.people.charity.id}),
    PageOf(
        "administrator:end_basis",
        "administrator",
        lambda scene: {"basis_id": LawfulBasis.objects.get(organisation=scene.people.charity).id},
    ),
    PageOf("administrator:bands", "administrator"),
    PageOf("administrator:bands", "priya"),
    PageOf("administrator:change_band", "administrator", lambda scene: {"kind": "one_payment"}),
    PageOf("administrator:band_change", "administrator", lambda scene: {"change_id": scene.band.id}),
    PageOf("administrator:band_change", "priya", lambda scene: {"change_id": scene.band.id}),
    PageOf("administrator:messages", "administrator"),
    PageOf("administrator:messages", "priya"),
    PageOf("administrator:message_texts", "administrator"),
    PageOf("administrator:message", "administrator", lambda scene: {"message_id": scene.waiting_message.id}),
    PageOf("administrator:message", "administrator", lambda scene: {"message_id": scene.sent_message.id}),
    PageOf("administrator:message", "priya", lambda scene: {"message_id": scene.doubtful_message.id}),
    PageOf("administrator:move_message", "administrator", lambda scene: of_waiting_message(scene) | {"act": "hold"}),
    PageOf("administrator:move_message", "administrator", lambda scene: of_waiting_message(scene) | {"act": "send"}),
    PageOf("funder:fund_csv", "callum", of_fund, is_download=True),
]
SHOWN = [page for page in PAGES if not page.is_post_only and not page.is_download]
