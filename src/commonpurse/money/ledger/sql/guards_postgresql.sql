-- What may be updated goes forward only, and nothing is deleted. The rights of the app role are the first wall, the
-- triggers the second: on a spread cluster triggers may be off.

CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
END $$;

CREATE TRIGGER account_stays BEFORE DELETE ON ledger_account
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse('account_stays');
CREATE TRIGGER account_not_truncated BEFORE TRUNCATE ON ledger_account
  EXECUTE FUNCTION ledger_refuse('account_not_truncated');
CREATE TRIGGER account_keeps_what_it_is
  BEFORE UPDATE OF id, code, currency, normal_side, may_go_below_zero, opened_at, opened_by ON ledger_account
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse('account_keeps_what_it_is');
CREATE TRIGGER account_goes_forward BEFORE UPDATE ON ledger_account
  FOR EACH ROW WHEN (
    OLD.closed_at IS NOT NULL
    OR NEW.debits_posted_minor < OLD.debits_posted_minor OR NEW.credits_posted_minor < OLD.credits_posted_minor
    OR NEW.version < OLD.version OR NEW.last_recorded_at < OLD.last_recorded_at
  ) EXECUTE FUNCTION ledger_refuse('account_goes_forward');

CREATE TRIGGER transfer_progress_stays BEFORE DELETE ON ledger_transfer_progress
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse('transfer_progress_stays');
CREATE TRIGGER transfer_progress_not_truncated BEFORE TRUNCATE ON ledger_transfer_progress
  EXECUTE FUNCTION ledger_refuse('transfer_progress_not_truncated');
CREATE TRIGGER transfer_progress_goes_forward BEFORE UPDATE ON ledger_transfer_progress
  FOR EACH ROW WHEN (
    OLD.resolved_at IS NOT NULL OR NEW.transfer_id <> OLD.transfer_id
    OR NEW.settled_minor < OLD.settled_minor OR NEW.reversed_minor < OLD.reversed_minor
  ) EXECUTE FUNCTION ledger_refuse('transfer_progress_goes_forward');

CREATE TRIGGER period_stays BEFORE DELETE ON ledger_period
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse('period_stays');
CREATE TRIGGER period_not_truncated BEFORE TRUNCATE ON ledger_period
  EXECUTE FUNCTION ledger_refuse('period_not_truncated');
CREATE TRIGGER period_stays_closed BEFORE UPDATE ON ledger_period
  FOR EACH ROW WHEN (
    OLD.ends_on IS NOT NULL OR NEW.id <> OLD.id OR NEW.starts_on IS DISTINCT FROM OLD.starts_on
  ) EXECUTE FUNCTION ledger_refuse('period_stays_closed');

CREATE TRIGGER period_balance_stays BEFORE UPDATE OR DELETE ON ledger_period_balance
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse('period_balance_stays');
CREATE TRIGGER period_balance_not_truncated BEFORE TRUNCATE ON ledger_period_balance
  EXECUTE FUNCTION ledger_refuse('period_balance_not_truncated');

DO $$ BEGIN
  -- The role exists where `commonpurse init` made it; elsewhere one role does all.
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'commonpurse_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON ledger_account, ledger_transfer_progress, ledger_period, ledger_period_balance
      FROM commonpurse_app;
    GRANT UPDATE (
      debits_posted_minor, credits_posted_minor, debits_pending_minor, version, last_recorded_at, closed_at, closed_by
    ) ON ledger_account TO commonpurse_app;
    GRANT UPDATE (settled_minor, reversed_minor, resolved_at) ON ledger_transfer_progress TO commonpurse_app;
    GRANT UPDATE (ends_on, closed_at, closed_by) ON ledger_period TO commonpurse_app;
  END IF;
END $$;
