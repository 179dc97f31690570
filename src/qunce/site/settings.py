"""Settings of the site. All that differs between installations is an environment variable."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from qunce.site import wiring

# Only single characters are spelt (keys of groups); the phrases would slow every start down.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("QUNCE_HOME", "var")).resolve()


def _secret() -> str:
    """Return the site's key: from the environment, or from a file made at the first start."""
    if key := os.environ.get("QUNCE_SECRET_KEY"):
        return key
    place = HOME / "secret.key"
    if not place.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return place.read_text(encoding="ascii").strip()


def _database(url: str) -> dict[str, object]:
    """Read `postgresql://user:password@host:port/name?…`, or `sqlite:///path`."""
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,  # each request has a thread of its own: none is there to reuse it
            "OPTIONS": {"connect_timeout": "10"} | dict(parse_qsl(parts.query)),
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": parts.path.removeprefix("/") if parts.scheme else url,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                " PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("QUNCE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in ALLOWED_HOSTS if host not in {"*", "127.0.0.1", "localhost"}
]
SITE_URL = os.environ.get("QUNCE_URL", "http://127.0.0.1:8000").rstrip("/")
RECORD_NUMBER = os.environ.get("QUNCE_ICP", "").strip()
IS_LOCAL = SITE_URL.startswith(("http://127.0.0.1", "http://localhost"))

DATABASES = {
    "default": _database(os.environ.get("QUNCE_DATABASE_URL") or f"sqlite:////{HOME}/qunce.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Tries at the log-in are counted in it (allauth), so it lies where all workers of the site see it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shell_tally",
        "KEY_FUNCTION": "qunce.shell.tallies.digest",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

CHANNELS = wiring.CHANNELS  # on which groups can be opened here
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *[f"qunce.{floor}" for floor in wiring.FLOORS],
    *[f"qunce.gateway.channels.{channel}" for channel in wiring.CHANNELS],
    *[f"qunce.rooms.{room}" for room in wiring.ROOMS],
    "qunce.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "qunce.site.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "qunce.shell.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qunce.shell.middleware.addresses_of_forms",
]

ROOT_URLCONF = "qunce.site.urls"
ASGI_APPLICATION = "qunce.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "shell/templates"],  # before those of the packages, which it overrides
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "qunce.shell.frame.context",
            ],
        },
    }
]

FORM_RENDERER = "qunce.shell.forms.TablerRenderer"
CSRF_FAILURE_VIEW = "qunce.shell.web.errors.csrf_failure"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PERSONAL_LINK_DAYS = 180
# The strongest first; what an older version stored is hashed anew at the next log-in.
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}"
    for name in ("Argon2PasswordHasher", "ScryptPasswordHasher", "PBKDF2PasswordHasher")
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_ADAPTER = "qunce.shell.entrance.Entrance"
ACCOUNT_FORMS = {"login": "qunce.shell.entrance.LoginForm"}
ACCOUNT_SIGNUP_OPEN = os.environ.get("QUNCE_SIGNUP", "") == "1"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True
# Six digits, three tries a code: ten codes an hour leave a guesser one chance in 33,000.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,10/h/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("QUNCE_PROXIES", "0"))
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Qunce"
MFA_FORMS = {
    "add_webauthn": "qunce.shell.entrance.AddPasskeyForm",
    "edit_webauthn": "qunce.shell.entrance.EditPasskeyForm",
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

EMAIL_BACKEND = "qunce.shell.mailbox.LocalMailbox"
EMAIL_TIMEOUT = 20  # seconds: a mail server that does not answer holds nobody up
if _mail := os.environ.get("QUNCE_SMTP_URL"):
    _smtp = urlsplit(_mail)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_PORT = _smtp.port or 25
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = _smtp.scheme == "smtp+tls"
DEFAULT_FROM_EMAIL = os.environ.get("QUNCE_MAIL_FROM", "Qunce <qunce@localhost>")

# No page needs another host. Style attributes are allowed: Tabler and ECharts set them.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if SITE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Work in the background: functions marked with @task become errands of the ledger's worker.
TASKS = {"default": {"BACKEND": "qunce.ledger.tasks_backend.ErrandBackend", "QUEUES": []}}

# Where live pages get their news: "sqlite" (poll), "postgres" (NOTIFY) or a redis:// address.
LIVE_FEED = os.environ.get("QUNCE_LIVE", "")
# Servers within the house whose RSS feeds may be read: "rss.lan", "127.0.0.1:1200".
FEED_HOSTS = [each for each in os.environ.get("QUNCE_FEED_HOSTS", "").split(",") if each]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("QUNCE_LOG", "WARNING")},
}
