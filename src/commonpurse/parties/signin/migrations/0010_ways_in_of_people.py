import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0003_look"),
        ("people", "0005_longer_names"),
        ("signin", "0003_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="TextWay",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("number_hash", models.CharField(max_length=64)),
                ("seen_hash", models.CharField(max_length=64)),
                ("chosen_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contact_way",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.contactway"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="text_ways", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-chosen_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", False), ("ended_at", None)),
                        fields=("person",),
                        name="text_way_confirmed_once",
                        violation_error_message="Codes go to one number at a time.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at", None), ("ended_at", None)),
                        fields=("person",),
                        name="text_way_waiting_once",
                        violation_error_message="One number at a time waits for its first code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_used_at", None), ("confirmed_at__isnull", False), _connector="OR"),
                        name="text_way_used_once_confirmed",
                        violation_error_message="A number is confirmed before it lets anybody in.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TextCode",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(default=0, help_text="how often a wrong code was typed for it"),
                ),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "text_way",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="signin.textway"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tries__lte", 5)),
                        name="text_code_tries_end",
                        violation_error_message="A code is tried five times at most.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "public_part",
                    models.CharField(help_text="the first letters of the code; they find the card", max_length=8),
                ),
                ("secret_hash", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("unused_until", models.DateTimeField(help_text="without a PIN by then it lets nobody in")),
                ("pin_set_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lost", "It was lost"),
                            ("replaced", "A newer card took its place"),
                            ("not_wanted", "It was not wanted any more"),
                            ("proved_anew", "All ways in were made anew"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "made_by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("public_part",),
                        name="card_public_part_once",
                        violation_error_message="Another card begins with these letters.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("person",),
                        name="card_open_once",
                        violation_error_message="A person has one card at a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_why", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="card_end_has_reason",
                        violation_error_message="A card that ended says why, and no other does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_used_at", None), ("pin_set_at__isnull", False), _connector="OR"),
                        name="card_used_with_pin",
                        violation_error_message="A card is used only once it has a PIN.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recognition",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("knew", models.JSONField(help_text="codes of the ways in which the worker knew her, two at least")),
                ("recognised_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recognitions", to="people.person"
                    ),
                ),
                (
                    "recognised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["-recognised_at", "-id"],
                "indexes": [models.Index(fields=["person", "recognised_at"], name="recognition_by_person")],
            },
        ),
        migrations.AddIndex(
            model_name="textway",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["number_hash"], name="text_way_by_number"
            ),
        ),
        migrations.AddIndex(
            model_name="textcode",
            index=models.Index(fields=["text_way", "made_at"], name="text_code_by_way"),
        ),
        migrations.AddIndex(
            model_name="textcode",
            index=models.Index(
                condition=models.Q(("handed_over_at", None)), fields=["made_at"], name="text_code_to_hand_over"
            ),
        ),
        # The code and the PIN are hashed together at the first use; all else of a card is history.
        SetOnce("signin_card", once=["pin_set_at", "ended_at"], free=["secret_hash", "last_used_at", "ended_why"]),
        SetOnce("signin_textway", once=["confirmed_at", "ended_at"], free=["last_used_at"]),
        SetOnce("signin_textcode", once=["handed_over_at", "used_at"], free=["tries"]),
        AppendOnly("signin_recognition"),
        BoundToParent("signin_textway", "contact_way_id", "people_contactway"),
        BoundToParent("signin_textcode", "text_way_id", "signin_textway"),
    ]
