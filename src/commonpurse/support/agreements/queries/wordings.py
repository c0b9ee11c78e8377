"""Agreements as they are read: the one that counts, the one to be signed, those before, what changed between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from commonpurse.kernel.money import Money
from commonpurse.parties.attachments.models import Attachment
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Agreement, AgreementTemplate, ChangeWish, Signature
from commonpurse.support.agreements.rules import SHIPPED, Change, StartingWords, Wording, changes_between, content_hash


def draft_of(person: Person) -> Agreement | None:
    """The wording that waits to be signed by both. Asked inside commands, where no viewer is."""
    return Agreement.objects.filter(person=person, number=None, dropped_at=None).first()


def wording_of(agreement: Agreement, currency: str = "") -> Wording:
    """All that is signed. A page that shows several wordings asks for the currency once, and says it."""
    currency = currency or the_partnership().currency
    line = agreement.spend_up_to_minor
    return Wording(
        what_for=agreement.what_for,
        sum=Money(agreement.sum_minor, currency),
        spend_up_to=None if line is None else Money(line, currency),
        money_rules=agreement.money_rules,
        if_things_go_wrong=agreement.if_things_go_wrong,
        how_to_challenge=agreement.how_to_challenge,
    )


def hash_of(agreement: Agreement) -> str:
    """The mark of the words as they stand: each signature under them carries it."""
    return content_hash(wording_of(agreement), person_id=agreement.person_id)


def agreements_visible_to(viewer: Member | Person, today: date) -> QuerySet[Agreement]:
    """Every wording of the people who show this viewer what their money is for, signed or not."""
    people = people_shared_with(viewer, today, Item.MONEY_DETAIL)
    found = Agreement.objects.filter(person__in=people.values("id"))
    signers = Signature.objects.select_related("signed_by_member", "signed_by_person", "written_down_by")
    return found.select_related("made_by", "person").prefetch_related(Prefetch("signatures", signers))


@dataclass(frozen=True)
class Agreed:
    """What stands for one person: the wording that counts, the one that waits for signatures, those before.

    `before`: what counted once, the newest first.
    """

    in_force: Agreement | None
    draft: Agreement | None
    before: Sequence[Agreement]

    @property
    def newest(self) -> Agreement | None:
        return self.draft or self.in_force


def agreed_with(*, viewer: Member | Person, person: Person, today: date, with_signatures: bool = True) -> Agreed:
    """Everything agreed with a person, as far as the viewer may see it."""
    hers = agreements_visible_to(viewer, today).filter(person=person, dropped_at=None)
    if not with_signatures:
        hers = hers.prefetch_related(None)
    found = list(hers.order_by("-number"))
    counted = [each for each in found if each.number is not None]
    draft = next((each for each in found if each.number is None), None)
    return Agreed(counted[0] if counted else None, draft, counted[1:])


def get_agreement(*, viewer: Member | Person, agreement_id: UUID, today: date) -> Agreement | None:
    """One wording, or None where it is not there or not to be seen."""
    return agreements_visible_to(viewer, today).filter(id=agreement_id).select_related("replaces").first()


def picture_of(agreement: Agreement) -> Attachment | None:
    """The picture of the paper that was signed, if one was. Whoever asks has been shown the agreement."""
    signed = agreement.signatures.filter(picture__isnull=False).select_related("picture__person").first()
    return signed.picture if signed is not None else None


def changes_of(agreement: Agreement, currency: str = "") -> list[Change]:
    """What this wording changes in the one that counted before it; of the first one nothing."""
    if agreement.replaces is None:
        return []
    currency = currency or the_partnership().currency
    return changes_between(wording_of(agreement.replaces, currency), wording_of(agreement, currency))


def wishes_of(*, viewer: Member | Person, person: Person, today: date) -> QuerySet[ChangeWish]:
    """What she wanted to be changed, the newest first."""
    people = people_shared_with(viewer, today, Item.MONEY_DETAIL)
    found = ChangeWish.objects.filter(person=person, person__in=people.values("id"))
    return found.select_related("answered_by", "new_wording").order_by("-wished_at", "-id")


def wishes_waiting_for(viewer: Member, today: date) -> QuerySet[ChangeWish]:
    """What people want to be changed and nobody has answered, of those for whom this member can; oldest first."""
    people = people_shared_with(viewer, today, Item.MONEY_DETAIL, Level.ACT)
    waiting = ChangeWish.objects.filter(answered_at=None, person__in=people.values("id"))
    return waiting.select_related("person").order_by("wished_at", "id")


def get_open_wish(*, viewer: Member, wish_id: UUID, today: date) -> ChangeWish | None:
    """One wish that this member may answer."""
    return wishes_waiting_for(viewer, today).filter(id=wish_id).first()


@dataclass(frozen=True)
class Starting:
    """Words to begin with. `version` 0: shipped, and nobody here has written their own of this name."""

    key: str
    name: str
    version: int
    words: AgreementTemplate | StartingWords

    @property
    def template(self) -> AgreementTemplate | None:
        return self.words if isinstance(self.words, AgreementTemplate) else None


def newest_templates() -> Sequence[AgreementTemplate]:
    """The newest version of each name, also of those that are offered no more."""
    newest: dict[str, AgreementTemplate] = {}
    for template in AgreementTemplate.objects.select_related("made_by").order_by("name", "version"):
        newest[template.name] = template
    return list(newest.values())


def starting_words() -> Sequence[Starting]:
    """What an agreement may begin with: the partnership's own, then what is shipped and was not rewritten."""
    newest = newest_templates()
    own = [Starting(str(one.id), one.name, one.version, one) for one in newest if one.is_offered]
    names = {one.name for one in newest}
    shipped = [Starting(one.key, one.name, 0, one) for one in SHIPPED if str(one.name) not in names]
    return [*own, *shipped]
