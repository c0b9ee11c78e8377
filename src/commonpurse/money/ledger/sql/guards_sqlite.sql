-- What may be updated goes forward only, and nothing is deleted. A trigger before an insert speaks for each foreign key,
-- because SQLite does not name the key that fails, and stops REPLACE, which would delete the row that is there.

CREATE TRIGGER account_stays BEFORE DELETE ON ledger_account
BEGIN SELECT RAISE(ABORT, 'account_stays'); END;
CREATE TRIGGER account_not_replaced BEFORE INSERT ON ledger_account
WHEN EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'account_not_replaced'); END;
CREATE TRIGGER account_keeps_what_it_is
BEFORE UPDATE OF id, code, currency, normal_side, may_go_below_zero, opened_at, opened_by ON ledger_account
BEGIN SELECT RAISE(ABORT, 'account_keeps_what_it_is'); END;
CREATE TRIGGER account_goes_forward BEFORE UPDATE ON ledger_account
WHEN OLD.closed_at IS NOT NULL
  OR NEW.debits_posted_minor < OLD.debits_posted_minor OR NEW.credits_posted_minor < OLD.credits_posted_minor
  OR NEW.version < OLD.version OR NEW.last_recorded_at < OLD.last_recorded_at
BEGIN SELECT RAISE(ABORT, 'account_goes_forward'); END;

CREATE TRIGGER transfer_debit_account_exists BEFORE INSERT ON ledger_transfer
WHEN NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.debit_account_id AND currency = NEW.currency)
BEGIN SELECT RAISE(ABORT, 'transfer_debit_account_exists'); END;
CREATE TRIGGER transfer_credit_account_exists BEFORE INSERT ON ledger_transfer
WHEN NEW.credit_account_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.credit_account_id AND currency = NEW.currency)
BEGIN SELECT RAISE(ABORT, 'transfer_credit_account_exists'); END;
CREATE TRIGGER transfer_hold_exists BEFORE INSERT ON ledger_transfer
WHEN NEW.hold_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.hold_id)
BEGIN SELECT RAISE(ABORT, 'transfer_hold_exists'); END;
CREATE TRIGGER transfer_reverses_exists BEFORE INSERT ON ledger_transfer
WHEN NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.reverses_id)
BEGIN SELECT RAISE(ABORT, 'transfer_reverses_exists'); END;

CREATE TRIGGER transfer_progress_stays BEFORE DELETE ON ledger_transfer_progress
BEGIN SELECT RAISE(ABORT, 'transfer_progress_stays'); END;
CREATE TRIGGER transfer_progress_amount_is_the_transfers BEFORE INSERT ON ledger_transfer_progress
WHEN NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.transfer_id AND amount_minor = NEW.amount_minor)
BEGIN SELECT RAISE(ABORT, 'transfer_progress_amount_is_the_transfers'); END;
CREATE TRIGGER transfer_progress_keeps_its_amount BEFORE UPDATE OF transfer_id, amount_minor ON ledger_transfer_progress
BEGIN SELECT RAISE(ABORT, 'transfer_progress_amount_is_the_transfers'); END;
CREATE TRIGGER transfer_progress_goes_forward BEFORE UPDATE ON ledger_transfer_progress
WHEN OLD.resolved_at IS NOT NULL
  OR NEW.settled_minor < OLD.settled_minor OR NEW.reversed_minor < OLD.reversed_minor
BEGIN SELECT RAISE(ABORT, 'transfer_progress_goes_forward'); END;

CREATE TRIGGER period_stays BEFORE DELETE ON ledger_period
BEGIN SELECT RAISE(ABORT, 'period_stays'); END;
CREATE TRIGGER period_not_replaced BEFORE INSERT ON ledger_period
WHEN EXISTS (SELECT 1 FROM ledger_period WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'period_not_replaced'); END;
CREATE TRIGGER period_stays_closed BEFORE UPDATE ON ledger_period
WHEN OLD.ends_on IS NOT NULL OR NEW.id <> OLD.id OR NEW.starts_on IS NOT OLD.starts_on
BEGIN SELECT RAISE(ABORT, 'period_stays_closed'); END;

CREATE TRIGGER period_balance_stays BEFORE UPDATE ON ledger_period_balance
BEGIN SELECT RAISE(ABORT, 'period_balance_stays'); END;
CREATE TRIGGER period_balance_not_deleted BEFORE DELETE ON ledger_period_balance
BEGIN SELECT RAISE(ABORT, 'period_balance_not_deleted'); END;
CREATE TRIGGER period_balance_account_exists BEFORE INSERT ON ledger_period_balance
WHEN NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.account_id)
BEGIN SELECT RAISE(ABORT, 'period_balance_account_exists'); END;
CREATE TRIGGER period_balance_period_exists BEFORE INSERT ON ledger_period_balance
WHEN NOT EXISTS (SELECT 1 FROM ledger_period WHERE id = NEW.period_id)
BEGIN SELECT RAISE(ABORT, 'period_balance_period_exists'); END;
