"""Django's settings. Eight come from the environment; everything else is a constant.

DATABASE_URL             where Hjemmel keeps its own data           sqlite:///var/hjemmel.sqlite3
SECRET_KEY               signs sessions and forms; keep it secret   none: the server does not start without it
HJEMMEL_FILE             the company's declaration                  hjemmel.yaml
HJEMMEL_HOSTS            names it answers to, with commas between   localhost,127.0.0.1,[::1]
HJEMMEL_PROXIES          servers of ours that stand in front         none here, else 127.0.0.1,::1
HJEMMEL_KEYS             the key store: a folder, or an address     var/keys
HJEMMEL_MASTER_KEY_FILE  the file of the master keys                var/master.keys
HJEMMEL_MASTER_KEY       the master keys themselves, if not a file  none

What is policy belongs in the declaration, not here."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from hjemmel.desk.own_database import database, key_store

WEB = Path(__file__).parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

# ---- from the environment ----------------------------------------------------------------------------------

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", "sqlite:///var/hjemmel.sqlite3")),
    "keys": key_store(os.environ.get("HJEMMEL_KEYS", "var/keys")),
}
DATABASE_ROUTERS = ["hjemmel.capabilities.keys.router.KeysRouter"]
SECRET_KEY = os.environ.get("SECRET_KEY", "")
HJEMMEL_FILE = Path(os.environ.get("HJEMMEL_FILE", "hjemmel.yaml"))
HJEMMEL_MASTER_KEY_FILE = Path(os.environ.get("HJEMMEL_MASTER_KEY_FILE", "var/master.keys"))
HJEMMEL_MASTER_KEY = os.environ.get("HJEMMEL_MASTER_KEY", "")
BUSINESS_REGISTER: str | None = None
"""Where companies are looked up; None for Enhetsregisteret's own address."""
ALLOWED_HOSTS = [
    name.strip() for name in os.environ.get("HJEMMEL_HOSTS", ",".join(LOOPBACK)).split(",") if name.strip()
]

IS_LOCAL = all(host in LOOPBACK for host in ALLOWED_HOSTS)
"""Only this machine can reach it: then, and only then, it may do without TLS."""

HJEMMEL_PROXIES = os.environ.get("HJEMMEL_PROXIES", "" if IS_LOCAL else "127.0.0.1,::1")
"""Whose word about where a request comes from is taken."""

# ---- what it is made of ------------------------------------------------------------------------------------

DEBUG = False
ROOT_URLCONF = "hjemmel.web.urls"
WSGI_APPLICATION = "hjemmel.web.wsgi.application"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "hjemmel.capabilities.ledger",
    "hjemmel.capabilities.keys",
    "hjemmel.capabilities.facts",
    "hjemmel.capabilities.declarations",
    "hjemmel.capabilities.plans",
    "hjemmel.capabilities.register",
    "hjemmel.capabilities.requests",
    "hjemmel.capabilities.identity",
    "hjemmel.capabilities.mailings",
    "hjemmel.capabilities.mailboxes",
    "hjemmel.capabilities.contact_form",
    "hjemmel.capabilities.cookie_choices",
    "hjemmel.capabilities.web_log",
    "hjemmel.capabilities.links",
    "hjemmel.capabilities.agreements",
    "hjemmel.capabilities.assignments",
    "hjemmel.capabilities.disclosures",
    "hjemmel.capabilities.access",
    "hjemmel.capabilities.imports",
    "hjemmel.capabilities.triage",
    "hjemmel.capabilities.packages",
    "hjemmel.capabilities.staff",
    "hjemmel.capabilities.tokens",
    "hjemmel.capabilities.webhooks",
    "hjemmel.capabilities.tasks",
    "hjemmel.capabilities.tell_a_friend",
    "hjemmel.capabilities.tellings",
    "hjemmel.capabilities.work",
    "hjemmel.web.apps.WebConfig",
]

MIDDLEWARE = [
    "hjemmel.web.address.AddressMiddleware",
    "hjemmel.web.kept_pages.KeptPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "hjemmel.web.headers.HeadersMiddleware",
    "hjemmel.web.visits.VisitsMiddleware",
    "hjemmel.web.api.entry.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hjemmel.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "hjemmel.web.shell.shell",
            ],
            "builtins": [
                "django.templatetags.static",
                "hjemmel.web.templatetags.words",
                "hjemmel.web.templatetags.shapes",
                "hjemmel.web.templatetags.stack",
            ],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- languages and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# ---- static files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
# Served from where they lie: no collecting step, on a small company's machine as little as in a test.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# ---- accounts and sessions ---------------------------------------------------------------------------------

# argon2 where its package is installed is a change of one line here; PBKDF2 needs nothing but Python.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "office:sign_in"

TWELVE_HOURS = 12 * 60 * 60
SESSION_COOKIE_AGE = TWELVE_HOURS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "hj_sesjon"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not IS_LOCAL
CSRF_COOKIE_NAME = "hj_skjema"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = not IS_LOCAL
CSRF_FAILURE_VIEW = "hjemmel.web.errors.form_expired"
CSRF_TRUSTED_ORIGINS = [] if IS_LOCAL else [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]

# ---- headers -----------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Everything but this machine stands behind a server that ends TLS and sets this header itself.
SECURE_PROXY_SSL_HEADER = None if IS_LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 365 * 24 * 60 * 60
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# ---- logs --------------------------------------------------------------------------------------------------

# Only what went wrong: a log of who read what would be personal data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_address": {"()": "hjemmel.web.logs.WithoutAddress"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR", "filters": ["without_address"]},
        "django.security": {"level": "CRITICAL"},
        "django.security.csrf": {"filters": ["without_address"]},
        # Whoever turns a log up to find a fault gets no values: below INFO these write out whole pages and statements.
        "django.template": {"level": "INFO"},
        "django.db.backends": {"level": "INFO"},
        # Says where the server answers.
        "hjemmel.serve": {"level": "INFO"},
    },
}
