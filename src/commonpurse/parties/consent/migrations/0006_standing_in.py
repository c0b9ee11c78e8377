"""That a member is away, who stands in for whom, and the function by which rows are seen, which knows it from here on.

PostgreSQL: the same function as before (0003), with two more grounds. Who stands in reaches what who is away reaches by
name, of exactly the people for whom they stand in, but what she is asked for alone.
"""

import datetime
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import commonpurse.kernel.identity
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce

PEOPLE_SEEN = """
CREATE OR REPLACE FUNCTION commonpurse_people_seen(VARIADIC items text[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  kind text := current_setting('commonpurse.viewer_kind', true);
  viewer uuid := nullif(current_setting('commonpurse.viewer', true), '')::uuid;
  today date;
  organisation uuid;
  roles text[];
  wants_name boolean := items && ARRAY['name', 'payment_name'];
BEGIN
  IF kind = 'person' THEN
    RETURN NEXT viewer;
  ELSIF kind IS DISTINCT FROM 'member' THEN
    RETURN;
  END IF;
  today := commonpurse_today();
  -- A payment goes along with what she asks for and pays (rules.GOES_ALONG).
  items := array_replace(items, 'payments', 'money_detail');
  IF kind = 'person' THEN
    RETURN QUERY SELECT p.person_id FROM consent_permission p
      WHERE p.helper_id = viewer AND (wants_name OR p.item = ANY (items))
        AND p.withdrawn_at IS NULL AND p.starts_on <= today AND p.ends_on > today;
    RETURN;
  END IF;
  SELECT m.organisation_id INTO organisation FROM commonpurse_member_on_a_basis() m;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  roles := ARRAY(SELECT r.role FROM partners_memberrole r WHERE r.member_id = viewer);
  RETURN QUERY
    WITH stands_in AS (
      SELECT i.person_id, a.member_id FROM consent_standin i JOIN consent_absence a ON a.id = i.absence_id
      WHERE i.member_id = viewer AND i.refused_at IS NULL AND i.ended_at IS NULL AND a.ended_at IS NULL
        AND a.starts_on <= today AND a.ends_on > today
    )
    SELECT found.person_id FROM (
      SELECT p.person_id FROM consent_permission p
      WHERE p.withdrawn_at IS NULL AND p.starts_on <= today AND p.ends_on > today
        AND (wants_name OR p.item = ANY (items))
        AND (p.member_id = viewer OR p.role = ANY (roles)
             OR (p.organisation_id = organisation AND roles && ARRAY['worker', 'coordinator', 'manager']))
      UNION ALL
      SELECT s.person_id FROM people_support s
      WHERE wants_name AND s.member_id = viewer AND s.starts_on <= today AND (s.ends_on IS NULL OR s.ends_on > today)
        AND roles && ARRAY['worker', 'coordinator']
      UNION ALL
      SELECT p.person_id FROM stands_in i
        JOIN consent_permission p ON p.person_id = i.person_id AND p.member_id = i.member_id
      WHERE p.withdrawn_at IS NULL AND p.starts_on <= today AND p.ends_on > today
        AND (wants_name OR p.item = ANY (items)) AND p.item NOT IN ('health', 'offence')
      UNION ALL
      SELECT s.person_id FROM stands_in i
        JOIN people_support s ON s.person_id = i.person_id AND s.member_id = i.member_id
      WHERE wants_name AND s.starts_on <= today AND (s.ends_on IS NULL OR s.ends_on > today)
        AND roles && ARRAY['worker', 'coordinator']
      UNION ALL
      SELECT g.person_id FROM consent_breakglass g
      WHERE g.member_id = viewer AND g.opened_at <= commonpurse_now() AND g.closes_at > commonpurse_now()
        AND NOT 'access_log' = ANY (items)
    ) found
    WHERE NOT EXISTS (
      SELECT 1 FROM consent_wall w
      WHERE w.person_id = found.person_id AND w.ended_at IS NULL
        AND (w.member_id = viewer OR w.organisation_id = organisation));
END $$"""


def know_stand_ins(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PEOPLE_SEEN, params=None)


def know_none(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        before = import_module("commonpurse.parties.consent.migrations.0003_row_security").FUNCTIONS[-1]
        schema_editor.execute(before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0005_permission_request"),
        ("partners", "0006_charter"),
        ("people", "0009_where_she_is"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="the first day back")),
                ("said_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gt", models.F("starts_on")),
                            (
                                "ends_on__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("starts_on"), "+", models.Value(datetime.timedelta(days=84))
                                ),
                            ),
                        ),
                        name="absence_within_its_days",
                        violation_error_message="The day back comes after the first day away, and not too long after it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="absence_ended_by_somebody",
                        violation_error_message="What ended earlier says when and by whom.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("named_at", models.DateTimeField()),
                (
                    "refused_at",
                    models.DateTimeField(blank=True, help_text="when she said: not this one", null=True),
                ),
                ("ended_at", models.DateTimeField(blank=True, help_text="when another took it on", null=True)),
                (
                    "absence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stand_ins", to="consent.absence"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["named_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("refused_at", None)),
                        fields=("absence", "person"),
                        name="stand_in_one_at_a_time",
                        violation_error_message="Somebody stands in for them already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("refused_at", None), ("ended_at", None), _connector="OR"),
                        name="stand_in_ends_once",
                        violation_error_message="It was turned away, or taken on by another: not both.",
                    ),
                ],
            },
        ),
        SetOnce("consent_absence", once=("ended_at", "ended_by_id"), free=("ends_on",)),
        SetOnce("consent_standin", once=("refused_at", "ended_at")),
        RowSecurity("consent_standin", "name", grounds=True),
        migrations.RunPython(know_stand_ins, know_none),
    ]
