"""Settings, from the environment. With none set: SQLite, demonstration mode, only this machine is served."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from zhaoshang.office import logs

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("OFFICE_DATA", "office-data")).resolve()
"""Where the database file, evidence and backups live."""


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "yes" if default else "no").lower() in ("1", "yes", "true", "on")


DEMONSTRATION = _flag("OFFICE_DEMONSTRATION", False)
"""Fictional data, and the login page lists one login per role."""
DEMONSTRATION_PASSWORD = "Yunchuan-2026"
"""The one password of all the invented people."""
DEBUG = _flag("OFFICE_DEBUG", False)
TLS = _flag("OFFICE_TLS", False)
"""Whether people reach the office through https: cookies are then sent through nothing else."""

SECRET_KEY = os.environ.get("OFFICE_SECRET_KEY", "")
if not SECRET_KEY:
    if not (DEMONSTRATION or DEBUG):
        raise ImproperlyConfigured(
            "OFFICE_SECRET_KEY is not set; a production site needs its own long random text"
        )
    SECRET_KEY = "only-for-demonstration-and-never-for-real-data"
ALLOWED_HOSTS = os.environ.get("OFFICE_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("OFFICE_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "zhaoshang.office.web",  # these two first: their pages stand in for those that other apps bring
    "zhaoshang.office.accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_bootstrap5",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "zhaoshang.office.organisation",
    "zhaoshang.office.audit",
    "zhaoshang.office.records",
    "zhaoshang.office.evidence",
    "zhaoshang.office.leads",
    "zhaoshang.office.projects",
    "zhaoshang.office.exchange",
]

MIDDLEWARE = [
    "zhaoshang.office.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "zhaoshang.office.web.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhaoshang.office.web.middleware.LanguageMiddleware",
    "zhaoshang.office.web.middleware.MaintenanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zhaoshang.office.accounts.middleware.OriginMiddleware",
    "zhaoshang.office.accounts.middleware.AdministrationMiddleware",
    "zhaoshang.office.accounts.middleware.SessionAgeMiddleware",
    "zhaoshang.office.accounts.middleware.GateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "zhaoshang.office.urls"
WSGI_APPLICATION = "zhaoshang.office.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "accounts" / "templates"],  # before django-allauth's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhaoshang.office.web.context.office",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("OFFICE_DATABASE", f"sqlite:///{DATA / 'office.sqlite3'}"), conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = f"{_options.get('options', '')} -c jit=off".strip()
    # PostgreSQL would compile a query whose cost it thinks high: ours are over in less time than that takes
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_CHARSET = "utf-8"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "zhaoshang.office.accounts.passwords.LengthAndClasses"},
    {"NAME": "zhaoshang.office.accounts.passwords.NotTheName"},
    {"NAME": "zhaoshang.office.accounts.passwords.NotUsedBefore"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Signing in; docs/office/sign-in.md tells what each is for.
OFFICE_PASSWORD_DAYS = int(os.environ.get("OFFICE_PASSWORD_DAYS", "90"))
OFFICE_PASSWORD_WARNING_DAYS = 10
OFFICE_FIRST_PASSWORD_DAYS = int(os.environ.get("OFFICE_FIRST_PASSWORD_DAYS", "3"))
OFFICE_IDLE_MINUTES = int(os.environ.get("OFFICE_IDLE_MINUTES", "20"))
OFFICE_SESSION_HOURS = int(os.environ.get("OFFICE_SESSION_HOURS", "12"))
OFFICE_SECOND_FACTOR = _flag("OFFICE_SECOND_FACTOR", not DEMONSTRATION)
"""Whether verifiers and administrators must have a second factor."""
OFFICE_ADMINISTRATION_FROM = [n for n in os.environ.get("OFFICE_ADMINISTRATION_FROM", "").split(",") if n]
"""Addresses or networks from which administrators may sign in; empty: from anywhere."""
OFFICE_TRUSTED_PROXIES = [p for p in os.environ.get("OFFICE_TRUSTED_PROXIES", "").split(",") if p]
"""Addresses or networks of proxies whose X-Forwarded-For is believed."""
OFFICE_TRUST_LOCAL_SOCKET = _flag("OFFICE_TRUST_LOCAL_SOCKET", False)
"""Whether requests without an address come through a proxy on this machine."""
OFFICE_OIDC_USERNAME = os.environ.get("OFFICE_OIDC_USERNAME", "preferred_username")
"""The claim that holds the user name of the office."""
OFFICE_OIDC_ORIGINS = [o for o in os.environ.get("OFFICE_OIDC_ORIGINS", "").split(",") if o] or [
    "/".join(os.environ.get("OFFICE_OIDC_SERVER", "").split("/")[:3])
]
"""Scheme, host and port of the identity provider's own sign-in page, where not those of its address."""
ACCOUNT_ADAPTER = "zhaoshang.office.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None, "reauthenticate": None, "change_password": None}
"""Off: they are by user alone or in one process's memory; accounts.throttle counts instead."""
ACCOUNT_FORMS = {
    "login": "zhaoshang.office.accounts.forms.SignInForm",
    "change_password": "zhaoshang.office.accounts.forms.NewPasswordForm",
}
MFA_ADAPTER = "zhaoshang.office.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "zhaoshang.office.accounts.forms.CodeForm",
    "reauthenticate": "zhaoshang.office.accounts.forms.CodeAgainForm",
    "activate_totp": "zhaoshang.office.accounts.forms.EnrolForm",
}
MFA_TOTP_ISSUER = os.environ.get("OFFICE_NAME", "招商台账")
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "zhaoshang.office.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = {}
if os.environ.get("OFFICE_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "site",
                "name": os.environ.get("OFFICE_OIDC_NAME", "统一身份认证"),
                "client_id": os.environ["OFFICE_OIDC_CLIENT"],
                "secret": os.environ["OFFICE_OIDC_SECRET"],
                "settings": {"server_url": os.environ["OFFICE_OIDC_SERVER"]},
            }
        ],
    }

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "evidence"
"""Evidence is kept here and never served by a path: only through a view that knows who may see it."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SESSION_COOKIE_AGE = OFFICE_SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
X_FRAME_OPTIONS = "DENY"
FORM_RENDERER = "zhaoshang.office.web.controls.Controls"
DJANGO_TABLES2_TEMPLATE = "web/table.html"
COTTON_ISOLATE_BY_DEFAULT = True
"""A component sees what it is given, not whatever a page happens to call by the same name."""
CSRF_FAILURE_VIEW = "zhaoshang.office.web.views.csrf_failed"
OFFICE_MAINTENANCE_FILE = DATA / "maintenance"
"""While this file is there, every page says that the office is closed, and its first line."""
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# Files, logs and running; docs/office/operations.md tells what each is for.
OFFICE_EVIDENCE_MEGABYTES = int(os.environ.get("OFFICE_EVIDENCE_MEGABYTES", "50"))
OFFICE_CLAMD = os.environ.get("OFFICE_CLAMD", "")
"""Where ClamAV listens: ``unix:/run/clamav/clamd.ctl`` or ``tcp:host:3310``; empty where there is none."""
OFFICE_LOG_DAYS = int(os.environ.get("OFFICE_LOG_DAYS", "0"))
"""Days after which events are archived and removed, never fewer than six months' worth; 0 keeps everything."""
OFFICE_UPLOAD_DAYS = int(os.environ.get("OFFICE_UPLOAD_DAYS", "180"))
"""Days after which spreadsheets that were handed in are deleted; what was taken in of them stays. 0 keeps them."""
OFFICE_BACKUPS = Path(os.environ.get("OFFICE_BACKUPS", DATA / "backups")).resolve()
FILE_UPLOAD_HANDLERS = ["zhaoshang.office.evidence.uploading.LimitedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the proxy must set it, whatever came in
LOGGING = logs.configuration(os.environ.get("OFFICE_LOG_LEVEL", "INFO").upper())
