-- The ledger's tables on SQLite. STRICT: a sum that is no whole number is refused by its type. SQLite names a CHECK in
-- its message but neither UNIQUE nor FOREIGN KEY: constraints.py maps the first, triggers speak for the second.

CREATE TABLE ledger_account (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  currency TEXT NOT NULL,
  normal_side TEXT NOT NULL,
  may_go_below_zero INTEGER NOT NULL,
  debits_posted_minor INTEGER NOT NULL,
  credits_posted_minor INTEGER NOT NULL,
  debits_pending_minor INTEGER NOT NULL,
  version INTEGER NOT NULL,
  last_recorded_at TEXT,
  opened_at TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  closed_at TEXT,
  closed_by TEXT,
  CONSTRAINT account_pk PRIMARY KEY (id),
  CONSTRAINT account_currency_key UNIQUE (id, currency),
  CONSTRAINT account_id_written CHECK (length(id) = 32 AND id NOT GLOB '*[^0-9a-f]*'),
  CONSTRAINT account_code_written CHECK (length(code) > 0 AND code NOT GLOB '*[^a-z_]*'),
  CONSTRAINT account_currency_written CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  CONSTRAINT account_side_known CHECK (normal_side IN ('credit', 'debit')),
  CONSTRAINT account_counters_not_negative
    CHECK (debits_posted_minor >= 0 AND credits_posted_minor >= 0 AND debits_pending_minor >= 0 AND version >= 0),
  CONSTRAINT account_not_overdrawn CHECK (
    may_go_below_zero
    OR (normal_side = 'credit' AND debits_posted_minor + debits_pending_minor <= credits_posted_minor)
    OR (normal_side = 'debit' AND credits_posted_minor <= debits_posted_minor)
  ),
  CONSTRAINT account_closed_by_somebody CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
  CONSTRAINT account_closed_empty CHECK (
    closed_at IS NULL OR (debits_posted_minor = credits_posted_minor AND debits_pending_minor = 0)
  )
) STRICT;

CREATE TABLE ledger_transfer (
  id TEXT NOT NULL,
  journal TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  debit_account_id TEXT NOT NULL,
  credit_account_id TEXT,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  hold_id TEXT,
  reverses_id TEXT,
  is_final INTEGER NOT NULL,
  freed_minor INTEGER NOT NULL,
  expires_at TEXT,
  forced INTEGER NOT NULL,
  authority TEXT,
  business_date TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  debit_version INTEGER NOT NULL,
  debit_balance_minor INTEGER NOT NULL,
  credit_version INTEGER,
  credit_balance_minor INTEGER,
  request_hash BLOB NOT NULL,
  content_hash BLOB NOT NULL,
  CONSTRAINT transfer_pk PRIMARY KEY (id),
  CONSTRAINT transfer_amount_key UNIQUE (id, amount_minor),
  CONSTRAINT transfer_debit_version_once UNIQUE (debit_account_id, debit_version),
  CONSTRAINT transfer_credit_version_once UNIQUE (credit_account_id, credit_version),
  CONSTRAINT transfer_debit_account_exists
    FOREIGN KEY (debit_account_id, currency) REFERENCES ledger_account (id, currency),
  CONSTRAINT transfer_credit_account_exists
    FOREIGN KEY (credit_account_id, currency) REFERENCES ledger_account (id, currency),
  CONSTRAINT transfer_hold_exists FOREIGN KEY (hold_id) REFERENCES ledger_transfer (id),
  CONSTRAINT transfer_reverses_exists FOREIGN KEY (reverses_id) REFERENCES ledger_transfer (id),
  CONSTRAINT transfer_id_written CHECK (length(id) = 32 AND id NOT GLOB '*[^0-9a-f]*'),
  CONSTRAINT transfer_kind_known CHECK (kind IN ('post', 'hold', 'settle', 'void', 'expire', 'reverse')),
  CONSTRAINT transfer_code_written CHECK (length(code) > 0 AND code NOT GLOB '*[^a-z_]*'),
  CONSTRAINT transfer_amount_positive CHECK (amount_minor > 0),
  CONSTRAINT transfer_sides_differ CHECK (debit_account_id <> credit_account_id),
  CONSTRAINT transfer_credit_account_by_kind
    CHECK ((credit_account_id IS NULL) = (kind IN ('hold', 'void', 'expire'))),
  CONSTRAINT transfer_hold_by_kind CHECK ((hold_id IS NOT NULL) = (kind IN ('settle', 'void', 'expire'))),
  CONSTRAINT transfer_reverses_by_kind CHECK ((reverses_id IS NOT NULL) = (kind = 'reverse')),
  CONSTRAINT transfer_final_is_settle CHECK (NOT is_final OR kind = 'settle'),
  CONSTRAINT transfer_freed_by_kind CHECK (
    freed_minor >= 0
    AND (freed_minor = 0 OR is_final OR kind IN ('void', 'expire'))
    AND (kind NOT IN ('void', 'expire') OR freed_minor = amount_minor)
  ),
  CONSTRAINT transfer_expiry_is_hold CHECK (expires_at IS NULL OR kind = 'hold'),
  CONSTRAINT transfer_sides_counted CHECK (
    debit_version >= 1
    AND (credit_account_id IS NULL) = (credit_version IS NULL)
    AND (credit_account_id IS NULL) = (credit_balance_minor IS NULL)
    AND (credit_version IS NULL OR credit_version >= 1)
  ),
  CONSTRAINT transfer_reclaim_has_authority CHECK (code <> 'reclaim' OR authority IS NOT NULL),
  CONSTRAINT transfer_correction_has_authority CHECK (code <> 'correction' OR authority IS NOT NULL),
  CONSTRAINT transfer_hashes_whole CHECK (length(request_hash) = 32 AND length(content_hash) = 32)
) STRICT;
CREATE INDEX transfer_by_hold ON ledger_transfer (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX transfer_by_reverses ON ledger_transfer (reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE ledger_transfer_progress (
  transfer_id TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  settled_minor INTEGER NOT NULL,
  reversed_minor INTEGER NOT NULL,
  resolved_at TEXT,
  CONSTRAINT transfer_progress_pk PRIMARY KEY (transfer_id),
  CONSTRAINT transfer_progress_amount_is_the_transfers
    FOREIGN KEY (transfer_id, amount_minor) REFERENCES ledger_transfer (id, amount_minor),
  CONSTRAINT transfer_progress_settled_within CHECK (settled_minor >= 0 AND settled_minor <= amount_minor),
  CONSTRAINT transfer_progress_reversed_within CHECK (reversed_minor >= 0 AND reversed_minor <= amount_minor)
) STRICT;
CREATE INDEX transfer_progress_open ON ledger_transfer_progress (transfer_id) WHERE resolved_at IS NULL;

CREATE TABLE ledger_period (
  id TEXT NOT NULL,
  starts_on TEXT,
  ends_on TEXT,
  closed_at TEXT,
  closed_by TEXT,
  CONSTRAINT period_pk PRIMARY KEY (id),
  CONSTRAINT period_starts_once UNIQUE (starts_on),
  CONSTRAINT period_ends_after_start CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on),
  CONSTRAINT period_closed_whole
    CHECK ((ends_on IS NULL) = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX period_one_open ON ledger_period ((ends_on IS NULL)) WHERE ends_on IS NULL;

CREATE TABLE ledger_period_balance (
  account_id TEXT NOT NULL,
  period_id TEXT NOT NULL,
  on_debits_minor INTEGER NOT NULL,
  on_credits_minor INTEGER NOT NULL,
  on_pending_minor INTEGER NOT NULL,
  next_version INTEGER NOT NULL,
  at_debits_minor INTEGER NOT NULL,
  at_credits_minor INTEGER NOT NULL,
  at_pending_minor INTEGER NOT NULL,
  at_version INTEGER NOT NULL,
  at_recorded_at TEXT NOT NULL,
  CONSTRAINT period_balance_pk PRIMARY KEY (account_id, period_id),
  CONSTRAINT period_balance_account_exists FOREIGN KEY (account_id) REFERENCES ledger_account (id),
  CONSTRAINT period_balance_period_exists FOREIGN KEY (period_id) REFERENCES ledger_period (id),
  CONSTRAINT period_balance_not_negative CHECK (
    on_debits_minor >= 0 AND on_credits_minor >= 0 AND at_debits_minor >= 0 AND at_credits_minor >= 0
    AND at_pending_minor >= 0 AND next_version >= 1 AND at_version >= 1
  )
) STRICT;

INSERT INTO ledger_period (id) VALUES ('00000000000070008000000000000001');
