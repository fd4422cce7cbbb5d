"""Addresses of the programming interface."""

from django.urls import path

from hjemmel.web.api.docs import docs
from hjemmel.web.api.interface import api

urlpatterns = [path("docs", docs, name="docs"), path("", api.urls)]
