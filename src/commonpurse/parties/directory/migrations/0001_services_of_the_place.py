import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.full_text import FullText


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0005_who_let_a_member_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                (
                    "address",
                    models.CharField(blank=True, help_text="https; empty for one that comes as a file", max_length=500),
                ),
                ("added_at", models.DateTimeField()),
                ("last_checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name",),
                        name="feed_name_once",
                        violation_error_message="A feed of this name is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), ("address__startswith", "https://"), _connector="OR"),
                        name="feed_address_secure",
                        violation_error_message="The address of a feed begins with https.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedOrganisation",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("outside_id", models.CharField(help_text="as the feed writes it", max_length=200)),
                ("name", models.CharField(max_length=300)),
                ("description", models.TextField(blank=True, max_length=20000)),
                ("email", models.CharField(blank=True, max_length=300)),
                ("website", models.CharField(blank=True, max_length=300)),
                ("phone", models.CharField(blank=True, max_length=60)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="organisations", to="directory.feed"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("feed", "outside_id"),
                        name="listed_organisation_once",
                        violation_error_message="The feed names this organisation already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "outside_id",
                    models.CharField(help_text="as the feed writes it; our own where we wrote it", max_length=200),
                ),
                ("name", models.CharField(blank=True, max_length=300)),
                ("kind", models.CharField(default="physical", max_length=10)),
                ("description", models.TextField(blank=True, max_length=2000)),
                ("address", models.CharField(blank=True, max_length=602)),
                ("city", models.CharField(blank=True, max_length=300)),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("access", models.TextField(blank=True, help_text="for wheels, for ears, for eyes")),
                ("transport", models.TextField(blank=True, max_length=2000)),
                ("latitude", models.FloatField(blank=True, help_text="degrees north", null=True)),
                ("longitude", models.FloatField(blank=True, help_text="degrees east", null=True)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="locations", to="directory.feed"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("feed", "outside_id"),
                        name="location_once",
                        violation_error_message="The feed names this place already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="location_on_earth",
                        violation_error_message="There is no such place on earth.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("outside_id", models.CharField(help_text="as the feed writes it", max_length=200)),
                ("name", models.CharField(max_length=300)),
                ("other_name", models.CharField(blank=True, max_length=300)),
                ("description", models.TextField(blank=True, max_length=20000)),
                ("website", models.CharField(blank=True, max_length=300)),
                ("email", models.CharField(blank=True, max_length=300)),
                ("phone", models.CharField(blank=True, max_length=60)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Open"),
                            ("temporarily closed", "Closed for a while"),
                            ("inactive", "Not open now"),
                            ("defunct", "Closed for good"),
                        ],
                        max_length=20,
                    ),
                ),
                ("how_to", models.TextField(blank=True, help_text="how to get in", max_length=2000)),
                ("fees", models.TextField(blank=True, max_length=2000)),
                ("wait", models.CharField(blank=True, max_length=300)),
                ("alert", models.TextField(blank=True, max_length=2000)),
                ("languages", models.CharField(blank=True, max_length=300)),
                (
                    "needs",
                    models.JSONField(
                        blank=True, default=list, help_text="the words of taxonomies under which it stands"
                    ),
                ),
                ("areas", models.JSONField(blank=True, default=list, help_text="for whom, by where they live")),
                (
                    "assured_on",
                    models.DateField(blank=True, help_text="when somebody last looked whether it is so", null=True),
                ),
                (
                    "assurer",
                    models.CharField(blank=True, help_text="an office's e-mail, as the feed says", max_length=300),
                ),
                ("put_right_at", models.DateTimeField(blank=True, null=True)),
                (
                    "feed_changed_at",
                    models.CharField(blank=True, help_text="when it changed, as the feed says", max_length=40),
                ),
                ("digest", models.CharField(help_text="of what the feed said last", max_length=64)),
                ("added_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("last_checked_at", models.DateTimeField(help_text="when its feed was read last and had it")),
                (
                    "gone_at",
                    models.DateTimeField(blank=True, help_text="since when its feed lists it no more", null=True),
                ),
                (
                    "assured_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="directory.feed"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="directory.listedorganisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("feed", "outside_id"),
                        name="service_once",
                        violation_error_message="The feed names this service already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "inactive", "defunct", "temporarily closed"])),
                        name="service_status_known",
                        violation_error_message="Choose one of the states of a service.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assured_by", None), ("put_right_at", None)),
                            models.Q(("assured_by__isnull", False), ("put_right_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="service_put_right_by",
                        violation_error_message="Say who put it right, and when.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("outside_id", models.CharField(blank=True, max_length=200)),
                ("number", models.PositiveSmallIntegerField(help_text="its place in the list")),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("days", models.CharField(blank=True, help_text="MO,TU: RFC 5545, BYDAY", max_length=100)),
                ("month_days", models.CharField(blank=True, help_text="1,15: RFC 5545, BYMONTHDAY", max_length=100)),
                ("every", models.CharField(blank=True, help_text="WEEKLY or MONTHLY", max_length=10)),
                ("interval", models.PositiveSmallIntegerField(default=1)),
                ("opens_at", models.TimeField(blank=True, null=True)),
                ("closes_at", models.TimeField(blank=True, null=True)),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("notes", models.TextField(blank=True, max_length=2000)),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.location",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="schedules", to="directory.service"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "number"),
                        name="schedule_number_once",
                        violation_error_message="Each time has its own place in the list.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Eligibility",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("outside_id", models.CharField(blank=True, max_length=200)),
                ("number", models.PositiveSmallIntegerField(help_text="its place in the list")),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("minimum_age", models.PositiveSmallIntegerField(blank=True, help_text="years", null=True)),
                ("maximum_age", models.PositiveSmallIntegerField(blank=True, help_text="years", null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="eligibilities",
                        to="directory.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "number"),
                        name="eligibility_number_once",
                        violation_error_message="Each of them has its own place in the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_age", None),
                            ("maximum_age", None),
                            ("minimum_age__lte", models.F("maximum_age")),
                            _connector="OR",
                        ),
                        name="eligibility_ages_ordered",
                        violation_error_message="The youngest cannot be older than the oldest.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostOption",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("outside_id", models.CharField(blank=True, max_length=200)),
                ("number", models.PositiveSmallIntegerField(help_text="its place in the list")),
                ("starts_on", models.DateField(blank=True, help_text="valid from", null=True)),
                ("ends_on", models.DateField(blank=True, help_text="the day after the last", null=True)),
                ("option", models.CharField(blank=True, help_text="for whom, or for what", max_length=300)),
                ("amount_minor", models.BigIntegerField(blank=True, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("seen_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cost_options", to="directory.service"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("gone_at", None)),
                        fields=("service", "number"),
                        name="cost_option_number_once",
                        violation_error_message="Each price has its own place in the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_minor", None), ("currency", "")),
                            models.Q(
                                ("amount_minor__gte", 0),
                                ("amount_minor__isnull", False),
                                ("currency__regex", "^[A-Z]{3}$"),
                            ),
                            _connector="OR",
                        ),
                        name="cost_option_amount_whole",
                        violation_error_message="A price is a sum with its currency, and not below nothing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            ("ends_on", None),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="cost_option_days_ordered",
                        violation_error_message="A price ends after it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceAtLocation",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("outside_id", models.CharField(blank=True, max_length=200)),
                ("description", models.TextField(blank=True, max_length=2000)),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.location"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="at_locations", to="directory.service"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "location"),
                        name="service_at_location_once",
                        violation_error_message="The service is at this place already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceNote",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("closed", "It is not there any more"),
                            ("times", "The times are wrong"),
                            ("cost", "The price is wrong"),
                            ("place", "The place is wrong"),
                            ("who_for", "It is not for who it says"),
                            ("contact", "The phone or e-mail is wrong"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("told_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("put_right", "Put right"), ("was_right", "It was right")], max_length=10
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="directory.service"
                    ),
                ),
            ],
            options={
                "ordering": ["told_at", "id"],
                "indexes": [models.Index(fields=["answered_at", "told_at"], name="service_note_waiting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["closed", "times", "cost", "place", "who_for", "contact", "other"])
                        ),
                        name="service_note_kind_known",
                        violation_error_message="Choose what is not right.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None), ("outcome", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("outcome__in", ["put_right", "was_right"]),
                            ),
                            _connector="OR",
                        ),
                        name="service_note_answered_by",
                        violation_error_message="Say who looked, when, and what came of it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceWords",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("place", models.TextField()),
                ("body", models.TextField()),
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.service"
                    ),
                ),
            ],
        ),
        FullText("directory_servicewords", {"title": "A", "place": "B", "body": "C"}),
    ]
