"""The bank files, and what whoever checks one has to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.money.payments.access import can_see_files
from commonpurse.money.payments.models import BankFile, BankFileQuerySet, Instruction, Payment
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person


def bank_files_visible_to(viewer: Member | Person) -> BankFileQuerySet:
    """The files, newest first, without their bytes; none with a payment of somebody the viewer is kept away from."""
    if not can_see_files(viewer):
        return BankFile.objects.none()
    files = BankFile.objects.select_related("debtor_account", "made_by", "approved_by", "sent_by", "taken_back_by")
    return files.defer("content").exclude(id__in=_files_that_name(kept_from(viewer)))


def _files_that_name(apart: tuple[UUID, ...]) -> list[UUID]:
    """The files with a payment of one of these people. Whoever is kept away from them sees none of those payments."""
    if not apart:
        return []
    with acting_as_system("to find the files that name who must not meet"):
        return list(Instruction.objects.filter(person__in=apart).values_list("bank_file", flat=True).distinct())


def get_bank_file(*, viewer: Member | Person, file_id: UUID) -> BankFile | None:
    """The file, or None when it is not there or not to be seen."""
    return bank_files_visible_to(viewer).filter(id=file_id).first()


def instructions_of(*, viewer: Member | Person, bank_file: BankFile) -> QuerySet[Instruction]:
    """The payments in a file, with payee and account: what the checker looks at."""
    if not can_see_files(viewer):
        return Instruction.objects.none()
    return (
        bank_file.instructions.exclude(person__in=kept_from(viewer))
        .select_related(
            "payment__payee_account__payee",
            "payment__payee_account__replaces",
            "payment__budget__person",
            "payment__created_by_member",
        )
        .order_by("end_to_end_id")
    )


@dataclass(frozen=True)
class FileCheck:
    """What the second person looks at first in a file.

    `changed`   what goes for the first time to an account that replaced another, with the old account beside it
    `first`     what goes to a payee who was never paid before
    `largest`   the largest payments, two at most: none in an empty file, two where the largest sum is there twice
    `before`    the file that was sent before it from the same account, to compare with
    """

    changed: tuple[Any, ...]
    first: tuple[Any, ...]
    largest: tuple[Any, ...]
    before: BankFile | None


def what_to_check(*, viewer: Member | Person, bank_file: BankFile) -> FileCheck:
    """What of a file deserves a second look, over all its payments. A fixed number of statements."""
    if not can_see_files(viewer):
        return FileCheck((), (), (), None)
    sent_before = Payment.objects.filter(
        instructions__bank_file__sent_at__isnull=False, instructions__bank_file__made_at__lt=bank_file.made_at
    )
    inside = instructions_of(viewer=viewer, bank_file=bank_file).select_related(
        "payment__payee_account__replaces",
        "payment__payee_account__called_back_by",
        "payment__payee_account__added_by_member",
        "payment__payee_account__added_by_person",
    )
    new = list(
        inside.annotate(
            is_to_known_account=Exists(sent_before.filter(payee_account=OuterRef("payment__payee_account"))),
            is_to_known_payee=Exists(
                sent_before.filter(payee_account__payee=OuterRef("payment__payee_account__payee"))
            ),
        ).filter(is_to_known_account=False)
    )
    changed = [each for each in new if each.payment.payee_account.replaces is not None]
    first = [each for each in new if each.payment.payee_account.replaces is None and not each.is_to_known_payee]
    by_sum = list(inside.order_by("-payment__amount_minor", "end_to_end_id")[:2])
    return FileCheck(
        changed=tuple(changed),
        first=tuple(first),
        largest=tuple(each for each in by_sum if each.payment.amount_minor == by_sum[0].payment.amount_minor),
        before=bank_files_visible_to(viewer)
        .filter(debtor_account=bank_file.debtor_account_id, sent_at__isnull=False, made_at__lt=bank_file.made_at)
        .first(),
    )
