import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0001_partnership"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                (
                    "called_by",
                    models.CharField(help_text="the name the person wants to be called by", max_length=100),
                ),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("language", models.CharField(default="en", help_text="BCP 47 tag", max_length=35)),
                (
                    "page_format",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("large_print", "Large print"),
                            ("easy_read", "Easy read"),
                            ("audio", "Audio"),
                        ],
                        default="standard",
                        max_length=20,
                    ),
                ),
                ("needs_interpreter", models.BooleanField(default=False)),
                (
                    "reference",
                    models.CharField(
                        blank=True, help_text="the partnership's own number for the person", max_length=40
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["called_by", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("reference",),
                        name="person_reference_once",
                        violation_error_message="Another person has this reference already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactWay",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "Phone call"),
                            ("text", "Text message"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("through", "Through somebody"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.CharField(max_length=300)),
                ("is_safe_to_use", models.BooleanField()),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        help_text="for example: mornings only, say you are the library",
                        max_length=300,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_ways",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "value"),
                        name="contact_way_once",
                        violation_error_message="This way of contact is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "used_for",
                    models.CharField(
                        choices=[
                            ("papers", "On papers"),
                            ("bank", "At the bank"),
                            ("before", "Before"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "name", "used_for"),
                        name="person_name_once",
                        violation_error_message="This name is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="partners.member",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                        name="support_ends_after_start",
                        violation_error_message="The last day must be after the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)),
                        fields=("person", "member"),
                        name="support_open_once",
                        violation_error_message="This member works with the person already.",
                    ),
                ],
            },
        ),
    ]
