"""Django's settings, made from the environment (`wardmote.conf.env`)."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from wardmote.conf import env

PACKAGE = Path(str(files("wardmote")))

MODE = env.one_of(
    "WARDMOTE_MODE",
    ("development", "production"),
    "“production” turns on all that a public site needs: a given secret key, allowed hosts, and secure cookies.",
)
PRODUCTION = MODE == "production"
DATA = env.folder("WARDMOTE_DATA", "var", "The folder for the database, uploads, keys and written mails.")
PORT = env.integer("PORT", 8000, "The port that `wardmote serve` listens on.", least=1, most=65535)
BIND = env.own_address(
    "WARDMOTE_BIND", "127.0.0.1", "The address that `wardmote serve` listens on; 0.0.0.0 or :: for every one."
)
_ADDRESS = env.site_address(
    "WARDMOTE_URL", f"http://localhost:{PORT}", "The address people use, such as https://forum.example.org."
)
SITE_URL = _ADDRESS.geturl()
HOSTNAME = _ADDRESS.hostname or "localhost"
TLS = SITE_URL.startswith("https://")

SECRET_KEY = env.secret(
    "SECRET_KEY",
    None if PRODUCTION else DATA / "secret-key",
    "Signs sessions and links; 32 random characters or more, kept private.",
)
DEBUG = False
ALLOWED_HOSTS = [
    HOSTNAME,
    *env.listing(
        "WARDMOTE_HOSTS",
        () if PRODUCTION else ("localhost", "127.0.0.1", "[::1]"),
        "Further host names that are answered, separated by commas.",
    ),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
BEHIND_PROXY = env.one_of(
    "WARDMOTE_PROXY",
    ("no", "yes"),
    "“yes” believes X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them itself.",
)
if BEHIND_PROXY == "yes":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ADMIN_PATH = env.path("WARDMOTE_ADMIN_PATH", "staff/data", "Where Django's admin answers (to administrators only).")
WORKERS = env.integer(
    "WARDMOTE_WORKERS", 1, "Server processes; one a core is a good number on PostgreSQL.", least=1, most=64
)
FRONT_MB = env.integer(
    "WARDMOTE_FRONT_MB",
    12,
    "Megabytes of guests' pages that each server process keeps for a few seconds, at the most.",
    least=1,
    most=4096,
)
METRICS_SECRET = env.password(
    "WARDMOTE_METRICS_SECRET",
    "What a program shows as “Authorization: Bearer …” to read figures from /metrics; unset: nothing answers there.",
)
THREADS = env.integer("WARDMOTE_THREADS", 4, "Threads of each server process.", least=1, most=64)
SLOW_REQUEST_MS = env.integer(
    "WARDMOTE_SLOW_MS",
    1000,
    "Requests that take so many milliseconds are logged, with their slowest queries; 0: none are.",
    least=0,
    most=3_600_000,
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "wardmote.core.admin_config.StaffAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
    "anymail",
    "wardmote.core",
    "wardmote.accounts",
    "wardmote.drafts",
    "wardmote.notifications",
    "wardmote.search",
    "wardmote.uploads",
    "wardmote.marks",
    "wardmote.webhooks",
    "wardmote.conversations",
    "wardmote.boards",
    "wardmote.api",
    "wardmote.pages",
    "wardmote.demo",
]

MIDDLEWARE = [
    "wardmote.core.http.timing.TimingMiddleware",
    "wardmote.core.http.headers.HeadersMiddleware",
    "wardmote.core.http.compress.CompressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wardmote.core.http.bounds.BoundsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wardmote.core.http.snapshots.SnapshotMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wardmote.api.middleware.ApiMiddleware",
    "wardmote.accounts.middleware.ViewerMiddleware",
    "wardmote.core.http.errors.ErrorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
GUEST_MIDDLEWARE = [
    "wardmote.core.http.timing.TimingMiddleware",
    "wardmote.core.http.headers.HeadersMiddleware",
    "wardmote.core.http.compress.CompressMiddleware",
    "wardmote.core.http.bounds.BoundsMiddleware",
    "wardmote.core.http.first.FirstMiddleware",
    "wardmote.core.http.snapshots.SnapshotMiddleware",
    "django.middleware.common.CommonMiddleware",
    "wardmote.accounts.middleware.ViewerMiddleware",
    "wardmote.core.http.errors.ErrorMiddleware",
]
"""What a page for guests passes, of a request without our cookies (`wardmote.core.http.handler`)."""

ROOT_URLCONF = "wardmote.conf.urls"
WSGI_APPLICATION = "wardmote.conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "wardmote.core.http.jinja.environment",
            "context_processors": ["wardmote.core.http.render.common"],
            "auto_reload": not PRODUCTION,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_DATABASE = env.database(
    "DATABASE_URL", DATA / "wardmote.sqlite3", "sqlite:///path or postgresql://user:pass@host/name"
)
POOLED_BETWEEN = (
    env.one_of(
        "WARDMOTE_POOLER",
        ("no", "yes"),
        "“yes” where PgBouncer or the like stands before PostgreSQL and hands a connection on after each transaction: "
        "no statement is prepared then.",
    )
    == "yes"
)
DATABASES: dict[str, dict[str, object]]
if _DATABASE.engine == "sqlite":
    DATABASES = {
        "default": {
            "ENGINE": "wardmote.core.queued_sqlite3",
            "NAME": _DATABASE.name,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # Nothing names its type in a column's name, which would be looked for in each.
                "detect_types": sqlite3.PARSE_DECLTYPES,
                # Pages are read through the kernel's cache, so that each thread's own holds little.
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA mmap_size=2147418112;PRAGMA cache_size=-2000;PRAGMA temp_store=MEMORY;"
                    "PRAGMA journal_size_limit=67108864;"
                ),
            },
        },
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "wardmote.core.prepared_postgresql",
            "NAME": _DATABASE.name,
            "USER": _DATABASE.user,
            "PASSWORD": _DATABASE.password,
            "HOST": _DATABASE.host,
            "PORT": _DATABASE.port,
            # Each thread keeps its own: taking one out of a pool for each request costs a tenth of a page.
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(_DATABASE.options),
        },
    }
# What sign-in remembers for a minute (authenticator codes that were used), shared by the server's processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache" / "django",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Member"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "wardmote.core.http.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_NAME = "__Host-session" if TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if TLS else "language"
LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_ENGINE = "wardmote.accounts.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Wardmote's HeadersMiddleware sets all that these two checks miss Django's middleware for.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if TLS and PRODUCTION else 0

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "wardmote.core.http.static.HashedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_ALLOW_ALL_ORIGINS = False

SHARE_FONT = env.text(
    "WARDMOTE_SHARE_FONT",
    "",
    "A font file with Chinese, for the pictures of links that are shared; unset: one that the machine has, such as "
    "Debian's fonts-noto-cjk; “none”: no pictures.",
)

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# What actions put off, done by `wardmote worker`; a task is a row written in the action's own transaction.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_BACKEND = "wardmote.notifications.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "WARDMOTE_MAIL_FROM", f"noreply@{HOSTNAME}", "The address that mails come from."
)
MAIL_SERVER = env.mail_server("WARDMOTE_MAIL_URL", "smtp://user:password@host:port, smtps:// for TLS, ?starttls=1")
EMAIL_TIMEOUT = 20
MAIL_HOOK_SECRET = env.name_and_password(
    "WARDMOTE_MAIL_HOOK_SECRET",
    "name:password with which a mail provider reports bounces to /mail/hooks/…; unset: there are no such addresses.",
)
ANYMAIL = {"WEBHOOK_SECRET": MAIL_HOOK_SECRET} if MAIL_HOOK_SECRET else {}

WEBHOOK_PRIVATE_HOSTS = env.listing(
    "WARDMOTE_WEBHOOK_PRIVATE_HOSTS",
    (),
    "Receivers inside your own network that webhooks may reach, also by http: names or numbers, separated by commas.",
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"refusals_brief": {"()": "wardmote.core.logs.RefusalsBrief"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals_brief"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}

from wardmote.conf.allauth import *  # noqa: E402, F403  the settings of sign-in have a file of their own
