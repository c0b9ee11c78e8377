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
    # rules.SHARED_ANYWAY, for seeing: whether a role of the viewer sees one of these items of everybody.
    """
CREATE FUNCTION commonpurse_sees_everybody(VARIADIC items text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF current_setting('commonpurse.viewer_kind', true) IS DISTINCT FROM 'member' THEN
    RETURN false;
  END IF;
  RETURN EXISTS (
    SELECT 1 FROM commonpurse_member_on_a_basis() m
    JOIN partners_memberrole r ON r.member_id = m.member_id
    JOIN (VALUES ('finance', 'payment_name'), ('finance', 'payments'), ('finance', 'money_total'),
                 ('manager', 'name'), ('manager', 'payment_name'), ('manager', 'payments'),
                 ('manager', 'money_total'), ('manager', 'money_detail'), ('manager', 'contact'),
                 ('manager', 'messages'), ('administrator', 'messages')) AS anyway (role, item)
      ON anyway.role = r.role AND anyway.item = ANY (items));
END $$""",
    # How far whoever acts sees these items: 2 of everybody, 1 of everybody but who is kept apart, 0 of some people.
    """
CREATE FUNCTION commonpurse_reach(VARIADIC items text[]) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF current_setting('commonpurse.viewer_kind', true) = 'system' THEN
    RETURN 2;
  ELSIF NOT commonpurse_sees_everybody(VARIADIC items) THEN
    RETURN 0;
  ELSIF EXISTS (SELECT 1 FROM commonpurse_people_kept_apart()) THEN
    RETURN 1;
  END IF;
  RETURN 2;
END $$""",
    """
CREATE FUNCTION commonpurse_people_seen(VARIADIC items text[]) RETURNS SETOF uuid
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
      SELECT g.person_id FROM consent_breakglass g
      WHERE g.member_id = viewer AND g.opened_at <= commonpurse_now() AND g.closes_at > commonpurse_now()
        AND NOT 'access_log' = ANY (items)
    ) found
    WHERE NOT EXISTS (
      SELECT 1 FROM consent_wall w
      WHERE w.person_id = found.person_id AND w.ended_at IS NULL
        AND (w.member_id = viewer OR w.organisation_id = organisation));
END $$""",
]
NAMES = [
    "commonpurse_people_seen(text[])",
    "commonpurse_reach(text[])",
    "commonpurse_sees_everybody(text[])",
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
        RowSecurity("people_support", "name", grounds=True),
        RowSecurity("people_person", "name", "payment_name", person="id", written_by_all=True),
        RowSecurity("people_personname", "name", "payment_name"),
        RowSecurity("people_contactway", "contact"),
    ]
