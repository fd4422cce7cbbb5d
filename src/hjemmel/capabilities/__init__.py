"""Django apps, one a capability of the law: models and services, no pages."""
