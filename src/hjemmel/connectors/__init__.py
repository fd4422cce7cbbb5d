"""Other people's data. SQLAlchemy Core lives here and nowhere else; no web framework."""
