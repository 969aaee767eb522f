"""All settings, read from the environment. README and docs/operations.md list the variables."""

import hashlib
from pathlib import Path

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403
from redis.backoff import NoBackoff
from redis.retry import Retry

from shop import oscar
from shop.embedded import addresses
from shop.operations import logs

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".data"))).resolve()

# Safety: development is a choice, production the default that refuses what is unsafe.
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
SECRET_KEY = env.str("SECRET_KEY", "")
# Former ones, whose links still open.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# What the store is.
STORE_CURRENCY = OSCAR_DEFAULT_CURRENCY = env.str("STORE_CURRENCY", "CNY")
STORE_TIME_ZONE = env.str("STORE_TIME_ZONE", "Asia/Shanghai")
STORE_URL = env.str("STORE_URL", f"http://{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 8000)}")
OSCAR_SHOP_NAME = "Shopkeeper"
LOW_STOCK_THRESHOLD = env.int("LOW_STOCK_THRESHOLD", 5)

# Whose name and tax number stand on invoices where the merchant has not said, and how many per cent of tax are in the
# prices.
INVOICE_SELLER = env.str("INVOICE_SELLER", "")
INVOICE_SELLER_TAX_NUMBER = env.str("INVOICE_SELLER_TAX_NUMBER", "")
INVOICE_TAX_PERCENT = env.int("INVOICE_TAX_PERCENT", 13)

# Apps: Oscar's in Oscar's order, ours in the place of those we forked, then rooms without a ground of Oscar's.
INSTALLED_APPS = [
    "modeltranslation",
    "membership.apps.MembershipConfig",
    *oscar.installed(),
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_prometheus",
    "membership.staff.apps.StaffConfig",
    "kernel.apps.KernelConfig",
    "membership.sessions.apps.SessionsConfig",
    "membership.addresses.apps.AddressesConfig",
    "membership.points.apps.PointsConfig",
    "membership.tiers.apps.TiersConfig",
    "membership.rewards.apps.RewardsConfig",
    "shop.content.apps.ContentConfig",
    "catalogue.photos.apps.PhotosConfig",
    "catalogue.pricing.apps.PricingConfig",
    "catalogue.skus.apps.SkusConfig",
    "promotions.calendar.apps.CalendarConfig",
    "analytics.capture.apps.CaptureConfig",
    "orders.fulfilment.apps.FulfilmentConfig",
    "orders.imports.apps.ImportsConfig",
    "shop.bench.apps.BenchConfig",
    "shop.demo.apps.DemoConfig",
    "analytics.rollups.apps.RollupsConfig",
    "analytics.kpis.apps.KpisConfig",
    "shop.operations.apps.OperationsConfig",
    "orders.aftersales.apps.AftersalesConfig",
    "orders.invoices.apps.InvoicesConfig",
    "orders.tracking.apps.TrackingConfig",
    "orders.notices.apps.NoticesConfig",
    "orders.loyalty.apps.LoyaltyConfig",
    "django.forms",
]
SITE_ID = 1
AUTH_USER_MODEL = "membership.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"

MIDDLEWARE = [
    "shop.operations.probes.answer_probes",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shop.media.Pictures",
    "kernel.memory.ask_once",
    "shop.trust.say_what_to_trust",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shop.visitors.name_visitors",
    "shop.storefront.languages.WishedLanguage",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "shop.operations.failures.lead_on",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "orders.basket.middleware.count_the_basket",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shop.actors.ActorMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
    "analytics.capture.middleware.capture_events",
]

if DEBUG or DEMO:
    MIDDLEWARE.insert(4, "shop.timing.ServerTiming")

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
                "shop.backoffice.navigation.office",
                "shop.storefront.chrome.chrome",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kernel.templatetags.controls",
                "kernel.templatetags.icons",
                "kernel.templatetags.instants",
                "kernel.templatetags.lists",
                "kernel.templatetags.people",
                "kernel.templatetags.shop_money",
                "kernel.templatetags.stills",
                "kernel.templatetags.wording",
                "shop.storefront.structured",
            ],
        },
    }
]

FORM_RENDERER = "kernel.forms.ShopRenderer"

# Servers. The embedded ones are used where a variable is missing.
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default=addresses.database_url(DATA_DIR)),
        "ENGINE": "kernel.postgres",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS_URL = env.str("REDIS_URL", addresses.redis_url(DATA_DIR))
CACHES = {
    "default": {
        "BACKEND": "kernel.valkey.Cache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2, "retry": Retry(NoBackoff(), 0)},
    }
}
SESSION_ENGINE = "membership.sessions.store"

# What visitors do: events on a stream of their own (a cleared cache must not take them along), kept for some days.
EVENTS_URL = env.str("EVENTS_URL", env.str("REDIS_URL", addresses.redis_url(DATA_DIR, 2)))
EVENTS_KEPT_DAYS = env.int("EVENTS_KEPT_DAYS", 400)
ANALYTICS_ASK_FIRST = env.bool("ANALYTICS_ASK_FIRST", False)
ANALYTICS_KEY = env.str("ANALYTICS_KEY", SECRET_KEY)

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", addresses.broker_url(DATA_DIR))
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
#: Whoever asks for work to be done waits a fifth of a second for the broker, once: what it asks for is in the outbox.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 0.2,
    "socket_connect_timeout": 0.2,
    "max_retries": 0,
}
# Celery would close the database after every task; shop/celery.py closes only what is broken or old.
CELERY_DB_REUSE_MAX = 2**31
CELERY_TIMEZONE = STORE_TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "relay the outbox": {"task": "kernel.tasks.relay", "schedule": 5.0},
    "write events": {"task": "analytics.capture.tasks.write_events", "schedule": 5.0, "options": {"expires": 5}},
    "keep partitions": {"task": "analytics.capture.tasks.keep_partitions", "schedule": crontab(hour=3, minute=30)},
    "take in what carriers pushed": {"task": "orders.fulfilment.tasks.take_in_pushes", "schedule": 10.0},
    "forget old pushes": {"task": "orders.fulfilment.tasks.forget_pushes", "schedule": crontab(hour=4, minute=40)},
    "show prices": {"task": "promotions.tasks.show_prices", "schedule": 5.0, "options": {"expires": 5}},
    "mind unpaid orders": {"task": "orders.tasks.mind_the_unpaid", "schedule": 60.0},
    "send waiting mail": {"task": "membership.messages.tasks.send_waiting", "schedule": 20.0},
    "count today": {"task": "analytics.rollups.tasks.roll_up", "schedule": crontab(minute=5)},
    "forget old drafts": {"task": "orders.checkout.tasks.forget_old_drafts", "schedule": crontab(hour=4, minute=15)},
    "forget what was heard": {"task": "kernel.tasks.forget_heard", "schedule": crontab(hour=4, minute=30)},
    "forget old sessions": {
        "task": "membership.sessions.tasks.forget_expired_sessions",
        "schedule": crontab(hour=4, minute=20),
    },
    "forget old guesses": {"task": "kernel.tasks.forget_tries", "schedule": crontab(hour=4, minute=35)},
    "send refunds": {"task": "orders.payments.tasks.send_refunds", "schedule": 60.0},
    "mind the after-sales clock": {"task": "orders.aftersales.tasks.mind_the_clock", "schedule": 300.0},
    "close return windows": {"task": "orders.aftersales.tasks.close_windows", "schedule": 300.0},
    "reconcile payments": {"task": "orders.payments.tasks.reconcile", "schedule": 300.0},
    "expire points": {"task": "membership.points.tasks.expire_lots", "schedule": crontab(hour=0, minute=20)},
    "remind of points": {"task": "membership.points.tasks.remind_of_expiry", "schedule": crontab(hour=10, minute=0)},
    "review levels": {"task": "membership.tiers.tasks.review_levels", "schedule": crontab(hour=1, minute=10)},
    # Three days, so that a night without a worker costs nobody the month's coupon.
    "grant monthly coupons": {
        "task": "membership.rewards.tasks.grant_monthly_coupons",
        "schedule": crontab(day_of_month="1-3", hour="0,6,12,18", minute=5),
    },
    "verify the audit log": {"task": "kernel.tasks.verify_audit", "schedule": crontab(hour=4, minute=45)},
}

# Languages: English at /, Chinese at /zh-hans/. Each floor carries its own words.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese"))]
#: Our words before Oscar's, which has some of the same sentences in other words.
FLOORS = ("shop", "analytics", "orders", "promotions", "membership", "catalogue", "kernel")
LOCALE_PATHS = [BASE_DIR / floor / "locale" for floor in FLOORS]
FORMAT_MODULE_PATH = ["shop.formats"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "zh-hans")
TIME_ZONE = STORE_TIME_ZONE
USE_TZ = True

# Files.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
    ("vendor/echarts", BASE_DIR / "node_modules" / "echarts" / "dist"),
]
MEDIA_URL = env.str("MEDIA_URL", "/media/")
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(DATA_DIR / "media")))
#: Files that only a page which asks who is there may show.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", str(DATA_DIR / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Mail.
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}"))
DEFAULT_FROM_EMAIL = OSCAR_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Shopkeeper <shop@example.com>")

# Logging in. Pages and rules are in membership.accounts.
AUTHENTICATION_BACKENDS = ["membership.sessions.backends.MemberBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:home"
ACCOUNT_ADAPTER = "membership.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
#: Whoever changes password, address or second factor is written to, so that nobody does it unnoticed.
ACCOUNT_EMAIL_NOTIFICATIONS = True

# The second factor: an app, a passkey, or a recovery code in their place. Staff do not enter the back office without.
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", True)
SEALING_KEYS = env.list("SEALING_KEYS", default=[SECRET_KEY])
MFA_ADAPTER = "membership.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
ACCOUNT_FORMS = {
    "login": "membership.accounts.forms.LoginForm",
    "signup": "membership.accounts.forms.SignupForm",
    "add_email": "membership.accounts.forms.AddEmailForm",
    "change_password": "membership.accounts.forms.ChangePasswordForm",
    "set_password": "membership.accounts.forms.SetPasswordForm",
    "reset_password": "membership.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "membership.accounts.forms.ResetPasswordKeyForm",
    "request_login_code": "membership.accounts.forms.RequestLoginCodeForm",
    "reauthenticate": "membership.accounts.forms.ReauthenticateByPasswordForm",
}
MFA_FORMS = {
    "authenticate": "membership.accounts.forms.AuthenticateForm",
    "reauthenticate": "membership.accounts.forms.ReauthenticateForm",
    "add_webauthn": "membership.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "membership.accounts.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = OSCAR_SHOP_NAME
#: A telephone's clock may be half a minute off; see membership.accounts.services.spend_code.
MFA_TOTP_TOLERANCE = 1
PASSWORD_LENGTH = {"min_length": 8}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": PASSWORD_LENGTH,
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "membership.accounts.passwords.OwnWords", "OPTIONS": PASSWORD_LENGTH},
]

# Stripe.
STRIPE_API_KEY = env.str("STRIPE_API_KEY", "")
STRIPE_WEBHOOK_SECRET = env.list("STRIPE_WEBHOOK_SECRET", default=[])
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "")

# Watching it run. Logs are JSON lines on standard error; /metrics is for the bearer of the token.
LOGGING = logs.LOGGING
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# Carriers. A source without a secret is closed; two secrets are both good while one replaces the other.
CARRIER_SECRETS = {
    source: secrets.split(",")
    for source, secrets in (
        # Not env.str: an empty secret must reach the check that refuses it.
        ("kuaidi100", env.ENVIRON.get("KUAIDI100_SALT")),
        ("courier", env.ENVIRON.get("COURIER_SECRET")),
    )
    if secrets is not None
}
if DEMO or DEBUG:
    CARRIER_SECRETS = {
        source: [hashlib.sha256(f"{source}:{SECRET_KEY}".encode()).hexdigest()] for source in ("kuaidi100", "courier")
    } | CARRIER_SECRETS

# Search stays on our own index; haystack is Oscar's, asleep.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}

# Browsers are told to trust nothing but us.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "media-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'", "https://checkout.stripe.com", *([STRIPE_API_BASE] if STRIPE_API_BASE else [])],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies in front of us may say, by X-Forwarded-For, where a request comes from.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Browsers take a cookie of such a name from this very host over TLS alone, so that no neighbour sets it for us.
COOKIE_PREFIX = "" if DEBUG or DEMO else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
MESSAGE_STORAGE = "shop.cookies.Messages"

if DEBUG and not {*ALLOWED_HOSTS} <= {"localhost", "127.0.0.1", "[::1]", "testserver"}:
    raise ImproperlyConfigured("DEBUG is on and ALLOWED_HOSTS names a host that strangers reach: turn one of them off.")

if not (DEBUG or DEMO):
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    if not SECRET_KEY:
        raise ImproperlyConfigured("SECRET_KEY is missing: set it to 50 random characters, or run `make demo`.")
    if not STAFF_MFA_REQUIRED:
        raise ImproperlyConfigured("STAFF_MFA_REQUIRED is off: in production a password alone opens no back office.")
    if STRIPE_API_BASE:
        raise ImproperlyConfigured("STRIPE_API_BASE points at a stand-in: production talks to Stripe itself.")
