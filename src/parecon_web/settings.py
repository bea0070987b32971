"""Django's settings; what a place may change comes from the environment (docs/platform.md lists it)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent
DEMO = os.environ.get("PARECON_DEMO", "") == "1"
"""The labelled demonstration: plain http on this machine, accounts whose links are printed, no mail."""

DATA = Path(os.environ.get("PARECON_DATA") or Path.cwd() / "out" / "platform")
DEBUG = False
SECRET_KEY = os.environ.get("PARECON_SECRET_KEY", "")
if not SECRET_KEY and not DEMO:
    raise ImproperlyConfigured("PARECON_SECRET_KEY is not set; give it a long random text, or set PARECON_DEMO=1 for a demonstration on this machine")


def kept_key() -> str:
    """Return the key that a demonstration made at its first start, so that a restart signs nobody out."""
    file = DATA / "secret-key"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as opened:
            opened.write(secrets.token_hex(32))
    return file.read_text()


SECRET_KEY = SECRET_KEY or kept_key()

FOUNDING_KEY = os.environ.get("PARECON_FOUNDING_KEY", "")
"""Whoever has it may found communities on this server; a demonstration asks for none, and without one a server founds none."""

ALLOWED_HOSTS = os.environ.get("PARECON_HOSTS", "localhost,127.0.0.1" if DEMO else "").split(",")
CSRF_TRUSTED_ORIGINS = [] if DEMO else [f"https://{host}" for host in ALLOWED_HOSTS if host]
ROOT_URLCONF = "parecon_web.urls"
ASGI_APPLICATION = "parecon_web.asgi.application"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.sessions", "django.contrib.staticfiles",
    "parecon_web.record", "parecon_web.members", "parecon_web.councils", "parecon_web.rounds",
    "parecon_web.voting", "parecon_web.work", "parecon_web.accounts", "parecon_web.publish", "parecon_web.desk", "parecon_web.mail", "parecon_web.keys", "parecon_web.setup",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "parecon_web.members.middleware.ServeFiles", "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware", "parecon_web.members.middleware.RefuseUndeclared",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [PACKAGE / "templates"], "APP_DIRS": False,
    "OPTIONS": {
        "context_processors": ["django.template.context_processors.request", "parecon_web.context.everywhere"],
        "builtins": ["django.templatetags.i18n", "django.templatetags.static", "django.templatetags.l10n", "parecon_web.tags"],
    },
}]


def database() -> dict:
    """Return SQLite in DATA, in WAL with immediate transactions, or what DATABASE_URL names."""
    if os.environ.get("DATABASE_URL"):
        return dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60)
    return sqlite(DATA / "parecon.sqlite3")


def sqlite(file: Path) -> dict:
    """Return the settings of one SQLite file."""
    # What is deleted is overwritten: after the count of a secret ballot no page of the file holds who voted how.
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas}}


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "locale"]
if os.environ.get("PARECON_PSEUDO"):
    """A folder that ./run catalogues --pseudo made: two languages that nobody speaks, to see what is not translated or not turned round."""
    LANGUAGES += [("en-xa", "[Pséudo]"), ("ar-xb", "Pseudo, right to left")]
    LOCALE_PATHS.append(Path(os.environ["PARECON_PSEUDO"]))
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SEPARATE_WORKER = os.environ.get("PARECON_WORKER", "") == "separate"
"""Whether acts that compute for long are left to `parecon worker`."""
SITE = os.environ.get("PARECON_SITE") or ("" if DEMO else f"https://{ALLOWED_HOSTS[0]}")
"""Where the site is reached, as mail names it."""
EMAIL_HOST = os.environ.get("PARECON_SMTP_HOST", "")
MAIL_ON = bool(EMAIL_HOST) and not DEMO
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_ON else 'dummy'}.EmailBackend"
EMAIL_PORT = int(os.environ.get("PARECON_SMTP_PORT") or 587)
MAIL_LOGIN = (os.environ.get("PARECON_SMTP_USER", ""), os.environ.get("PARECON_SMTP_PASSWORD", ""))
EMAIL_USE_SSL = os.environ.get("PARECON_SMTP_TLS", "start") == "whole"
EMAIL_USE_TLS = os.environ.get("PARECON_SMTP_TLS", "start") == "start"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("PARECON_SMTP_SENDER") or f"parecon@{ALLOWED_HOSTS[0] or 'localhost'}"

SESSION_COOKIE_AGE = 400 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "parecon_web.members.pages.csrf_refused"
SECURE_SSL_REDIRECT = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF], "font-src": [SELF], "connect-src": [SELF],
    "form-action": [SELF], "base-uri": [NONE], "frame-ancestors": [NONE],
}}
LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"console": {"class": "logging.StreamHandler"}},
           "root": {"handlers": ["console"], "level": "WARNING"}}
