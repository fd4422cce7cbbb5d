"""The app's name for Django. Nothing else belongs here."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "hjemmel.capabilities.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"
    default_auto_field = "django.db.models.BigAutoField"
