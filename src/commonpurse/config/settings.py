"""The one settings module. Everything that differs between installations comes from `environment`."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import SELF

from commonpurse.config.environment import read_environment
from commonpurse.kernel.reading import LANGUAGE_NAMES

ENVIRONMENT = read_environment(os.environ)
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.hosts
# An invented place: the front page then lists who to sign in as, and lets anyone on this very machine do it.
IS_DEMO = ENVIRONMENT.is_demo

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "commonpurse.kernel.audit",
    "commonpurse.kernel.messages",
    "commonpurse.kernel.keys",
    "commonpurse.parties.partners",
    "commonpurse.parties.consent",
    "commonpurse.parties.people",
    "commonpurse.parties.protected",
    "commonpurse.parties.attachments",
    "commonpurse.parties.signin",
    "commonpurse.parties.directory",
    "commonpurse.support.agreements",
    "commonpurse.support.plans",
    "commonpurse.support.referrals",
    "commonpurse.support.blockages",
    "commonpurse.money.ledger",
    "commonpurse.money.budgets",
    "commonpurse.money.decisions",
    "commonpurse.money.payments",
    "commonpurse.money.orders",
    "commonpurse.money.reconciliation",
    "commonpurse.money.exports",
    "commonpurse.money.pooling",
    "commonpurse.insight.promises",
    "commonpurse.insight.readiness",
    "commonpurse.rights.concerns",
    "commonpurse.rights.erasure",
    "commonpurse.web.parts",
]

MIDDLEWARE = [
    "commonpurse.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Pages are words: a third of their bytes is enough. It adds bytes at random, so that lengths tell nothing.
    # Before the static files, which come as they are where nobody has packed them: a third of theirs is enough too.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # By cookie or by what the browser asks for; whoever is signed in has said it once and for all (web.request).
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonpurse.web.request.RequestContextMiddleware",
]

ROOT_URLCONF = "commonpurse.config.urls"
WSGI_APPLICATION = "commonpurse.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            PACKAGE / "web" / door / "templates"
            for door in (
                "parts",
                "public",
                "member",
                "person",
                "worker",
                "finance",
                "funder",
                "partner",
                "manager",
                "administrator",
            )
        ],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "commonpurse.web.parts.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "commonpurse.web.parts.templatetags.parts"],
        },
    }
]
FORM_RENDERER = "commonpurse.web.parts.forms.PageRenderer"

DATABASES = {
    "default": ENVIRONMENT.database,
    # The same database on a second connection: the row that says who looked commits before the read, and stays
    # when the request's own transaction rolls back.
    "access_log": ENVIRONMENT.database | {"TEST": {"MIRROR": "default"}},
    # Only `commonpurse init` and the migrations use this one.
    "owner": ENVIRONMENT.owner_database | {"TEST": {"MIRROR": "default"}},
}
ACCESS_LOG_DATABASE = "access_log"
# The master keys: `kernel.keys` reads this file, `commonpurse init` makes it.
KEYRING_FILE = ENVIRONMENT.keyring
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "signin.User"
AUTHENTICATION_BACKENDS = ["commonpurse.parties.signin.backends.NameAndPassword"]
LOGIN_URL = "public:sign_in"
LOGIN_REDIRECT_URL = "public:front"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    # The 20,000 passwords that are guessed first, from a file that Django brings: nothing is asked of another server.
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of passwords set before: hashed anew at the next sign-in
]
# The second factors are kept and checked by allauth (docs/adr/0072). Its pages are not used, and no e-mail is known.
MFA_ADAPTER = "commonpurse.parties.signin.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds to either side: clocks of phones differ
MFA_RECOVERY_CODE_DIGITS = 10
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.is_https  # without HTTPS only for localhost, by the browser's rule
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
WORK_ACCOUNTS = ENVIRONMENT.work_accounts
# `__Host-`: the browser takes it over HTTPS and for this very host only, so no neighbour can plant another.
SESSION_COOKIE_NAME = "__Host-session" if ENVIRONMENT.is_https else "sessionid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60  # seconds
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_https
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "commonpurse.web.public.errors.form_expired"
# Over HTTPS each cookie is bound to this very host: a neighbour on the same domain can neither plant nor read one.
COOKIE_PREFIX = "__Host-" if ENVIRONMENT.is_https else ""
# Preloading binds every site of the domain for years, not only ours: that is for who owns the domain to say.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.is_https else 0  # one year
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.is_https
SECURE_SSL_REDIRECT = ENVIRONMENT.is_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.is_https else None
# Not `no-referrer`: a browser then sends `Origin: null` with every form, and no form could be told from a forged one.
# Another site is told nothing either way.
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": ["'none'"],
        "frame-src": ["'none'"],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# Gets each picture or PDF that people send on its standard input, and says by 0 that it is clean, by 1 that it is not.
VIRUS_CHECK_PROGRAM = ENVIRONMENT.virus_check

LANGUAGE_CODE = "en-gb"
LANGUAGES = list(LANGUAGE_NAMES.items())
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = ENVIRONMENT.is_https
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# Messages: how they leave is read here once; `kernel.messages.delivery.the_post` makes carriers of it.
SITE_ADDRESS = ENVIRONMENT.site_address
SECURITY_CONTACT = ENVIRONMENT.security_contact
SOURCE_ADDRESS = ENVIRONMENT.source_address
MAIL_LEAVES = ENVIRONMENT.mail.leaves
TEXTS_FOLDER, TEXTS_PROGRAM = ENVIRONMENT.texts.folder, ENVIRONMENT.texts.program
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if ENVIRONMENT.mail.folder is not None:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = ENVIRONMENT.mail.folder
elif not ENVIRONMENT.mail.leaves:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.mail.host, ENVIRONMENT.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.user, ENVIRONMENT.mail.password
EMAIL_USE_SSL = ENVIRONMENT.mail.is_tls_from_the_start
# A server on this very machine needs no encryption on the way to it.
EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_HOST not in ("localhost", "127.0.0.1")
EMAIL_TIMEOUT = 10  # seconds for one answer, of which a hand-over waits for at most nine
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail.sender or "news@localhost"

STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.data_folder / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 30 * 24 * 3600  # seconds; the address of a file changes with its content
# `serve` gathers the files with their compressed twins; before that they are served as they lie.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# A bank's statement may be tens of megabytes: it is streamed from a file, never held as form data.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# Nothing personal in a log: Django's own request log names paths only, and paths hold ids only; of an error it says the
# kind and the place. Nor does a report of an error leave by mail, as Django's own settings would have it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "commonpurse.config.logs.PlainFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
