"""Settings come from the environment; what is not said is safe for production.

`./run` sets RUBRIKA_ENV=demo, DATABASE_URL, REDIS_URL, SECRET_KEY and RUBRIKA_LOCAL; see README for real servers.
"""

import sys
from email.utils import parseaddr
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.logs import logging_config
from config.variables import address, database, env, flag, log_level, names, number, numbers, time_zone

BASE_DIR = Path(__file__).resolve().parent.parent

TESTING = "pytest" in sys.modules
ENVIRONMENT = env.str("RUBRIKA_ENV", "production")
DEMO = ENVIRONMENT == "demo"
LOCAL = DEMO or TESTING
DEBUG = flag("DEBUG", False)
LOCAL_DIR = Path(env.str("RUBRIKA_LOCAL", str(BASE_DIR / ".local")))


def _secret_key() -> str:
    """The key, or the end of the start: a guessable key would let anyone forge a log-in."""
    key = env.str("SECRET_KEY", "")
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure"):
        sys.exit("SECRET_KEY is missing or weak: set it to at least 50 random characters.")
    return key


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = names("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = names("CSRF_TRUSTED_ORIGINS")
SITE_URL = address("SITE_URL", "http://127.0.0.1:8000" if LOCAL else "")
if not SITE_URL:
    sys.exit("SITE_URL is missing: set it to the address people open, for example https://hiring.example.org.")

INSTALLED_APPS = [
    "desk",
    "reminders",
    "scorecards",
    "recruiting",
    "competencies",
    "outbox",
    "accounts",
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "rules.apps.AutodiscoverRulesConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "django_htmx",
    "django_filters",
    "heroicons",
    "csp",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.EntranceMiddleware",
    "accounts.middleware.PersonalSettingsMiddleware",
    "config.addresses.AddressMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.addresses.ActAddressMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.tz",
                "accounts.templatetags.look",
                "recruiting.templatetags.vacancies",
                "crispy_forms.templatetags.crispy_forms_tags",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": database("DATABASE_URL", "postgres:///rubrika")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# The pool belongs to the web process alone: a forked worker must not inherit it, and threads of workers have their own.
if flag("DATABASE_POOL", False):
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 2, "max_size": 8, "timeout": 10}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = number("CONN_MAX_AGE", 0 if TESTING else 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    sys.exit("REDIS_URL is no address of a broker: set it to redis://… or unix://….")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "rubrika_cache"},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:my_day"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.log_in.LogInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to a stranger whose address somebody typed
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the host in brackets says nothing to the reader, and no other mail has it
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("ro", _("Romanian"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "ru", "ro")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = time_zone("TIME_ZONE", "Europe/Chisinau")

STATIC_URL = "static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(LOCAL_DIR / "uploads")))
ERASURE_JOURNAL = Path(env.str("ERASURE_JOURNAL", str(LOCAL_DIR / "erasures.jsonl")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = TESTING  # otherwise each test's first request lists every static file
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

EMAIL_BACKEND = "outbox.backends.OutboxBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Rubrika <rubrika@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    sys.exit(f"DEFAULT_FROM_EMAIL is “{DEFAULT_FROM_EMAIL}”: set it to an address, as Rubrika <hiring@example.org>.")
# Where the outbox hands its mails over: "smtp" for a real server, "files" for .eml files that one can open.
OUTBOX_TRANSPORT = env.str("OUTBOX_TRANSPORT", "files" if LOCAL else "smtp")
if OUTBOX_TRANSPORT not in ("files", "smtp"):
    sys.exit("OUTBOX_TRANSPORT is neither smtp nor files: no mail would ever leave.")
OUTBOX_MAIL_DIR = Path(env.str("OUTBOX_MAIL_DIR", str(LOCAL_DIR / "mail")))
# As letters to candidates are signed: the name in the sender's address, else its domain.
_sender = parseaddr(DEFAULT_FROM_EMAIL)
COMPANY_NAME = env.str("COMPANY_NAME", "") or _sender[0] or _sender[1].partition("@")[2]
LETTER_DELAY_MINUTES = number(
    "LETTER_DELAY_MINUTES", 10, most=43_200
)  # in which a letter to a candidate can be called back
# Seconds to wait after the first refusal for now, the second and so on; after the last one a mail has failed.
OUTBOX_DELAYS = numbers("OUTBOX_DELAYS", [60, 300, 900, 3600, 10800, 21600, 43200])
OUTBOX_LEASE = number("OUTBOX_LEASE", 600, least=1)  # seconds after which a worker that says nothing is taken for dead
OUTBOX_BATCH = number("OUTBOX_BATCH", 50, least=1)  # mails that a worker claims at once
REMINDER_BATCH = number("REMINDER_BATCH", 200, least=1)  # reminders that a worker writes in one transaction
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = flag("EMAIL_USE_SSL", False)
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    sys.exit("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: set the one that the mail server offers.")
EMAIL_TIMEOUT = number("EMAIL_TIMEOUT", 20, least=1)

# Celery spells both the socket and the number of the database in its own way.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "celery"
# Queues apart: estimating parameters may take minutes and must not delay a reminder, nor many reminders a letter.
CELERY_TASK_ROUTES = {
    "scorecards.tasks.fit_parameters": {"queue": "measurement"},
    "scorecards.tasks.calibrate": {"queue": "measurement"},
    "reminders.tasks.*": {"queue": "reminders"},
    "outbox.tasks.*": {"queue": "outbox"},
}
CELERY_BEAT_SCHEDULE = {
    "look-after-people": {"task": "recruiting.tasks.look_after_people", "schedule": 30.0, "options": {"expires": 25}},
    "send-reminders": {"task": "reminders.tasks.remind", "schedule": 60.0, "options": {"expires": 55}},
    "fit-parameters": {"task": "scorecards.tasks.fit_parameters", "schedule": crontab(hour=2, minute=40)},
    "calibrate": {"task": "scorecards.tasks.calibrate", "schedule": crontab(hour=3, minute=10)},
    "anonymise": {"task": "recruiting.tasks.anonymise_due", "schedule": crontab(hour=1, minute=30)},
    "seal-scorecards": {"task": "scorecards.tasks.seal_overdue", "schedule": 60.0, "options": {"expires": 55}},
    "deliver-outbox": {"task": "outbox.tasks.deliver_waiting", "schedule": 30.0, "options": {"expires": 25}},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [SELF],  # the CV in the page
        "frame-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],  # the scorecard's page without a network
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", not LOCAL)
SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", 0 if LOCAL else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
BEHIND_PROXY = flag("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Otherwise everybody has the proxy's address, and ten wrong passwords a minute would shut all of them out.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)

LOGGING = logging_config(json=not LOCAL, level=log_level("LOG_LEVEL", "WARNING" if TESTING else "INFO"))
