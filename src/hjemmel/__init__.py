"""Hjemmel: a company states once what it promises about personal data, and the statement is kept."""

__version__ = "0.1.0"
