"""The words that agreements may begin with, as the partnership writes them: each change is a new version."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.models import Member
from commonpurse.support.agreements.access import can_write_templates
from commonpurse.support.agreements.models import AgreementTemplate
from commonpurse.support.agreements.rules import AgreementRefused

TEXTS = ("what_for", "money_rules", "if_things_go_wrong", "how_to_challenge")


def write_agreement_template(
    *,
    by: Member,
    name: str,
    what_for: str = "",
    money_rules: str = "",
    if_things_go_wrong: str = "",
    how_to_challenge: str = "",
    after: int,
    now: datetime,
) -> AgreementTemplate:
    """Write a template's next version; a part left empty is filled in with each person. The same again is once.

    `after`: the version that the author saw, 0 where there was none.
    Raises: AgreementRefused (`name_needed`, `written_meanwhile`), TextTooLong.
    """
    if not can_write_templates(by):
        raise NotAllowed
    texts = {
        "what_for": what_for.strip(),
        "money_rules": money_rules.strip(),
        "if_things_go_wrong": if_things_go_wrong.strip(),
        "how_to_challenge": how_to_challenge.strip(),
    }
    if not name.strip():
        raise AgreementRefused("Give it a name.", code="name_needed", field="name")
    check_fits(AgreementTemplate, name=name, **texts)
    newest = AgreementTemplate.objects.filter(name=name.strip()).order_by("-version").first()
    if newest is not None and newest.is_offered and all(getattr(newest, part) == texts[part] for part in TEXTS):
        return newest
    return _next_version(newest, by=by, name=name.strip(), texts=texts, after=after, is_offered=True, now=now)


def withdraw_agreement_template(*, by: Member, name: str, after: int, now: datetime) -> AgreementTemplate:
    """Offer it no more. Agreements that began with it stay as they are; it can be written anew. Twice is once.

    Raises: AgreementRefused (`written_meanwhile`).
    """
    if not can_write_templates(by):
        raise NotAllowed
    newest = AgreementTemplate.objects.filter(name=name).order_by("-version").first()
    if newest is not None and not newest.is_offered:
        return newest
    texts = {part: getattr(newest, part) if newest else "" for part in TEXTS}
    return _next_version(newest, by=by, name=name, texts=texts, after=after, is_offered=False, now=now)


def _next_version(
    newest: AgreementTemplate | None,
    *,
    by: Member,
    name: str,
    texts: dict[str, str],
    after: int,
    is_offered: bool,
    now: datetime,
) -> AgreementTemplate:
    try:
        with transaction.atomic():
            if (newest.version if newest else 0) != after:
                raise _written_meanwhile()
            made = AgreementTemplate.objects.create(
                name=name, version=after + 1, **texts, is_offered=is_offered, made_by=by, made_at=now
            )
            record_event(
                "agreement_template_written" if is_offered else "agreement_template_withdrawn",
                by=by.id,
                subject_type="agreement_template",
                subject_id=made.id,
                now=now,
                version=made.version,
            )
    except IntegrityError as error:  # two at the same moment: the key of name and version lets one through
        raise _written_meanwhile() from error
    return made


def _written_meanwhile() -> AgreementRefused:
    return AgreementRefused(
        "Somebody changed this template meanwhile. Read theirs first. Yours is kept on this page.",
        code="written_meanwhile",
    )
