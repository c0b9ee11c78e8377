from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.commands import NewAccount, open_accounts
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.money.payments.access import can_keep_accounts
from commonpurse.money.payments.accounts import TypedAccount, read_typed_account
from commonpurse.money.payments.business_days import USUAL_CUT_OFF
from commonpurse.money.payments.models import DebtorAccount, WeightTable, fields_of
from commonpurse.money.payments.modulus import check_account
from commonpurse.money.payments.modulus_table import read_modulus_tables, write_substitutes, write_weights
from commonpurse.money.payments.queries import current_modulus_table
from commonpurse.money.payments.rails.bank_file.characters import LONGEST_NAME, check_id, write_in_scheme
from commonpurse.money.payments.rules import OTHER_SCHEME_WORDS, SCHEME_OF_CURRENCY, PaymentRefused, Scheme
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership


def load_modulus_tables(*, by: Member, files: Sequence[tuple[str, str]], now: datetime) -> WeightTable:
    """Store the operator's tables for UK account numbers as a new version. `files` are (name, text), in any order.

    The tables that count already make no new version. Raises: FileRefused, naming every line that cannot be right.
    """
    if not can_keep_accounts(by):
        raise NotAllowed
    table = read_modulus_tables(files)
    weights, substitutes = write_weights(table), write_substitutes(table)
    sha256 = hashlib.sha256(f"{weights}\n{substitutes}".encode()).hexdigest()
    with transaction.atomic():
        newest = WeightTable.objects.order_by("-loaded_at", "-id").first()
        if newest is not None and newest.sha256 == sha256:
            return newest
        stored = WeightTable.objects.create(
            weights=weights,
            substitutes=substitutes,
            file_names=", ".join(name for name, _ in files)[:500],
            sha256=sha256,
            row_count=len(table.rows),
            loaded_at=now,
            loaded_by=by,
        )
        record_event(
            "modulus_tables_loaded",
            by=by.id,
            subject_type="weight_table",
            subject_id=stored.id,
            now=now,
            rows=stored.row_count,
            sha256=sha256,
        )
        return stored


def add_debtor_account(
    *,
    by: Member,
    name: str,
    holder_name: str,
    account: TypedAccount,
    now: datetime,
    organisation_id: str = "",
    cut_off: time = USUAL_CUT_OFF,
    days_ahead: int = 0,
) -> DebtorAccount:
    """Add an account of the partnership from which payments are made; it is never changed, only another one added.

    `organisation_id` is the bank's own id for us in files, where it gave one.
    Raises: AccountUnreadable, CannotBeWritten, PaymentRefused (`account_there`, `account_invalid`, `other_scheme`,
    `name_needed`).
    """
    if not can_keep_accounts(by):
        raise NotAllowed
    with transaction.atomic():
        currency = the_partnership().currency
        read = read_typed_account(account)
        if SCHEME_OF_CURRENCY[currency] != (Scheme.UK if fields_of(read)["scheme"] == "uk" else Scheme.IBAN):
            raise PaymentRefused(OTHER_SCHEME_WORDS[currency], code="other_scheme")
        check = check_account(read, current_modulus_table())
        if not check.may_be_paid:
            raise PaymentRefused(check.reason, code="account_invalid", field="account_number")
        holder = write_in_scheme(holder_name)
        if not name.strip() or not holder or len(holder) > LONGEST_NAME:
            raise PaymentRefused(
                "Give the account a name, and its holder as the bank writes it, up to {longest} characters.",
                code="name_needed",
                field="name",
                longest=LONGEST_NAME,
            )
        if organisation_id:
            check_id(organisation_id)
        named = fields_of(read)
        same = {key: named.get(key, "") for key in ("sort_code", "account_number", "iban")}
        if DebtorAccount.objects.filter(name=name.strip()).exists() or DebtorAccount.objects.filter(**same).exists():
            raise PaymentRefused("This account, or one of this name, is there already.", code="account_there")
        bank = NewAccount(new_id(), AccountCode.BANK, currency)
        suspense = NewAccount(new_id(), AccountCode.SUSPENSE, currency)
        open_accounts([bank, suspense], by=by.id, now=now)
        added = DebtorAccount.objects.create(
            **named,
            name=name.strip(),
            holder_name=holder,
            currency=currency,
            organisation_id=organisation_id,
            cut_off=cut_off,
            days_ahead=days_ahead,
            bank_account_id=bank.id,
            suspense_account_id=suspense.id,
            added_at=now,
            added_by=by,
        )
        record_event(
            "debtor_account_added",
            by=by.id,
            subject_type="debtor_account",
            subject_id=added.id,
            now=now,
            currency=currency,
        )
        return added
