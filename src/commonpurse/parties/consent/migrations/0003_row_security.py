"""The functions that every policy asks, and the first policies. PostgreSQL only.

They say in SQL what `parties.people.access.people_shared_with` says in Python, over the same live rows. They run as the
owner of the tables: the app role could not read the grounds without asking the policies that ask them.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from commonpurse.kernel.row_security import RowSecurity

FUNCTIONS = [
    # Who acts. After the end of a transaction a local setting reads '' and not NULL, so both mean nobody.
    """
CREATE FUNCTION commonpurse_viewer_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('commonpurse.viewer_kind', true), '')
$$""",
    """
CREATE FUNCTION commonpurse_viewer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('commonpurse.viewer', true), '')::uuid
$$""",
    """
CREATE FUNCTION commonpurse_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('commonpurse.today', true), '')::date,
                  (now() AT TIME ZONE 'Europe/London')::date)
$$""",
    """
CREATE FUNCTION commonpurse_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('commonpurse.now', true), '')::timestamptz, now())
$$""",
    # An active member whose organisation stands on a lawful basis, as the database knows them: what the program says
    # of the organisation is not believed.
    """
CREATE FUNCTION commonpurse_member_on_a_basis() RETURNS TABLE (member_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT m.id, m.organisation_id FROM partners_member m
  WHERE commonpurse_viewer_kind() = 'member' AND m.id = commonpurse_viewer() AND m.is_active
    AND EXISTS (SELECT 1 FROM consent_lawfulbasis b
                WHERE b.organisation_id = m.organisation_id AND b.ended_at IS NULL)
$$""",
    """
CREATE FUNCTION commonpurse_people_kept_apart() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT w.person_id FROM consent_wall w JOIN partners_member m
    ON w.member_id = m.id OR w.organisation_id = m.organisation_id
  WHERE commonpurse_viewer_kind() = 'member' AND m.id = commonpurse_viewer() AND w.ended_at IS NULL
$$""",
    # rules.SHARED_ANYWAY, for seeing.
    """
CREATE FUNCTION commonpurse_sees_everybody(item text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT 1 FROM commonpurse_member_on_a_basis() m
    JOIN partners_memberrole r ON r.member_id = m.member_id
    JOIN (VALUES ('finance', 'payment_name'), ('finance', 'payments'), ('finance', 'money_total'),
                 ('manager', 'name'), ('manager', 'payment_name'), ('manager', 'payments'),
                 ('manager', 'money_total'), ('manager', 'money_detail'), ('manager', 'contact'),
                 ('manager', 'messages'), ('administrator', 'messages')) AS anyway (role, item)
      ON anyway.role = r.role AND anyway.item = commonpurse_sees_everybody.item)
$$""",
    """
CREATE FUNCTION commonpurse_people_seen(item text) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  -- A payment goes along with what she asks for and pays (rules.GOES_ALONG).
  wanted text := CASE item WHEN 'payments' THEN 'money_detail' ELSE item END;
BEGIN
  IF commonpurse_viewer_kind() = 'person' THEN
    RETURN NEXT commonpurse_viewer();
    RETURN QUERY SELECT p.person_id FROM consent_permission p
      WHERE p.helper_id = commonpurse_viewer() AND wanted IN ('name', 'payment_name', p.item)
        AND p.withdrawn_at IS NULL AND p.starts_on <= commonpurse_today() AND p.ends_on > commonpurse_today();
  ELSIF commonpurse_viewer_kind() = 'member' THEN
    RETURN QUERY
      SELECT found.person_id FROM commonpurse_member_on_a_basis() m,
      LATERAL (
        SELECT p.person_id FROM consent_permission p
        WHERE p.withdrawn_at IS NULL AND p.starts_on <= commonpurse_today() AND p.ends_on > commonpurse_today()
          AND wanted IN ('name', 'payment_name', p.item)
          AND (p.member_id = m.member_id
               OR p.role IN (SELECT r.role FROM partners_memberrole r WHERE r.member_id = m.member_id)
               OR (p.organisation_id = m.organisation_id
                   AND EXISTS (SELECT 1 FROM partners_memberrole r WHERE r.member_id = m.member_id
                               AND r.role IN ('worker', 'coordinator', 'manager'))))
        UNION ALL
        SELECT s.person_id FROM people_support s
        WHERE wanted IN ('name', 'payment_name') AND s.member_id = m.member_id
          AND s.starts_on <= commonpurse_today() AND (s.ends_on IS NULL OR s.ends_on > commonpurse_today())
          AND EXISTS (SELECT 1 FROM partners_memberrole r WHERE r.member_id = m.member_id
                      AND r.role IN ('worker', 'coordinator'))
        UNION ALL
        SELECT g.person_id FROM consent_breakglass g
        WHERE g.member_id = m.member_id AND g.opened_at <= commonpurse_now() AND g.closes_at > commonpurse_now()
          AND wanted <> 'access_log'
      ) found
      WHERE found.person_id NOT IN (SELECT commonpurse_people_kept_apart());
  END IF;
END $$""",
]
NAMES = [
    "commonpurse_people_seen(text)",
    "commonpurse_sees_everybody(text)",
    "commonpurse_people_kept_apart()",
    "commonpurse_member_on_a_basis()",
    "commonpurse_now()",
    "commonpurse_today()",
    "commonpurse_viewer()",
    "commonpurse_viewer_kind()",
]


def make_functions(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for function in FUNCTIONS:
            schema_editor.execute(function, params=None)


def drop_functions(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in NAMES:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_lawful_basis_and_permission"),
        ("people", "0005_longer_names"),
        ("partners", "0003_look"),
    ]

    operations = [
        migrations.RunPython(make_functions, drop_functions),
        RowSecurity("consent_permission", "name", grounds=True),
        RowSecurity("consent_wall", "name", grounds=True),
        RowSecurity("consent_breakglass", "name", grounds=True),
        # Written by whoever looks; read by the person alone.
        RowSecurity("consent_accessrow", "access_log", written_by_all=True),
        RowSecurity("people_support", "name", grounds=True, written_by_all=True),
        RowSecurity("people_person", "name", "payment_name", person="id", written_by_all=True),
        RowSecurity("people_personname", "name", "payment_name"),
        RowSecurity("people_contactway", "contact"),
    ]
