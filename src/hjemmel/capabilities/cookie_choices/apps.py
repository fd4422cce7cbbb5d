"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class CookieChoicesConfig(AppConfig):
    name = "hjemmel.capabilities.cookie_choices"
    label = "cookie_choices"
    verbose_name = "Cookie choices"
    default_auto_field = "django.db.models.BigAutoField"
