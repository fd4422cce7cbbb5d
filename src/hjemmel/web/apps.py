"""The pages as an app, so that Django finds what belongs to them. Nothing else belongs here."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hjemmel.web"
    label = "web"
    verbose_name = "Pages"
